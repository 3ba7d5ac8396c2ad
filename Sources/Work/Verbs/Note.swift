package import Desk
package import Store

extension DeskWork {
  /// Writes an internal note on a ticket.
  ///
  /// It is never mailed: nothing here composes.
  ///
  /// - Throws: `Refusal` with `emptyText`.
  @discardableResult
  package func note(
    _ id: TicketID, text: String, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    let ticket = try ticket(id, in: transaction)
    guard let text = try Words.checked(text, for: "note on \(id)") else { return VerbResult(ticket) }
    let message = try insertNote(text, on: ticket, by: author, in: transaction)
    try record(.noted, on: id, by: actor, [("message", String(message))], in: transaction)
    return try VerbResult(transaction.ticket(id))
  }

  /// Puts words on a ticket that stay in the house.
  @discardableResult
  func insertNote(_ text: String, on ticket: Ticket, by author: Author, in transaction: Transaction) throws -> Int64 {
    var message = NewMessage(
      ticket: ticket.id, kind: .note, from: Person(name: author.shown, address: author.address), at: transaction.now,
      subject: ticket.subject, text: text)
    message.author = author.actor.name
    return try transaction.insertMessage(message)
  }
}
