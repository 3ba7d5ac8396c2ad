package import Desk
package import Store

extension DeskWork {
  /// Resolves a ticket from any earlier status, and tells the requester what was done, whole, in a notice.
  ///
  /// Where no notice goes out the text stays on the ticket as a note: it is never lost.
  ///
  /// - Throws: `Refusal` with `illegalMove` or `alreadyThere` for one that is finished, `emptyText` for a blank text.
  @discardableResult
  package func resolve(
    _ id: TicketID, text: String?, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let text = try Words.checked(text, for: "resolution of \(id)")
    try ticket.status.checkMove(to: .resolved, of: id)
    let before = ticket.status
    clock.move(&ticket, to: .resolved, at: transaction.now)
    ticket.resolvedAt = transaction.now
    if ticket.firstRespondedAt == nil { ticket.firstRespondedAt = transaction.now }
    ticket = try save(ticket, in: transaction)
    try record(.resolved, on: id, by: actor, [("from", before.rawValue)], in: transaction)
    let sent = try notifyRequester(.resolved, of: ticket, text: text, by: author, in: transaction)
    return try VerbResult(transaction.ticket(id), sent)
  }
}
