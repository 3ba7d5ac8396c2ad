import Desk
import Store
import Triage

extension DeskWork {
  /// How long an address that does not exist gets no automatic notices.
  private static let flagged = Span.days(7)

  /// A delivery report: failures mark their rows, and operators can see them on the ticket.
  ///
  /// Nobody is answered.
  func noteReport(
    _ note: Decision.DeliveryNote, _ arrival: Arrival, in transaction: Transaction
  ) throws -> Applied {
    for failure in note.failures {
      try transaction.markFailed(failure.row, status: failure.status, diagnostic: failure.diagnostic)
      try record(
        .bounced, on: failure.ticket, by: .mail,
        [
          ("to", failure.recipient.original), ("status", failure.status), ("said", failure.diagnostic),
          ("outbox", String(failure.row)),
        ], in: transaction)
      if failure.flagsAddress { try flag(failure.recipient, because: failure, in: transaction) }
    }
    if note.failures.isEmpty, let ticket = note.ticket {
      try record(.bounced, on: ticket, by: .mail, [("report", "no failure")], in: transaction)
    }
    return Applied(ticket: note.ticket, evidence: arrival.decision.evidence)
  }

  private func flag(
    _ address: EmailAddress, because failure: Decision.DeliveryNote.Failure, in transaction: Transaction
  ) throws {
    let until = transaction.now + Self.flagged
    try transaction.flag(address, until: until)
    try record(
      .addressFlagged, on: failure.ticket, by: .mail,
      [("address", address.original), ("until", until.description), ("status", failure.status)], in: transaction)
  }
}
