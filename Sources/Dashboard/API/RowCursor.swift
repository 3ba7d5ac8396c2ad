import Desk

extension QueryReader {
  /// Where the page before ended, for lists that go by falling number.
  mutating func rowCursor() -> Int64? {
    guard let text = text("cursor") else { return nil }
    let isNumber = text.utf8.count <= 18 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let number = Int64(text) else {
      fault("cursor", "this is no cursor of this list; take it from 'next', with the other parameters unchanged")
      return nil
    }
    return number
  }
}

/// A page of rows that go by falling number.
enum RowPage {
  /// - Parameter rows: one more than the limit where there is a next page.
  static func cut<Row>(_ rows: [Row], _ limit: Int, _ number: (Row) -> Int64) -> (rows: ArraySlice<Row>, next: String?)
  {
    let page = rows.prefix(limit)
    return (page, rows.count > limit ? page.last.map { String(number($0)) } : nil)
  }
}
