package import Desk
import MIME
package import Store
import Triage

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
  func insertNote(
    _ text: String, on ticket: Ticket, attachments: [OutgoingMail.Attachment] = [], by author: Author,
    in transaction: Transaction
  ) throws -> Int64 {
    var message = NewMessage(
      ticket: ticket.id, kind: .note, from: Person(name: author.shown, address: author.address), at: transaction.now,
      subject: ticket.subject, text: text)
    message.author = author.actor.name
    if !attachments.isEmpty { keep(attachments, with: &message, at: transaction.now) }
    return try transaction.insertMessage(message)
  }

  /// Files lie in a message's bytes wherever they come from: a note that has some gets bytes of its own.
  private func keep(_ attachments: [OutgoingMail.Attachment], with note: inout NewMessage, at now: Instant) {
    let own = settings.queues.first?.address.original ?? "support@\(settings.domain)"
    let mail = OutgoingMail(
      from: Address(name: note.from.name, address: own), to: [], subject: note.subject,
      date: DateTime(seconds: now.seconds),
      messageID: "note.\(note.ticket.number).\(now.microseconds)@\(settings.domain)",
      text: note.text, attachments: attachments)
    let bytes = mail.bytes(boundarySeed: mail.messageID)
    note.raw = RawMail(bytes: bytes, digest: ContentDigest.sha256(bytes))
    note.attachments = KeptParts(Message(bytes)).attachments
  }
}
