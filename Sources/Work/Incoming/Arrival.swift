import Desk
import MIME
import Store
import Triage

/// A decided message on its way to a ticket.
struct Arrival {
  let mail: IncomingMail
  let inquiry: Inquiry
  let decision: Decision
  let sendsNotices: Bool
  /// What is kept of its parts, where somebody has made it already.
  let parts: KeptParts?

  /// Of a hostile list only so many are kept with the message; its bytes have them all.
  private static let mostRecipients = 500

  /// Who wrote it, as its header says.
  var sender: Person { Self.sender(of: mail.message) }

  static func sender(of message: Message) -> Person {
    let author = message.from.first ?? message.sender.first
    return author.map(person) ?? Person(name: nil, address: nil)
  }

  /// The message as the store keeps it.
  func message(on ticket: TicketID) -> NewMessage {
    let source = mail.message
    var message = NewMessage(
      ticket: ticket, kind: .incoming, from: sender, at: mail.receivedAt, subject: source.subject ?? "",
      text: mail.text)
    message.to = source.to.prefix(Self.mostRecipients).map(Self.person)
    message.cc = source.cc.prefix(Self.mostRecipients).map(Self.person)
    message.messageID = inquiry.messageID
    message.references = inquiry.references
    message.sentAt = source.date.map { Instant(seconds: $0.seconds) }
    message.visibleText = mail.visibleText
    let parts = parts ?? KeptParts(source)
    message.defects = parts.defects
    // Of an oversize message only the beginning was read: its bytes stay in its file, which the ledger names.
    if mail.oversize == nil {
      message.raw = RawMail(bytes: source.bytes, digest: mail.rawDigest)
      message.attachments = parts.attachments
    }
    return message
  }

  /// The evidence with a notice that was decided and did not go out.
  func evidence(withholdingNotice because: String) -> [Evidence] {
    decision.evidence.filter { $0.rule != "notice" } + [Evidence("notice", because: because, effect: "no")]
  }

  private static func person(_ address: Address) -> Person {
    Person(name: address.name, address: address.address.isEmpty ? nil : EmailAddress(address.address))
  }
}
