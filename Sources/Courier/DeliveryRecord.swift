import Desk
import Store

/// What a delivery leaves in the ticket's history.
struct DeliveryRecord {
  let mail: ClaimedMail
  let outcome: DeliveryOutcome
  let isGivenUp: Bool

  /// Statuses that say the address itself is dead (RFC 3463): automatic notices to it stop for a while.
  private static let dead: Set<String> = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]
  private static let flagged = Span.days(7)

  /// Appends the events of a final outcome; a mail that was only put off leaves none.
  func append(in transaction: Transaction) throws {
    switch outcome {
    case .accepted(let reply):
      try append(.sent, status: nil, said: reply, in: transaction)
    case .refused(let status, let reply):
      try append(.deliveryFailed, status: status, said: reply, in: transaction)
      if let status, Self.dead.contains(status) { try flag(status, in: transaction) }
    case .deferred(let status, let reply) where isGivenUp:
      try append(.deliveryFailed, status: status, said: reply, in: transaction)
    case .deferred, .unavailable:
      break
    }
  }

  private func append(_ kind: Event.Kind, status: String?, said: String, in transaction: Transaction) throws {
    var details = [Event.Detail("to", mail.recipient.original)]
    if let status { details.append(.init("status", status)) }
    details += [.init("said", said), .init("outbox", String(mail.id))]
    try transaction.append(
      Event(at: transaction.now, kind: kind, actor: "desk", ticket: mail.ticket, details: details))
  }

  private func flag(_ status: String, in transaction: Transaction) throws {
    let until = transaction.now + Self.flagged
    try transaction.flag(mail.recipient, until: until)
    try transaction.append(
      Event(
        at: transaction.now, kind: .addressFlagged, actor: "desk", ticket: mail.ticket,
        details: [
          .init("address", mail.recipient.original), .init("until", until.description), .init("status", status),
        ]))
  }
}
