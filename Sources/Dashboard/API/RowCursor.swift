/// Pages of rows that go by falling number.
enum RowPage {
  private static let mostDigits = 18

  /// Where the page before ended.
  ///
  /// - Throws: `Problem` with `badCursor`.
  static func cursor(_ text: String) throws(Problem) -> Int64 {
    let isNumber = text.utf8.count <= mostDigits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let number = Int64(text) else { throw .badCursor }
    return number
  }

  /// - Parameter rows: one more than the limit where there is a next page.
  static func cut<Row>(_ rows: [Row], _ limit: Int, _ number: (Row) -> Int64) -> (rows: ArraySlice<Row>, next: String?)
  {
    let page = rows.prefix(limit)
    return (page, rows.count > limit ? page.last.map { String(number($0)) } : nil)
  }
}
