package import Desk
package import Store

extension DeskWork {
  /// Closes a ticket from any earlier status and tells the requester.
  ///
  /// - Throws: `Refusal` with `alreadyThere` for one that is closed.
  @discardableResult
  package func close(
    _ id: TicketID, text: String? = nil, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    try close(id, text: text, by: actor, sendsNotice: true, in: transaction)
  }

  /// Closes what has been resolved for longer than `close_after`: by `serve`, and at the end of each `ingest`.
  ///
  /// - Parameters:
  ///   - limit: how many at most, so that no transaction grows without bound; call again until none is left.
  ///   - sendNotices: false for a run that writes to nobody.
  /// - Returns: the tickets as they are afterwards.
  package func closeStale(
    limit: Int = 500, sendNotices: Bool = true, in transaction: Transaction
  ) throws -> [Ticket] {
    let before = transaction.now - settings.closeAfter
    return try transaction.ticketsToClose(resolvedBefore: before, limit: limit).map {
      try close($0, text: nil, by: .desk, sendsNotice: sendNotices, in: transaction).ticket
    }
  }

  private func close(
    _ id: TicketID, text: String?, by actor: Actor, sendsNotice: Bool, in transaction: Transaction
  ) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let text = try Words.checked(text, for: "closing of \(id)")
    try ticket.status.checkMove(to: .closed, of: id)
    let before = ticket.status
    clock.move(&ticket, to: .closed, at: transaction.now)
    ticket.closedAt = transaction.now
    ticket = try save(ticket, in: transaction)
    try record(.closed, on: id, by: actor, [("from", before.rawValue)], in: transaction)
    guard sendsNotice else { return VerbResult(ticket) }
    let sent = try notifyRequester(.closed, of: ticket, text: text, by: author, in: transaction)
    return try VerbResult(transaction.ticket(id), sent)
  }
}
