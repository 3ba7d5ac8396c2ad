package import Desk
package import Store

extension DeskWork {
  /// Notes that a promise of a ticket has passed, once for each due time, and tells whoever has the ticket.
  ///
  /// - Returns: nil where nothing is overdue, or has been noted before.
  package func noteOverdue(_ id: TicketID, in transaction: Transaction) throws -> VerbResult? {
    let ticket = try transaction.ticket(id)
    guard let due = ticket.due, ticket.isOverdue(at: transaction.now), try !transaction.isOverdueNoted(due, of: id)
    else { return nil }
    let promise = ticket.firstRespondedAt == nil && due == ticket.firstResponseDue ? "first response" : "resolution"
    try record(.overdue, on: id, by: .desk, [("due", due.description), ("promise", promise)], in: transaction)
    var addressed = ticket
    addressed.assignee = try ticket.assignee ?? standingAssignee(of: queue(of: ticket), in: transaction)
    let author = Author(actor: .desk, shown: settings.name)
    return VerbResult(ticket, try notifyAssignee(.overdue, of: addressed, by: author, in: transaction))
  }
}
