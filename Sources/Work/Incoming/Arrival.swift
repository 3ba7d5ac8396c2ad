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
  let kept: KeptMail

  /// Who wrote it, as its header says.
  var sender: Person { kept.sender }

  /// The message as the store keeps it.
  func message(on ticket: TicketID) -> NewMessage {
    let source = mail.message
    var message = NewMessage(
      ticket: ticket, kind: .incoming, from: sender, at: mail.receivedAt, subject: kept.subject, text: mail.text)
    message.to = kept.to
    message.cc = kept.cc
    message.messageID = inquiry.messageID
    message.references = inquiry.references
    message.sentAt = source.date.map { Instant(seconds: $0.seconds) }
    message.visibleText = mail.visibleText
    message.words = kept.words
    message.defects = kept.parts.defects
    // Of an oversize message only the beginning was read: its bytes stay in its file, which the ledger names.
    if mail.oversize == nil {
      message.raw = RawMail(bytes: source.bytes, digest: mail.rawDigest)
      message.attachments = kept.parts.attachments
    }
    return message
  }

  /// The evidence with a notice that was decided and did not go out.
  func evidence(withholdingNotice because: String) -> [Evidence] {
    decision.evidence.filter { $0.rule != "notice" } + [Evidence("notice", because: because, effect: "no")]
  }
}
