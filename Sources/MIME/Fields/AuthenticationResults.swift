/// What a mail server found out about who sent a message: one Authentication-Results field (RFC 8601).
///
/// Anybody can write such a field: it is worth as much as the server that it names, and only where that server is known
/// to take away those that came with a message under its name.
public struct AuthenticationResults: Sendable, Hashable {
  /// Who says so, the authserv-id, in lower case.
  public let server: String

  /// What each method found, in order; empty where the server looked at nothing.
  public let results: [MethodResult]

  /// What one method found.
  public struct MethodResult: Sendable, Hashable {
    /// Such as `dmarc`, in lower case.
    public let method: String
    /// Such as `pass`, in lower case.
    public let outcome: String
    /// The server's own words on it.
    public let reason: String?
    /// What of the message it was found by.
    public let properties: [Property]

    /// The value of a property such as `header.from`; of several the first.
    public subscript(name: String) -> String? { properties.first { $0.name == name }?.value }
  }

  /// A part of the message that a method looked at.
  public struct Property: Sendable, Hashable {
    /// Its kind and its name, such as `header.from`, in lower case.
    public let name: String
    /// Without quotes.
    public let value: String
  }

  /// Nil for what is no such field, or one of a later version.
  ///
  /// What follows the first result that cannot be read is left out: nothing is guessed.
  public init?(_ value: some Collection<UInt8>) {
    var reader = AuthenticationReader(Array(value))
    guard let server = reader.readServer() else { return nil }
    self.server = server
    results = reader.readResults()
  }
}

extension Message {
  /// What servers on its way found out about who sent it, the last of them first; what no one can read is left out.
  public var authenticationResults: [AuthenticationResults] {
    headers.all(.authenticationResults).prefix(Self.mostAuthenticationResults).compactMap {
      AuthenticationResults($0.rawValue.prefix(limits.fieldBytes))
    }
  }

  private static let mostAuthenticationResults = 50
}

extension HeaderName {
  static let authenticationResults: HeaderName = "Authentication-Results"
}

/// Reads the grammar of RFC 8601 §2.2, with comments and white space wherever they may stand.
private struct AuthenticationReader {
  private var cursor: FieldCursor

  private static let mostResults = 50
  private static let mostProperties = 20

  init(_ bytes: [UInt8]) { cursor = FieldCursor(bytes[...]) }

  /// The authserv-id and the version, up to the first semicolon.
  mutating func readServer() -> String? {
    cursor.skipComments()
    let server = readValue()
    cursor.skipComments()
    if !server.isEmpty, let digit = cursor.peek, digit != Byte.semicolon {
      // No version is the first; of a later one nobody knows what it means.
      guard cursor.takeToken().elementsEqual([UInt8(ascii: "1")]) else { return nil }
      cursor.skipComments()
    }
    guard !server.isEmpty, cursor.isAtEnd || cursor.peek == Byte.semicolon else { return nil }
    return server.lowercased()
  }

  mutating func readResults() -> [AuthenticationResults.MethodResult] {
    var results: [AuthenticationResults.MethodResult] = []
    while results.count < Self.mostResults, cursor.take(Byte.semicolon) {
      guard let result = readResult() else { break }
      results.append(result)
    }
    return results
  }

  /// `method[/version]=result [reason=…] [ptype.property=value …]`; nil also for `none`, which is no result.
  private mutating func readResult() -> AuthenticationResults.MethodResult? {
    let method = readWord()
    if cursor.take(UInt8(ascii: "/")) { _ = readWord() }
    guard !method.isEmpty, takeEquals() else { return nil }
    let outcome = readWord()
    guard !outcome.isEmpty else { return nil }
    var reason: String?
    var properties: [AuthenticationResults.Property] = []
    cursor.skipComments()
    while !cursor.isAtEnd, cursor.peek != Byte.semicolon {
      guard let property = readProperty() else { return nil }
      if property.name == "reason" {
        reason = reason ?? property.value
      } else if properties.count < Self.mostProperties {
        properties.append(property)
      }
      cursor.skipComments()
    }
    return .init(method: method, outcome: outcome, reason: reason, properties: properties)
  }

  /// `header.from=acme.example`, the dot and the equals sign with or without white space around them; some servers
  /// write names without a kind.
  private mutating func readProperty() -> AuthenticationResults.Property? {
    var name = readWord()
    while name.last == "." || cursor.peek == UInt8(ascii: ".") {
      let more = readWord()
      guard !more.isEmpty else { return nil }
      name += more
    }
    guard !name.isEmpty, takeEquals() else { return nil }
    return .init(name: name, value: readValue())
  }

  /// A token in lower case, and the comments around it.
  private mutating func readWord() -> String {
    cursor.skipComments()
    let word = cursor.takeToken()
    cursor.skipComments()
    return String(decoding: word, as: UTF8.self).lowercased()
  }

  private mutating func takeEquals() -> Bool {
    cursor.skipComments()
    guard cursor.take(UInt8(ascii: "=")) else { return false }
    cursor.skipComments()
    return true
  }

  /// A quoted string, or what stands up to white space, a comment or a semicolon: addresses hold more than a token may.
  private mutating func readValue() -> String {
    var value: [UInt8] = []
    if cursor.peek == Byte.quote { value = cursor.takeQuoted() }
    value += cursor.take { $0.isWhitespace || $0 == Byte.semicolon || $0 == Byte.openParenthesis }
    return String(decoding: value, as: UTF8.self)
  }
}
