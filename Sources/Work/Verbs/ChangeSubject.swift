package import Desk
package import Store

extension DeskWork {
  /// Gives a ticket another subject.
  ///
  /// - Throws: `Refusal` with `emptyText`.
  @discardableResult
  package func changeSubject(
    _ id: TicketID, to subject: String, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let subject = Words.oneLine(subject)
    guard !subject.isEmpty else { throw Refusal(.emptyText, "the new subject of \(id) has no words") }
    guard ticket.subject != subject else { return VerbResult(ticket) }
    try record(.subjectChanged, on: id, by: actor, [("from", ticket.subject), ("to", subject)], in: transaction)
    ticket.subject = subject
    return VerbResult(try save(ticket, in: transaction))
  }
}
