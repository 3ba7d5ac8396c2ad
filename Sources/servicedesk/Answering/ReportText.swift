import Desk

/// A report as a few small tables.
struct ReportText {
  let screen: Screen

  func lines(_ report: DeskReport) -> [String] {
    let first = report.period.days.first?.date ?? ""
    let last = report.period.days.last?.date ?? ""
    let days = Figure.counted(report.days.count, "day")
    let queue = report.queue.map { ", queue \(Harmless.line($0))" } ?? ""
    return ["\(days), \(first) to \(last)\(queue)", ""] + totals(report) + [""] + kept(report.kept) + [""]
      + load(report.load) + [""]
  }

  private func totals(_ report: DeskReport) -> [String] {
    var table = TablePrinter(
      [
        .init(""), .init("TICKETS", isNumber: true), .init("HALF WITHIN", isNumber: true),
        .init("9 OF 10 WITHIN", isNumber: true),
      ],
      screen: screen)
    table.add([.init("opened"), .init(Figure.grouped(report.opened)), .init(""), .init("")])
    table.add(
      [.init("first responses"), .init(Figure.grouped(report.firstResponse.count))] + times(report.firstResponse))
    table.add([.init("resolved"), .init(Figure.grouped(report.resolved))] + times(report.resolution))
    return table.lines()
  }

  private func times(_ taken: TimeTaken) -> [TablePrinter.Cell] { [.init(time(taken.median)), .init(time(taken.p90))] }

  private func kept(_ shares: [DeskReport.KeptShare]) -> [String] {
    var table = TablePrinter(
      [
        .init("PRIORITY"), .init("RESOLVED", isNumber: true), .init("ON TIME", isNumber: true),
        .init("LATE", isNumber: true),
      ],
      screen: screen)
    for share in shares {
      let late = share.resolved - share.kept
      table.add([
        .init(share.priority.rawValue), .init(Figure.grouped(share.resolved)), .init(Figure.grouped(share.kept)),
        .init(Figure.grouped(late), late > 0 ? .red : nil),
      ])
    }
    return table.lines()
  }

  private func load(_ load: [DeskReport.Load]) -> [String] {
    let titles = ["HIGH", "MEDIUM", "LOW", "OVERDUE", "REPLIES", "RESOLVED", "RESPONSE"]
    var table = TablePrinter(
      [.init("OPERATOR", most: 20)] + titles.map { .init($0, isNumber: true) }, screen: screen)
    for row in load {
      let numbers = [row.high, row.medium, row.low, row.overdue, row.replies, row.resolved]
      table.add(
        [.init(row.name ?? "nobody", row.name == nil ? .dim : nil)]
          + numbers.enumerated().map { .init(Figure.grouped($1), $0 == 3 && $1 > 0 ? .red : nil) }
          + [.init(time(row.firstResponse))])
    }
    return load.isEmpty ? ["Nobody has or had a ticket."] : table.lines()
  }

  private func time(_ span: Span?) -> String { span.map { RelativeTime.long($0.seconds) } ?? "–" }
}
