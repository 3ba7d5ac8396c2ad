import Desk

/// Tickets as a table: late and urgent ones stand out in signs and words, and in colour where there is any.
struct TicketTable {
  let screen: Screen
  let now: Instant

  func lines(_ tickets: [Ticket]) -> [String] {
    let isWide = screen.width.map { $0 >= 100 } ?? true
    var table = TablePrinter(
      [
        .init(""), .init("ID"), .init("PRIORITY"), .init("DUE"), .init("STATUS"),
        .init("WHO", most: isWide ? 16 : 8), .init("FROM", most: isWide ? 24 : 15), .init("SUBJECT"),
      ], screen: screen)
    for ticket in tickets { table.add(row(ticket)) }
    return table.lines()
  }

  private func row(_ ticket: Ticket) -> [TablePrinter.Cell] {
    let isLate = ticket.isOverdue(at: now)
    let isUrgent = ticket.priority == .high && ticket.status.isActive
    let paint: Paint? = isLate ? .red : isUrgent ? .yellow : nil
    return [
      .init(isLate ? "!!" : isUrgent ? "!" : "", paint),
      .init(ticket.id.description, paint),
      .init(ticket.priority.rawValue, isUrgent ? paint : nil),
      .init(due(ticket), isLate ? .red : nil),
      .init(ticket.mergedInto.map { "in \($0)" } ?? ticket.status.rawValue),
      .init(ticket.assignee ?? "–"),
      .init(ticket.requester.shown),
      .init(ticket.subject.isEmpty ? "(no subject)" : ticket.subject, isUrgent || isLate ? .bold : nil),
    ]
  }

  private func due(_ ticket: Ticket) -> String {
    if ticket.status == .pending { return "paused" }
    return ticket.due.map { RelativeTime.due($0, now: now) } ?? "–"
  }
}
