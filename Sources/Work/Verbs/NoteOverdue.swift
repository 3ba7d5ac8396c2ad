package import Desk
package import Store

extension DeskWork {
  /// Notes that a promise of a ticket has passed, once for each due time, and tells whoever has the ticket.
  ///
  /// - Returns: nil where nothing is overdue, or has been noted before.
  package func noteOverdue(_ id: TicketID, in transaction: Transaction) throws -> VerbResult? {
    let ticket = try transaction.ticket(id)
    guard let due = ticket.due, ticket.isOverdue(at: transaction.now), try !isNoted(due, of: id) else { return nil }
    let promise = ticket.firstRespondedAt == nil && due == ticket.firstResponseDue ? "first response" : "resolution"
    try record(.overdue, on: id, by: .desk, [("due", due.description), ("promise", promise)], in: transaction)
    var addressed = ticket
    addressed.assignee = try ticket.assignee ?? standingAssignee(of: queue(of: ticket), in: transaction)
    let author = Author(actor: .desk, shown: settings.name)
    return VerbResult(ticket, try notifyAssignee(.overdue, of: addressed, by: author, in: transaction))
  }

  /// What earlier transactions noted: only those that watch the clock write it, one after the other.
  private func isNoted(_ due: Instant, of id: TicketID) throws -> Bool {
    try store.events(of: id).contains { event in
      event.kind == .overdue && event.details.contains { $0.name == "due" && $0.value == due.description }
    }
  }
}

/// Looks for promises that pass while the desk runs.
///
/// It remembers what it has seen, so that a round costs one listing and the events of what is newly overdue.
package struct OverdueWatch {
  private let work: DeskWork
  private var seen: [TicketID: Instant] = [:]

  package init(_ work: DeskWork) {
    self.work = work
  }

  /// Notes what has become overdue since the last round.
  package mutating func round() throws -> [VerbResult] {
    var filter = TicketFilter()
    filter.overdueOnly = true
    filter.limit = 0
    let overdue = try work.store.list(filter).tickets
    let fresh = overdue.filter { seen[$0.id] != $0.due }
    seen = Dictionary(overdue.compactMap { ticket in ticket.due.map { (ticket.id, $0) } }) { first, _ in first }
    return try fresh.compactMap { ticket in
      try work.perform { try work.noteOverdue(ticket.id, in: $0) }
    }
  }
}
