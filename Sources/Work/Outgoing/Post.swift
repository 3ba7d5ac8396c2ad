import Desk
import MIME
import Notices
import Store
import Triage

/// What the store is to know of a composed mail.
struct Posting {
  var kind: OutgoingKind
  var ticket: Ticket
  var sequence: Int64
  var to: [Person]
  var cc: [Person] = []
  /// The words of a person in it: what a reader of the ticket sees.
  var words: String?
  var author: Author
  var subjectKey: Int64?
  var textKey: Int64?
}

extension DeskWork {
  /// Stores a composed mail once and queues it with one row a recipient.
  ///
  /// - Returns: the rows.
  func post(_ composed: ComposedMail, _ posting: Posting, in transaction: Transaction) throws -> [Int64] {
    let message = try transaction.insertMessage(newMessage(composed, posting, at: transaction.now))
    let queue = queue(of: posting.ticket)
    return try envelopeRecipients(posting).map { recipient in
      var row = NewOutboxRow(ticket: posting.ticket.id, kind: posting.kind, recipient: recipient, message: message)
      row.subjectKey = posting.subjectKey
      row.textKey = posting.textKey
      row.notBefore = mailDelay.map { transaction.now + $0 }
      return try transaction.queue(row) { number in
        envelopeSender(posting.kind, of: posting.ticket.id, from: queue, row: number)
      }
    }
  }

  /// What an answer to a ticket's next mail is known by.
  func marks(_ ticket: Ticket, _ sequence: Int64) -> OutgoingMarks {
    identity.marks(queue(of: ticket), ticket: ticket.id, sequence: sequence)
  }

  /// One mail to each address, however often it is named; all to one while the desk is tried out.
  private func envelopeRecipients(_ posting: Posting) -> [EmailAddress] {
    var seen: Set<EmailAddress> = []
    let addresses = (posting.to + posting.cc).compactMap(\.address).filter { seen.insert($0).inserted }
    guard let redirect = settings.notices.redirectTo, !addresses.isEmpty else { return addresses }
    return [redirect]
  }

  /// Where failures are reported to: nowhere for what only confirms or informs, so that no report can start a loop; else
  /// to an address that names the row.
  private func envelopeSender(
    _ kind: OutgoingKind, of ticket: TicketID, from queue: SupportQueue, row: Int64
  ) -> String {
    switch kind {
    case .received, .assigned, .reopened, .overdue: ""
    case .resolved, .closed, .reply: identity.bounceAddress(queue, ticket: ticket, row: row).original
    }
  }

  private func newMessage(_ composed: ComposedMail, _ posting: Posting, at now: Instant) -> NewMessage {
    let mail = composed.mail
    var message = NewMessage(
      ticket: posting.ticket.id, kind: .outgoing, outgoingKind: posting.kind,
      from: Person(name: mail.from.name, address: EmailAddress(mail.from.address)), at: now, subject: mail.subject,
      text: mail.text)
    message.to = posting.to
    message.cc = posting.cc
    message.messageID = mail.messageID
    message.references = mail.references.reversed()
    message.sentAt = now
    message.visibleText = posting.words
    message.raw = RawMail(bytes: composed.bytes, digest: ContentDigest.sha256(composed.bytes))
    message.textDigest = ContentDigest.ofText(mail.text)
    message.sequence = posting.sequence
    message.author = posting.author.isOperator ? posting.author.actor.name : nil
    if !mail.attachments.isEmpty { message.attachments = KeptParts(Message(composed.bytes)).attachments }
    return message
  }
}
