import Glibc

/// Searching and comparing bytes, at the speed of the C library and within bounds.
extension [UInt8] {
  /// The first place of `byte` in `range`, which is clamped to the array.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    withUnsafeBufferPointer { buffer in buffer.firstIndex(of: byte, from: range.lowerBound, to: range.upperBound) }
  }

  /// The index after the line feed that ends the line begun at `start`, or `end` where there is none.
  func lineEnd(from start: Int, to end: Int) -> Int {
    withUnsafeBufferPointer { buffer in
      buffer.firstIndex(of: Byte.lineFeed, from: start, to: end).map { $0 + 1 } ?? end
    }
  }

  /// `range` without the line break that ends it.
  func withoutLineBreak(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    if end > range.lowerBound, self[end - 1] == Byte.lineFeed { end -= 1 }
    if end > range.lowerBound, self[end - 1] == Byte.carriageReturn { end -= 1 }
    return range.lowerBound..<end
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The first place of `byte` from `start` up to `end`, both clamped to the buffer.
  func firstIndex(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    let end = Swift.min(end, count)
    guard let base = baseAddress, start >= 0, start < end,
      let found = memchr(base + start, CInt(byte), end - start)
    else { return nil }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  /// Whether `text` stands anywhere in the buffer.
  func holds(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard length > 0, let base = baseAddress else { return length == 0 }
    var start = 0
    while let place = firstIndex(of: text.utf8Start[0], from: start, to: count - length + 1) {
      if memcmp(base + place, text.utf8Start, length) == 0 { return true }
      start = place + 1
    }
    return false
  }
}

/// The bytes that mail grammar speaks of.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let hyphen = UInt8(ascii: "-")
  static let colon = UInt8(ascii: ":")
  static let semicolon = UInt8(ascii: ";")
  static let comma = UInt8(ascii: ",")
  static let equals = UInt8(ascii: "=")
  static let question = UInt8(ascii: "?")
  static let underscore = UInt8(ascii: "_")
  static let at = UInt8(ascii: "@")
  static let dot = UInt8(ascii: ".")
  static let slash = UInt8(ascii: "/")
  static let percent = UInt8(ascii: "%")
  static let apostrophe = UInt8(ascii: "'")
  static let star = UInt8(ascii: "*")
  static let plus = UInt8(ascii: "+")
  static let openAngle = UInt8(ascii: "<")
  static let closeAngle = UInt8(ascii: ">")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
}

extension ArraySlice<UInt8> {
  /// Whether there is neither NUL nor a byte above 127 in it.
  var isPlainASCII: Bool {
    withUnsafeBytes { raw in
      var index = 0
      // Eight at a time: a byte's high bit survives the or, and the difference sets it for a zero.
      while index + 8 <= raw.count {
        let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        guard (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 else { return false }
        index += 8
      }
      while index < raw.count {
        guard raw[index] &- 1 < 0x7F else { return false }
        index += 1
      }
      return true
    }
  }
}

extension UInt8 {
  /// Space or tab.
  var isBlank: Bool { self == Byte.space || self == Byte.tab }

  /// What separates words in a header value: blanks and the line breaks of folding (a stray vertical tab or form feed too).
  var isWhitespace: Bool { self == Byte.space || (self >= 0x09 && self <= 0x0D) }

  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// ASCII lower case; every other byte as it is.
  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  var hexValue: UInt8? {
    if self &- 0x30 < 10 { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}

extension Sequence<UInt8> {
  /// Whether these bytes are `text` without regard to ASCII case; `text` is given in lower case.
  func equalsLowercased(_ text: StaticString) -> Bool {
    var index = 0
    for byte in self {
      guard index < text.utf8CodeUnitCount, byte.lowercased == text.utf8Start[index] else { return false }
      index += 1
    }
    return index == text.utf8CodeUnitCount
  }
}

extension BidirectionalCollection<UInt8> where SubSequence: BidirectionalCollection<UInt8> {
  /// These bytes without white space at either end.
  var trimmed: SubSequence {
    var start = startIndex
    var end = endIndex
    while start < end, self[start].isWhitespace { start = index(after: start) }
    while end > start {
      let before = index(before: end)
      guard self[before].isWhitespace else { break }
      end = before
    }
    return self[start..<end]
  }
}
