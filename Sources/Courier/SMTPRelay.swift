import Foundation
import Glibc

/// The server that takes our mail over, and how to go there: every part checked before libcurl sees it.
struct SMTPRelay: Sendable {
  let host: String
  let port: Int
  /// TLS from the first byte, as `smtps://` asks.
  let isTLSFromTheStart: Bool
  let startTLS: TLSPolicy
  let verifiesCertificate: Bool
  let username: String?
  let password: String?
  let caFile: String?
  let clientName: String?
  let patience: SMTPPatience

  /// The password as a server may say it back: in clear, and as AUTH LOGIN and PLAIN wrap it (RFC 4954, RFC 4616).
  var spokenSecrets: [String] {
    guard let password, !password.isEmpty else { return [] }
    return ["\0\(username ?? "")\0\(password)", password].map { Data($0.utf8).base64EncodedString() } + [password]
  }

  /// Such as `smtp://relay.example:587`.
  var name: String { "\(scheme)://\(host):\(port)" }

  /// With the name to greet with, in libcurl's way of saying it.
  var url: String { clientName.map { "\(name)/\($0)" } ?? name }

  private var scheme: String { isTLSFromTheStart ? "smtps" : "smtp" }

  init(_ settings: CourierSettings) throws(CourierError) {
    let url = settings.url
    let malformed: (String) -> CourierError = {
      CourierError(.malformedURL, url, "'\(Self.withoutPassword(url))' is no route for mail: \($0)")
    }
    let rest: Substring
    if let plain = CourierRoute.rest(of: url, after: "smtp://") {
      (rest, isTLSFromTheStart) = (plain, false)
    } else if let secure = CourierRoute.rest(of: url, after: "smtps://") {
      (rest, isTLSFromTheStart) = (secure, true)
    } else {
      throw malformed("it begins with none of smtp:// smtps:// maildir:")
    }
    if rest.contains("@") {
      throw malformed("name and password have settings of their own, courier.username and password_file")
    }
    guard let (host, port) = Self.hostAndPort(rest.hasSuffix("/") ? rest.dropLast() : rest) else {
      throw malformed("write \(isTLSFromTheStart ? "smtps" : "smtp")://HOST:PORT")
    }
    self.host = host
    self.port = port ?? (isTLSFromTheStart ? 465 : 25)
    username = settings.username
    password = settings.password
    caFile = settings.caFile
    clientName = settings.clientName.flatMap { Self.isHostName($0) ? $0 : nil }
    patience = settings.patience
    if let caFile, access(caFile, R_OK) != 0 {
      throw CourierError(.noFile, caFile, "cannot read courier.ca_file \(caFile): \(String(cString: strerror(errno)))")
    }
    let guardsPassword = settings.password != nil && !isTLSFromTheStart && !Self.isLoopback(host)
    if guardsPassword, settings.tls == .never {
      throw CourierError(
        .insecure, url, "a password for \(host) would cross the network in plain text: set courier.tls to required")
    }
    startTLS = guardsPassword ? .required : settings.tls
    verifiesCertificate = isTLSFromTheStart || startTLS == .required || settings.caFile != nil
  }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
    let host: Substring
    let tail: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[...end]
      tail = text[text.index(after: end)...]
      guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
    } else {
      host = text.prefix { $0 != ":" }
      tail = text[host.endIndex...]
      guard isHostName(host) else { return nil }
    }
    if tail.isEmpty { return (host.lowercased(), nil) }
    guard let port = Int(tail.dropFirst()), (1...65_535).contains(port), tail.dropFirst().allSatisfy(\.isNumber) else {
      return nil
    }
    return (host.lowercased(), port)
  }

  private static func isHostName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 253 && !text.hasPrefix("-") && !text.hasPrefix(".")
      && text.utf8.allSatisfy {
        $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
      }
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 < 0x3A })
  }

  /// For error messages: what stands before an `@` may be a secret.
  private static func withoutPassword(_ url: String) -> Substring {
    url.lastIndex(of: "@").map { "…" + url[$0...] } ?? url[...]
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}
