/// A character set under the name that mail gives it, read as the WHATWG Encoding Standard reads that label.
public struct Charset: Sendable, Hashable {
  /// The name that all labels of this set share, in lower case.
  public let name: String
  let reader: Reader

  /// How bytes of a set become Unicode.
  enum Reader: Sendable, Hashable {
    case ascii
    case utf8
    case windows1252
    /// 128 ASCII bytes and 128 others, through a table that iconv fills once.
    case singleByte(String)
    /// What only iconv knows.
    case iconv(String)
    case iso2022JP
    case hz
  }

  /// A text, and whether its bytes were what the label says.
  public struct Decoded: Sendable, Hashable {
    /// The best reading of the bytes.
    public let text: String

    /// Whether every byte had its place in the charset.
    public let isFaithful: Bool
  }

  static let usASCII = Charset(name: "us-ascii", reader: .ascii)
  static let utf8 = Charset(name: "utf-8", reader: .utf8)
  static let windows1252 = Charset(name: "windows-1252", reader: .windows1252)

  init(name: String, reader: Reader) {
    self.name = name
    self.reader = reader
  }

  /// The charset of a label, or nil where nobody knows it.
  public init?(label: String) { self.init(label: label.utf8) }

  init?(label: some Sequence<UInt8>) {
    var name: [UInt8] = []
    for byte in label {
      // RFC 2231 allows a language after a star; quotes and blanks come from broken programs.
      if byte == Byte.star { break }
      if byte.isWhitespace || byte == Byte.quote || byte == Byte.apostrophe { continue }
      guard name.count < 64 else { return nil }
      name.append(byte.lowercased)
    }
    if name.elementsEqual("utf-8".utf8) {
      self = .utf8
    } else if name.elementsEqual("us-ascii".utf8) {
      self = .usASCII
    } else if let known = CharsetLabels.charset(String(decoding: name, as: UTF8.self)) {
      self = known
    } else {
      return nil
    }
  }

  /// Decodes bytes of this charset; where they are not, the best reading of them.
  public func decode(_ bytes: [UInt8]) -> Decoded { bytes.withUnsafeBufferPointer(decode) }

  func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Decoded {
    switch reader {
    case .utf8: Self.decodeUTF8(bytes)
    case .ascii: Self.decodeASCII(bytes)
    case .windows1252: Self.decodeLatin1(bytes)
    case .singleByte(let name):
      if let table = SingleByteTable.named(name) { table.decode(bytes) } else { Self.guess(bytes) }
    case .iconv(let name): Iconv.decode(bytes, from: name) ?? Self.guess(bytes)
    case .iso2022JP: EscapedCharsets.decodeISO2022JP(bytes)
    case .hz: EscapedCharsets.decodeHZ(bytes)
    }
  }

  /// The reading of bytes that bear no label, or one that nobody knows.
  static func guess(_ bytes: UnsafeBufferPointer<UInt8>) -> Decoded {
    if let text = validUTF8(bytes) { return Decoded(text: text, isFaithful: false) }
    return Decoded(text: SingleByteTable.windows1252.decode(bytes).text, isFaithful: false)
  }

  private static func decodeASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Decoded {
    // Text labelled US-ASCII, or not labelled, that is UTF-8 is the commonest lie of all.
    if let text = validUTF8(bytes) {
      return Decoded(text: text, isFaithful: text.utf8.count == text.unicodeScalars.count)
    }
    return guess(bytes)
  }

  private static func decodeLatin1(_ bytes: UnsafeBufferPointer<UInt8>) -> Decoded {
    // QUIRK: programs that write UTF-8 under this label are many, and Latin-1 whose every accent happens to be a whole
    // sequence of UTF-8 is no text that anybody writes.
    guard bytes.contains(where: { $0 >= 0x80 }), let text = validUTF8(bytes) else {
      return SingleByteTable.windows1252.decode(bytes)
    }
    return Decoded(text: text, isFaithful: false)
  }

  private static func decodeUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Decoded {
    if let text = validUTF8(bytes) { return Decoded(text: text, isFaithful: true) }
    // A few broken sequences in good UTF-8 are damage; mostly broken ones are another charset under this label.
    let repaired = String(decoding: bytes, as: UTF8.self)
    var broken = 0
    var good = 0
    for scalar in repaired.unicodeScalars where !scalar.isASCII {
      if scalar == "\u{FFFD}" { broken += 1 } else { good += 1 }
    }
    let text = broken > good ? SingleByteTable.windows1252.decode(bytes).text : repaired
    return Decoded(text: text, isFaithful: false)
  }

  private static func validUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return String(validating: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self)
  }
}
