import Desk

/// The tables behind the pictures: what a page shows and a spreadsheet gets.
struct ReportsTable {
  /// A cell as people read it, and as a spreadsheet computes with it.
  struct Cell {
    var shown: String
    var csv: CSVDocument.Cell
    /// Whether it is bad news.
    var isBad = false

    static func text(_ text: String) -> Cell { Cell(shown: text, csv: .text(text)) }

    static func number(_ number: Int, isBad: Bool = false) -> Cell {
      Cell(shown: Shown.grouped(number), csv: .number(number), isBad: isBad && number > 0)
    }
  }

  var titles: [String]
  /// The first cell of each says what the row is about.
  var rows: [[Cell]]

  /// All tables of a report, one after the other with an empty line between.
  static func document(_ report: DeskReport, _ shown: Shown) -> CSVDocument {
    let words = shown.words
    var document = CSVDocument()
    let tables = [
      days(report, shown), response(report, words), resolution(report, words), kept(report, words),
      load(report, shown),
    ]
    for (index, table) in tables.enumerated() {
      if index > 0 { document.add([]) }
      document.add(table.titles.map { .text($0) })
      for row in table.rows { document.add(row.map(\.csv)) }
    }
    return document
  }

  static func days(_ report: DeskReport, _ shown: Shown) -> ReportsTable {
    let words = shown.words
    return ReportsTable(
      titles: [words("reports.day"), words("reports.opened"), words("reports.resolved")],
      rows: report.days.map { day in
        [
          Cell(shown: shown.date(day.day.start, "EEE d MMM"), csv: .text(day.day.date)), .number(day.opened),
          .number(day.resolved),
        ]
      })
  }

  static func response(_ report: DeskReport, _ words: Catalogue) -> ReportsTable {
    bars(report.firstResponse, words("reports.response"), words)
  }

  static func resolution(_ report: DeskReport, _ words: Catalogue) -> ReportsTable {
    bars(report.resolution, words("reports.resolution"), words)
  }

  private static func bars(_ taken: TimeTaken, _ title: String, _ words: Catalogue) -> ReportsTable {
    ReportsTable(
      titles: [title, words("reports.tickets")],
      rows: zip(BarLabel.all(taken, words), taken.bars).map { [.text($0), .number($1.count)] })
  }

  static func kept(_ report: DeskReport, _ words: Catalogue) -> ReportsTable {
    ReportsTable(
      titles: [
        words("reports.priority"), words("reports.resolved"), words("reports.kept"), words("reports.missed"),
      ],
      rows: report.kept.map { share in
        [
          .text(words("common." + share.priority.rawValue)), .number(share.resolved), .number(share.kept),
          .number(share.resolved - share.kept, isBad: true),
        ]
      })
  }

  static func load(_ report: DeskReport, _ shown: Shown) -> ReportsTable {
    let words = shown.words
    return ReportsTable(
      titles: ["operator", "high", "medium", "low", "overdue", "replies", "resolvedByOperator", "responseMedianShort"]
        .map {
          words("reports." + $0)
        },
      rows: report.load.map { load in
        let median = load.firstResponse
        return [
          .text(load.shownName(words)), .number(load.high), .number(load.medium), .number(load.low),
          .number(load.overdue, isBad: true), .number(load.replies), .number(load.resolved),
          Cell(
            shown: median.map { shown.span($0.seconds) } ?? "–",
            csv: median.map { .number(Int($0.seconds / 60)) } ?? .text("")),
        ]
      })
  }
}

extension DeskReport.Load {
  func shownName(_ words: Catalogue) -> String { name.map { fullName ?? $0 } ?? words("common.nobody") }
}

/// What stands under a bar: `< 15 min`, `15–30 min`, `1–2 h`, `> 24 h`.
enum BarLabel {
  static func all(_ taken: TimeTaken, _ words: Catalogue) -> [String] {
    var floor: Span?
    return taken.bars.map { bar in
      defer { floor = bar.below }
      return label(from: floor, to: bar.below, words)
    }
  }

  private static func label(from floor: Span?, to end: Span?, _ words: Catalogue) -> String {
    guard let bound = end ?? floor else { return "" }
    let (size, unit): (Int64, String) =
      switch bound.seconds {
      case ...3600 where floor != nil || bound.seconds < 3600: (60, "time.min")
      case ...86_400: (3600, "time.h")
      default: (86_400, "time.d")
      }
    let name = "\u{202F}" + words(unit)
    guard let end else { return ">\u{202F}\(bound.seconds / size)\(name)" }
    guard let floor else { return "<\u{202F}\(end.seconds / size)\(name)" }
    return "\(floor.seconds / size)–\(end.seconds / size)\(name)"
  }
}
