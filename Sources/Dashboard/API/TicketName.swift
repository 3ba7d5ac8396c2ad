import Desk

/// A ticket as programs may write it: `SD-42` or `42`.
enum TicketName {
  static let longest = 21
  private static let mostDigits = 18

  /// Nil for anything else, such as a number with a zero before it: the document says the same.
  static func id(_ text: String) -> TicketID? {
    let isNamed = text.utf8.prefix(3).elementsEqual("SD-".utf8) || text.utf8.prefix(3).elementsEqual("sd-".utf8)
    let digits = text.utf8.dropFirst(isNamed ? 3 : 0)
    guard (1...mostDigits).contains(digits.count), digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return TicketID(parsing: text)
  }
}
