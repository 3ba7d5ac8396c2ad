import MIME
import Store
import Triage
import Work

extension NewIntake {
  /// The ledger row of a decided message: with its bytes, but for one that was too large to be read whole.
  init(_ mail: IncomingMail, _ inquiry: Inquiry, _ decision: Decision, _ applied: Applied) {
    self.init(
      mailbox: mail.mailbox, key: mail.key, disposition: decision.disposition, reason: decision.reason,
      ticket: applied.ticket, message: applied.message,
      raw: mail.oversize == nil ? RawMail(bytes: mail.message.bytes, digest: mail.rawDigest) : nil,
      contentDigest: mail.contentDigest, messageID: inquiry.messageID, evidence: applied.evidence)
  }
}
