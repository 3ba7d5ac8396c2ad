/// Rows for a spreadsheet (RFC 4180), in UTF-8 with the mark by which spreadsheets know it.
///
/// A cell that a spreadsheet would take for a formula is written with an apostrophe before it: names come from mail and
/// forms, and whoever opens the file must not run what they say.
struct CSVDocument {
  enum Cell: Equatable {
    case text(String)
    case number(Int)
  }

  private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

  mutating func add(_ cells: [Cell]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): bytes += Self.quoted(text).utf8
      case .number(let number): bytes += String(number).utf8
      }
    }
    bytes += [0x0D, 0x0A]
  }

  private static func quoted(_ text: String) -> String {
    var text = text
    // The first byte that counts: spreadsheets skip spaces before a sign.
    if let sign = text.utf8.first(where: { $0 != UInt8(ascii: " ") }), "=+-@\t\r\n|".utf8.contains(sign) {
      text = "'" + text
    }
    let isPlain = text.utf8.allSatisfy { !"\",\r\n;\t".utf8.contains($0) }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
