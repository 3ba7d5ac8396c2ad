import Desk
package import Store
package import Triage

extension DeskWork {
  /// Does what was decided about a message.
  ///
  /// The ledger's row is the caller's: it names what is returned.
  ///
  /// - Parameters:
  ///   - kept: what is kept of the message, where the caller has made it away from the writer.
  ///   - sendNotices: false where nobody is to be written to, whatever was decided.
  package func apply(
    _ decision: Decision, of mail: IncomingMail, inquiry: Inquiry, kept: KeptMail? = nil, sendNotices: Bool,
    in transaction: Transaction
  ) throws -> Applied {
    let arrival = Arrival(
      mail: mail, inquiry: inquiry, decision: decision, sendsNotices: sendNotices, kept: kept ?? KeptMail(mail))
    switch decision.action {
    case .record:
      return Applied(evidence: decision.evidence)
    case .noteCopy(let known, let recipients):
      return try noteCopy(of: known, to: recipients, arrival, in: transaction)
    case .noteReport(let note):
      return try noteReport(note, arrival, in: transaction)
    case .keepAutomatic(let ticket):
      return try keepAutomatic(on: ticket, arrival, in: transaction)
    case .open(let opening):
      return try open(opening, arrival, in: transaction)
    case .append(let appending):
      return try append(appending, arrival, in: transaction)
    }
  }

  /// A second copy: who it came to is worth an event, the words are there already.
  private func noteCopy(
    of known: KnownMessage, to recipients: [EmailAddress], _ arrival: Arrival, in transaction: Transaction
  ) throws -> Applied {
    if let ticket = known.ticket {
      let addresses = recipients.map { ("to", Optional($0.original)) }
      try record(.duplicate, on: ticket, by: .mail, [("mailbox", arrival.inquiry.mailbox)] + addresses, in: transaction)
    }
    return Applied(ticket: known.ticket, evidence: arrival.decision.evidence)
  }

  /// An out-of-office: kept where people read it, and nothing else.
  private func keepAutomatic(
    on id: TicketID?, _ arrival: Arrival, in transaction: Transaction
  ) throws -> Applied {
    try liftFlag(arrival, in: transaction)
    guard let id else { return Applied(evidence: arrival.decision.evidence) }
    let ticket = try transaction.survivor(of: id)
    var message = arrival.message(on: ticket.id)
    message.isAutomatic = true
    let row = try transaction.insertMessage(message)
    try record(.autoReplied, on: ticket.id, by: .mail, [("message", String(row))], in: transaction)
    return Applied(ticket: ticket.id, message: row, evidence: arrival.decision.evidence)
  }

  /// Mail from an address shows that it lives: a flag that a bounce left on it is lifted.
  func liftFlag(_ arrival: Arrival, in transaction: Transaction) throws {
    if let sender = arrival.sender.address { try transaction.unflag(sender) }
  }
}
