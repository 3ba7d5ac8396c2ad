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
    let before = ticket.status
    let text = try resolve(&ticket, text: text, at: transaction.now)
    ticket = try save(ticket, in: transaction)
    try record(.resolved, on: id, by: actor, [("from", before.rawValue)], in: transaction)
    let sent = try notifyRequester(.resolved, of: ticket, text: text, by: author, in: transaction)
    return try VerbResult(transaction.ticket(id), sent)
  }

  /// The `resolved` notice as it would leave now: composed by what `resolve` composes with, nothing is written.
  ///
  /// Looks beside the writer and holds nobody up.
  ///
  /// - Throws: as `resolve`.
  package func previewResolution(text: String?, on id: TicketID, by actor: Actor) throws -> MailPreview {
    let author = try author(actor, in: store)
    var ticket = try ticket(id)
    let text = try resolve(&ticket, text: text, at: store.now())
    let thread = try continuation(of: id, for: .resolved, in: store)
    return try preview(
      Mailing(kind: .resolved, ticket: ticket, recipient: ticket.requester, thread: thread, text: text), by: author)
  }

  /// The ticket itself.
  ///
  /// - Returns: the text, checked.
  private func resolve(_ ticket: inout Ticket, text: String?, at now: Instant) throws -> String? {
    let text = try Words.checked(text, for: "resolution of \(ticket.id)")
    try ticket.status.checkMove(to: .resolved, of: ticket.id)
    clock.move(&ticket, to: .resolved, at: now)
    ticket.resolvedAt = now
    if ticket.firstRespondedAt == nil { ticket.firstRespondedAt = now }
    return text
  }
}
