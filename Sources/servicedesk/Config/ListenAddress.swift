import Glibc

/// Where the dashboard listens: `127.0.0.1:5000`, `localhost:5000` or `[::1]:5000`.
struct ListenAddress: Equatable {
  var host = "127.0.0.1"
  /// 0 takes a free one.
  var port = 5000

  init() {}

  /// Reads `HOST:PORT`, an IPv6 address in brackets; nil for anything else.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
      return nil
    }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      guard let address = IPAddress(String(host.dropFirst().dropLast())), address.isSix else { return nil }
      self.host = address.text
    } else {
      guard Self.isName(host) else { return nil }
      self.host = String(host)
    }
    self.port = port
  }

  /// As a URL has it.
  static func url(host: String, port: Int) -> String {
    // A browser cannot go to "every address of this machine".
    let reachable = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
    return "http://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
  }

  private static func port(_ text: Substring) -> Int? {
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text),
      port <= 65_535
    else { return nil }
    return port
  }

  /// A host's name or an IPv4 address.
  static func isName(_ text: Substring) -> Bool {
    let letters: (UInt8) -> Bool = { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    return (1...253).contains(text.utf8.count)
      && text.utf8.allSatisfy { letters($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
      && text.utf8.first.map(letters) == true
  }
}

/// An IP address in the one form in which two of them can be compared as text.
struct IPAddress: Equatable {
  let text: String
  let isSix: Bool

  /// Nil for what is no address, such as a name or a network.
  init?(_ text: String) {
    var bytes = in6_addr()
    for family in [AF_INET, AF_INET6] where inet_pton(family, text, &bytes) == 1 {
      var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard inet_ntop(family, &bytes, &buffer, socklen_t(buffer.count)) != nil else { return nil }
      self.text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      isSix = family == AF_INET6
      return
    }
    return nil
  }
}
