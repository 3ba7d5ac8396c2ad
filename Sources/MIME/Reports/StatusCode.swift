/// RFC 3463's status codes, and SMTP's reply codes, in running text.
enum StatusCode {
  /// The first `C.S.D` in `text` whose class is 2, 4 or 5, and which is no IP address's part.
  static func first(in text: ArraySlice<UInt8>) -> String? {
    for start in text.indices where isClass(text[start]) {
      if start > text.startIndex, text[start - 1].isDigit || text[start - 1] == Byte.dot { continue }
      var fields = 1
      var end = start + 1
      while fields < 3, end < text.endIndex, text[end] == Byte.dot {
        let digits = text[(end + 1)...].prefix(4).prefix { $0.isDigit }
        guard (1...3).contains(digits.count) else { break }
        end = digits.endIndex
        fields += 1
      }
      let goesOn = end + 1 < text.endIndex && text[end] == Byte.dot && text[end + 1].isDigit
      let endsInWord = end < text.endIndex && (text[end].isLetter || text[end] == Byte.hyphen)
      if fields == 3, !goesOn, !endsInWord { return String(decoding: text[start..<end], as: UTF8.self) }
    }
    return nil
  }

  /// The first SMTP reply that refuses: `550` or `421`, apart from other digits.
  static func firstReply(in text: ArraySlice<UInt8>) -> String? {
    for start in text.indices where text[start] == UInt8(ascii: "4") || text[start] == UInt8(ascii: "5") {
      guard start + 2 < text.endIndex, text[start + 1] &- 0x30 < 6, text[start + 2].isDigit else { continue }
      if start > text.startIndex, !isBorder(text[start - 1]) { continue }
      if start + 3 < text.endIndex, !isBorder(text[start + 3]) { continue }
      return String(decoding: text[start..<(start + 3)], as: UTF8.self)
    }
    return nil
  }

  private static func isBorder(_ byte: UInt8) -> Bool {
    byte.isWhitespace || byte == Byte.colon || byte == Byte.hyphen || byte == Byte.openParenthesis
      || byte == Byte.quote || byte == Byte.apostrophe
  }

  private static func isClass(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "2") || byte == UInt8(ascii: "4") || byte == UInt8(ascii: "5")
  }
}
