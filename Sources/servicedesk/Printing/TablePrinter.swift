/// An aligned table, cut to the width there is: its last column takes what the others leave.
struct TablePrinter {
  struct Column {
    var title: String
    /// Cells longer than this are cut; nil for as long as they are.
    var most: Int?
    var isNumber = false

    init(_ title: String, most: Int? = nil, isNumber: Bool = false) {
      self.title = title
      self.most = most
      self.isNumber = isNumber
    }
  }

  struct Cell {
    var text: String
    var paint: Paint?

    init(_ text: String, _ paint: Paint? = nil) {
      self.text = Harmless.line(text)
      self.paint = paint
    }
  }

  let columns: [Column]
  let screen: Screen
  let hasTitles: Bool
  private var rows: [[Cell]] = []

  init(_ columns: [Column], screen: Screen, hasTitles: Bool = true) {
    self.columns = columns
    self.screen = screen
    self.hasTitles = hasTitles
  }

  mutating func add(_ cells: [Cell]) {
    rows.append(cells)
  }

  /// The table's lines, its titles first.
  func lines() -> [String] {
    let all = hasTitles ? [columns.map { Cell($0.title, .dim) }] + rows : rows
    let widths = widths(all)
    return all.map { line($0, widths) }
  }

  private func widths(_ rows: [[Cell]]) -> [Int] {
    var widths = columns.indices.map { index in
      let natural = rows.reduce(0) { max($0, index < $1.count ? TextWidth.of($1[index].text) : 0) }
      return min(natural, max(columns[index].most ?? natural, TextWidth.of(columns[index].title)))
    }
    if let width = screen.width, let last = widths.indices.last {
      let others = widths.dropLast().reduce(0, +) + 2 * last
      widths[last] = min(widths[last], max(10, width - others))
    }
    return widths
  }

  private func line(_ cells: [Cell], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() where index < widths.count {
      let text = TextWidth.cut(cell.text, to: widths[index])
      let painted = screen.painted(text, cell.paint)
      let space = String(repeating: " ", count: max(0, widths[index] - TextWidth.of(text)))
      let isLast = index == cells.count - 1
      line += columns[index].isNumber ? space + painted : isLast ? painted : painted + space
      if !isLast { line += "  " }
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
