import Desk

/// Outbox rows as a table.
struct OutboxTable {
  let screen: Screen
  let now: Instant

  func lines(_ rows: [OutboxEntry]) -> [String] {
    var table = TablePrinter(
      [
        .init("ROW", isNumber: true), .init("TICKET"), .init("KIND"), .init("TO", most: 32), .init("STATE"),
        .init("NEXT"), .init("THE SERVER SAID"),
      ], screen: screen)
    for row in rows {
      let next = row.nextAttemptAt.map { $0 <= now ? "now" : RelativeTime.due($0, now: now) }
      table.add([
        .init(String(row.id)), .init(row.ticket.description), .init(row.kind.rawValue),
        .init(row.recipient.original), .init(row.state.rawValue, row.state == .failed ? .red : nil),
        .init(row.state == .queued ? next ?? "–" : "–"), .init(row.said ?? ""),
      ])
    }
    return table.lines()
  }
}
