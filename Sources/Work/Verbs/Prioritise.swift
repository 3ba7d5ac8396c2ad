package import Desk
package import Store

extension DeskWork {
  /// Sets a ticket's priority; an operator's choice is final, no mail changes it.
  ///
  /// Due times follow.
  @discardableResult
  package func prioritise(
    _ id: TicketID, as level: Priority, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    guard ticket.priority != level || ticket.prioritySource != .operator else { return VerbResult(ticket) }
    let before = ticket.priority
    clock.change(&ticket, to: level, source: .operator)
    try record(.prioritised, on: id, by: actor, [("from", before.rawValue), ("to", level.rawValue)], in: transaction)
    return VerbResult(try save(ticket, in: transaction))
  }
}
