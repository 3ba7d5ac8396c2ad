/// What of a date, a time and an address stands in a piece of text, in whatever language.
struct DateSigns {
  /// A time of day: `10:07`, `05.28`, `14h30`.
  private(set) var hasTime = false
  /// A year from 1900 to 2099.
  private(set) var hasYear = false
  /// An address: an at sign between two words.
  private(set) var hasAddress = false

  // Numbers that hang together by one mark each: `13.12.2017` are three, `21:11` are two.
  private var chain = 0
  private var lastLength = 0
  private var separator: UInt8 = 0

  /// Looks through a piece of text once.
  init(_ text: ArraySlice<UInt8>) {
    var at = text.startIndex
    while at < text.endIndex {
      if text[at].isASCIIDigit {
        let start = at
        while at < text.endIndex, text[at].isASCIIDigit { at += 1 }
        take(text[start..<at], before: at < text.endIndex ? text[at] : 0)
        if at < text.endIndex { separator = text[at] }
        if !Self.joins(separator) { chain = 0 }
      } else {
        chain = 0
        if text[at] == ASCII.at, at > text.startIndex, at + 1 < text.endIndex {
          hasAddress = hasAddress || (Self.isAtom(text[at - 1]) && Self.isAtom(text[at + 1]))
        }
      }
      at += 1
    }
  }

  private mutating func take(_ digits: ArraySlice<UInt8>, before next: UInt8) {
    chain += 1
    if digits.count == 4, digits.starts(with: [0x31, 0x39]) || digits.starts(with: [0x32, 0x30]) { hasYear = true }
    if chain == 2, digits.count == 2, lastLength <= 2 {
      switch separator {
      case ASCII.colon: hasTime = true
      case UInt8(ascii: "h"), UInt8(ascii: "H"): hasTime = true
      // A point stands in dates as well; there a third number follows.
      case ASCII.period: if next != ASCII.period { hasTime = true }
      default: break
      }
    }
    lastLength = digits.count
  }

  private static func joins(_ byte: UInt8) -> Bool {
    switch byte {
    case ASCII.colon, ASCII.period, ASCII.slash, ASCII.hyphen, UInt8(ascii: "h"), UInt8(ascii: "H"): true
    default: false
    }
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    byte > ASCII.space && byte != ASCII.lessThan && byte != ASCII.greaterThan
  }
}
