package import Desk
package import Store

extension DeskWork {
  /// Gives a ticket to an operator, who gets a notice unless it is themselves; nil takes it from whoever has it.
  ///
  /// A `new` ticket that somebody takes becomes `open`.
  @discardableResult
  package func assign(_ id: TicketID, to name: String?, by actor: Actor, in transaction: Transaction) throws
    -> VerbResult
  {
    let author = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let before = ticket.assignee
    guard before != name else { return VerbResult(ticket) }
    guard let name else {
      ticket.assignee = nil
      try record(.unassigned, on: id, by: actor, [("from", before)], in: transaction)
      return VerbResult(try save(ticket, in: transaction))
    }
    _ = try assignee(name, in: transaction)
    ticket.assignee = name
    let wasNew = ticket.status == .new
    if wasNew { clock.move(&ticket, to: .open, at: transaction.now) }
    ticket = try save(ticket, in: transaction)
    try record(.assigned, on: id, by: actor, [("from", before), ("to", name)], in: transaction)
    if wasNew { try record(.statusChanged, on: id, by: actor, [("from", "new"), ("to", "open")], in: transaction) }
    let sent = try notifyAssignee(.assigned, of: ticket, by: author, in: transaction)
    return VerbResult(ticket, sent)
  }
}
