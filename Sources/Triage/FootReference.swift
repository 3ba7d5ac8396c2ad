/// Finds what looks like the reference at the foot of our mails: `SD-42.SEQ.MAC`.
enum FootReference {
  /// The texts after `SD-` that have its shape, unverified, from the beginning of the text on.
  static func candidates(in text: String, most: Int) -> [Substring] {
    var text = text
    return text.withUTF8 { ranges(in: $0, most: most) }.map { range in
      let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
      return text[start..<text.utf8.index(start, offsetBy: range.count)]
    }
  }

  private static let codeLength = 26
  private static let longestNumber = 19

  private static func ranges(in bytes: UnsafeBufferPointer<UInt8>, most: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var at = 0
    while found.count < most, let hyphen = bytes[at...].firstIndex(of: UInt8(ascii: "-")) {
      at = hyphen + 1
      guard hyphen >= 2, bytes[hyphen - 2] | 0x20 == UInt8(ascii: "s"), bytes[hyphen - 1] | 0x20 == UInt8(ascii: "d"),
        let dot = end(ofNumberIn: bytes, from: at), let second = end(ofNumberIn: bytes, from: dot + 1)
      else { continue }
      let code = bytes[(second + 1)...].prefix(codeLength)
      guard code.count == codeLength, code.allSatisfy(isCode) else { continue }
      found.append(at..<code.endIndex)
      at = code.endIndex
    }
    return found
  }

  /// Where the dot stands that ends a number.
  private static func end(ofNumberIn bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let digits = bytes[start...].prefix(longestNumber + 1).prefix { (0x30...0x39).contains($0) }
    let end = digits.endIndex
    guard !digits.isEmpty, digits.count <= longestNumber, end < bytes.count, bytes[end] == UInt8(ascii: ".") else {
      return nil
    }
    return end
  }

  private static func isCode(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x32...0x37).contains(byte)
  }
}
