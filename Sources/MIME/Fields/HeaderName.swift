/// The name of a header field, which is the same in any case of its letters.
public struct HeaderName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The name as written.
  public let text: String

  /// A hash that ignores case, by which fields are found without comparing their names.
  let key: UInt32

  /// A name of the printable ASCII that RFC 5322 §2.2 allows, or nil.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 76, text.utf8.allSatisfy(Self.allows) else { return nil }
    self.init(unchecked: text)
  }

  /// A name written in source; what no name may hold is left out.
  public init(stringLiteral text: StaticString) {
    self.init(unchecked: String(decoding: text.description.utf8.filter(Self.allows), as: UTF8.self))
  }

  private init(unchecked text: String) {
    self.text = text
    key = Self.key(of: text.utf8)
  }

  /// The name as written.
  public var description: String { text }

  /// Whether two names are the same but for case.
  public static func == (one: HeaderName, other: HeaderName) -> Bool {
    one.key == other.key && one.text.utf8.elementsEqual(other.text.utf8) { $0.lowercased == $1.lowercased }
  }

  /// Feeds the hash that ignores case.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// Whether `byte` may stand in a name.
  static func allows(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != Byte.colon }

  static func key(of name: some Sequence<UInt8>) -> UInt32 {
    var key = initialKey
    for byte in name { key = extend(key, byte) }
    return key
  }

  /// FNV-1a over the lower-cased name, which the header reader takes along while it looks for the colon.
  static let initialKey: UInt32 = 2_166_136_261
  @inline(__always) static func extend(_ key: UInt32, _ byte: UInt8) -> UInt32 {
    (key ^ UInt32(byte.lowercased)) &* 16_777_619
  }
}

extension HeaderName {
  static let subject: HeaderName = "Subject"
  static let from: HeaderName = "From"
  static let sender: HeaderName = "Sender"
  static let replyTo: HeaderName = "Reply-To"
  static let to: HeaderName = "To"
  static let cc: HeaderName = "Cc"
  static let bcc: HeaderName = "Bcc"
  static let date: HeaderName = "Date"
  static let messageID: HeaderName = "Message-ID"
  static let inReplyTo: HeaderName = "In-Reply-To"
  static let references: HeaderName = "References"
  static let returnPath: HeaderName = "Return-Path"
  static let contentType: HeaderName = "Content-Type"
  static let contentDisposition: HeaderName = "Content-Disposition"
  static let contentTransferEncoding: HeaderName = "Content-Transfer-Encoding"
  static let contentID: HeaderName = "Content-ID"
  static let contentDescription: HeaderName = "Content-Description"
  static let received: HeaderName = "Received"
}
