/// The bytes that this room's readers look for.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let formFeed: UInt8 = 0x0C
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let exclamation: UInt8 = 0x21
  static let doubleQuote: UInt8 = 0x22
  static let numberSign: UInt8 = 0x23
  static let ampersand: UInt8 = 0x26
  static let singleQuote: UInt8 = 0x27
  static let asterisk: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let hyphen: UInt8 = 0x2D
  static let period: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let lessThan: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greaterThan: UInt8 = 0x3E
  static let question: UInt8 = 0x3F
  static let at: UInt8 = 0x40
  static let underscore: UInt8 = 0x5F
}

extension UInt8 {
  /// Whether it is white space by HTML: tab, line feed, form feed, carriage return, space.
  var isHTMLSpace: Bool { self == ASCII.space || (self >= 0x09 && self <= 0x0D && self != 0x0B) }

  /// Whether it is a letter from A to Z in either case.
  var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// Whether it is a digit from 0 to 9.
  var isASCIIDigit: Bool { self &- 0x30 < 10 }

  /// The same letter in lower case; every other byte as it is.
  var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  var hexValue: UInt32? {
    if isASCIIDigit { return UInt32(self &- 0x30) }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? UInt32(letter) + 10 : nil
  }
}

extension [UInt8] {
  /// Where `pattern` stands at or after `start`; `pattern` is lower case and matches ASCII letters of either case.
  func firstRange(ofFolded pattern: [UInt8], from start: Int = 0) -> Range<Int>? {
    guard let first = pattern.first, count >= pattern.count else { return nil }
    var at = Swift.max(0, start)
    while at <= count - pattern.count {
      if self[at].asciiLowercased == first, holds(folded: pattern, at: at) { return at..<at + pattern.count }
      at += 1
    }
    return nil
  }

  /// Whether `pattern`, which is lower case, stands at `start`, ASCII letters of either case.
  func holds(folded pattern: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + pattern.count <= count else { return false }
    for offset in pattern.indices where self[start + offset].asciiLowercased != pattern[offset] { return false }
    return true
  }
}
