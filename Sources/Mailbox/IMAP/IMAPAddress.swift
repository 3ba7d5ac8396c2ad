/// Where an IMAP folder is: `imap://USER@HOST:PORT/FOLDER` or `imaps://…` (RFC 5092), without anything secret.
package struct IMAPAddress: Sendable, Hashable, CustomStringConvertible {
  /// TLS from the first byte, as `imaps://` asks.
  package let isTLSFromTheStart: Bool
  /// As the URL has it; nil where the configuration names it.
  package let user: String?
  /// In lower case; an IPv6 address in brackets.
  package let host: String
  package let port: Int
  /// In Unicode, as people read it.
  package let folder: String

  /// As it was written.
  package let description: String

  /// Whether what is said to it never leaves this machine.
  package var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 < 0x3A })
  }

  /// How the ledger names the folder, the same whatever the scheme: `imap:USER@host:port/FOLDER`.
  package func name(user: String) -> String { "imap:\(user)@\(host):\(port)/\(folder)" }

  /// Reads a URL whose scheme is known.
  ///
  /// - Parameters:
  ///   - rest: what follows `imap://` or `imaps://`.
  ///   - text: the whole URL, for errors.
  /// - Throws: `MailboxError` with `malformedURL`.
  init(_ rest: Substring, isTLSFromTheStart: Bool, of text: String) throws(MailboxError) {
    let malformed: (String) -> MailboxError = { hint in
      MailboxError(.malformedURL, text, "'\(Self.withoutPassword(text))' is no IMAP folder: \(hint)")
    }
    description = text
    self.isTLSFromTheStart = isTLSFromTheStart
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count).dropFirst()
    let at = authority.lastIndex(of: "@")
    if let at {
      let login = authority[..<at]
      if login.contains(":") { throw malformed("a password has a setting of its own, password_file") }
      guard let user = Self.decoded(login), !user.isEmpty else { throw malformed("its user name is garbled") }
      self.user = user
    } else {
      user = nil
    }
    let place = at.map { authority[authority.index(after: $0)...] } ?? authority
    guard let (host, port) = Self.hostAndPort(place) else { throw malformed("write imaps://USER@HOST/FOLDER") }
    self.host = host
    self.port = port ?? (isTLSFromTheStart ? 993 : 143)
    guard let folder = Self.decoded(path) else { throw malformed("its folder's name is garbled") }
    self.folder = folder.isEmpty ? "INBOX" : folder
  }

  /// `%40` and its like made what they stand for; nil for control characters and for what is no UTF-8.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
        return nil
      }
      rest.removeFirst(2)
      bytes.append(value)
    }
    guard bytes.count <= 1000, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
    let host: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[...end]
      guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
    } else {
      host = text.prefix { $0 != ":" }
      guard isHostName(host) else { return nil }
    }
    let tail = text[host.endIndex...]
    if tail.isEmpty { return (host.lowercased(), nil) }
    let digits = tail.dropFirst()
    guard tail.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
      (1...65_535).contains(port)
    else { return nil }
    return (host.lowercased(), port)
  }

  private static func isHostName(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 253 && !text.hasPrefix("-") && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x5F].contains(byte)
      }
  }

  /// For error messages: what stands between a colon and an `@` may be a secret.
  private static func withoutPassword(_ url: String) -> String {
    guard let at = url.lastIndex(of: "@") else { return url }
    return "…" + url[at...]
  }
}
