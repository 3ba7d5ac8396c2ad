/// Which of the open elements hide their text: preheaders, tracking lines, templates.
///
/// Not a tree: only elements whose style matters are remembered, at most `limit` of them, each with a count of the
/// elements of its name inside it, so that its own end tag is known.
struct HTMLConcealment {
  private struct Entry {
    let name: HTMLTagName
    let tableDepth: Int
    let isHidden: Bool
    let hasZeroFont: Bool
    var nested = 0
  }

  private static let limit = 64
  private var entries: [Entry] = []
  private var tableDepth = 0

  /// Whether text that comes now is not to be seen.
  private(set) var isActive = false

  /// Whether anything was ever hidden.
  private(set) var didHide = false

  /// Takes note of a start tag; `style` is nil where the element has none that matters.
  mutating func open(_ name: HTMLTagName, isBlock: Bool, isHidden: Bool, hasZeroFont: Bool?) {
    if isBlock, entries.last?.name == "p" { entries.removeLast() }
    let rank = Self.rank(name)
    if rank < Self.content, rank > 0 { leaveTableContent { $0 >= rank } }
    // Font size is inherited; hidden is for good, and a style inside it changes nothing.
    if isHidden || hasZeroFont != nil, entries.count < Self.limit {
      let isAlreadyHidden = entries.last?.isHidden ?? false
      entries.append(
        Entry(
          name: name, tableDepth: tableDepth, isHidden: isHidden || isAlreadyHidden,
          hasZeroFont: hasZeroFont ?? entries.last?.hasZeroFont ?? false))
    } else if let place = entries.lastIndex(where: { $0.name == name }) {
      entries[place].nested += 1
    }
    if name == "table" { tableDepth += 1 }
    update()
  }

  /// Takes note of an end tag.
  mutating func close(_ name: HTMLTagName) {
    guard !entries.isEmpty || name == "table" else { return }
    let rank = Self.rank(name)
    if rank < Self.content { leaveTableContent { $0 > rank } }
    if name == "table" { tableDepth = max(0, tableDepth - 1) }
    if let place = entries.lastIndex(where: { $0.name == name }) {
      if entries[place].nested == 0 {
        entries.removeSubrange(place...)
      } else {
        entries[place].nested -= 1
      }
    }
    update()
  }

  /// Ends elements that were left open inside a table, its row or its cell.
  private mutating func leaveTableContent(_ ends: (Int) -> Bool) {
    while let last = entries.last, last.tableDepth >= tableDepth, tableDepth > 0, ends(Self.rank(last.name)) {
      entries.removeLast()
    }
  }

  private mutating func update() {
    isActive = entries.last.map { $0.isHidden || $0.hasZeroFont } ?? false
    didHide = didHide || isActive
  }

  private static let content = 4

  private static func rank(_ name: HTMLTagName) -> Int {
    switch name {
    case "table": 0
    case "tbody", "thead", "tfoot": 1
    case "tr": 2
    case "td", "th": 3
    default: content
    }
  }
}
