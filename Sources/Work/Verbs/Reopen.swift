package import Desk
package import Store

extension DeskWork {
  /// Takes a resolved or closed ticket back to `open`, and tells its assignee unless that is who does it.
  ///
  /// A text says why, as a note.
  ///
  /// - Throws: `Refusal` with `illegalMove` or `alreadyThere` for one that is not finished.
  @discardableResult
  package func reopen(
    _ id: TicketID, text: String? = nil, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let text = try Words.checked(text, for: "reopening of \(id)")
    guard isFinished(ticket) else {
      throw Refusal(.illegalMove, "\(id) is \(ticket.status.rawValue): there is nothing to reopen")
    }
    let before = ticket.status
    reopen(&ticket, at: transaction.now)
    ticket = try save(ticket, in: transaction)
    try record(.reopened, on: id, by: actor, [("from", before.rawValue)], in: transaction)
    if let text { try insertNote(text, on: ticket, by: author, in: transaction) }
    let sent = try notifyAssignee(.reopened, of: ticket, text: text, by: author, in: transaction)
    return try VerbResult(transaction.ticket(id), sent)
  }

  /// Whether nothing more is to be done.
  func isFinished(_ ticket: Ticket) -> Bool { ticket.status == .resolved || ticket.status == .closed }

  /// The ticket itself, for a verb and for a requester's answer alike.
  func reopen(_ ticket: inout Ticket, at now: Instant) {
    clock.move(&ticket, to: .open, at: now)
    ticket.resolvedAt = nil
    ticket.closedAt = nil
  }
}
