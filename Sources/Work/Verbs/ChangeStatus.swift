package import Desk
package import Store

extension DeskWork {
  /// Moves a ticket by the table of moves.
  ///
  /// To `resolved` and `closed`, and back from them, it is the verb of that name, with its notice.
  @discardableResult
  package func changeStatus(
    _ id: TicketID, to status: Status, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    try ticket.status.checkMove(to: status, of: id)
    switch status {
    case .resolved: return try resolve(id, text: nil, by: actor, in: transaction)
    case .closed: return try close(id, by: actor, in: transaction)
    case .open where isFinished(ticket): return try reopen(id, by: actor, in: transaction)
    case .new, .open, .pending: break
    }
    let before = ticket.status
    clock.move(&ticket, to: status, at: transaction.now)
    // A resolved ticket that waits for its requester after all is not resolved.
    ticket.resolvedAt = nil
    try record(
      .statusChanged, on: id, by: actor, [("from", before.rawValue), ("to", status.rawValue)], in: transaction)
    return VerbResult(try save(ticket, in: transaction))
  }
}
