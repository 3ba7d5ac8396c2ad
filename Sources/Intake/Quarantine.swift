import Desk
import MIME
import Mailbox
import Store
import Triage

/// What happens to a message that cannot be decided: kept with its bytes, named, and out of the way of the others.
///
/// Poison is not weather: only an error of the message itself brings one here. A full disk, a locked database or an
/// I/O error is never blamed on a message.
struct Quarantine {
  let mailbox: String

  /// Whether an error is the machine's, so that the run must end and nothing be acknowledged.
  static func isWeather(_ error: any Error) -> Bool {
    switch error {
    case let error as StoreError: !error.isOfTheValue
    case is MailboxError: true
    default: false
    }
  }

  /// Records a message whose own savepoint was rolled back.
  func setAside(_ examined: Examined, because error: any Error, in transaction: Transaction) throws -> Taken {
    guard case .mail(let mail, _, _) = examined.content else { return Taken(passedOver: examined, because: "\(error)") }
    let row = NewIntake(
      mailbox: mailbox, key: examined.key.name, disposition: .quarantined, reason: "error: \(error)",
      raw: RawMail(bytes: mail.message.bytes, digest: mail.rawDigest), contentDigest: mail.contentDigest,
      messageID: mail.message.messageID,
      evidence: [Evidence("quarantine", because: "\(error)", effect: "kept with its bytes")])
    return try record(row, of: examined, in: transaction)
  }

  /// Records a message that ended the program each time it was alone in hand.
  ///
  /// It is not parsed here.
  func setAside(poison examined: Examined, attempts: Int, in transaction: Transaction) throws -> Taken {
    if case .unreachable(let error) = examined.content { throw error }
    guard case .unparsed(let raw) = examined.content else { return Taken(passedOver: examined, because: nil) }
    let because = "it was alone in hand when \(attempts) runs died, and ended a process of its own too"
    let row = NewIntake(
      mailbox: mailbox, key: examined.key.name, disposition: .quarantined, reason: "attempts: \(attempts)", raw: raw,
      evidence: [Evidence("quarantine", because: because, effect: "kept with its bytes")])
    return try record(row, of: examined, in: transaction)
  }

  private func record(_ row: NewIntake, of examined: Examined, in transaction: Transaction) throws -> Taken {
    guard let id = try transaction.recordIntake(row) else { return Taken(known: examined) }
    return Taken(examined, disposition: .quarantined, reason: row.reason, ticket: nil, row: id)
  }
}
