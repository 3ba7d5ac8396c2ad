package import Desk
import Mailbox
import Store
import Triage
import Work

/// A message after reading and parsing, ready for the writer.
struct Examined: Sendable {
  enum Content: Sendable {
    /// Of some size, and handed on several times: by reference.
    indirect case mail(IncomingMail, Inquiry, KeptMail)
    /// The bytes alone: whoever parses them may die of it.
    case unparsed(RawMail)
    case unreadable(String)
    /// Moved or deleted by somebody else between listing and reading.
    case gone
    /// The mailbox itself is in trouble: the round ends here.
    case unreachable(MailboxError)
  }

  let key: MailKey
  let content: Content
  /// Raw bytes read.
  let size: Int
}

/// A message that was taken in, or why it was not.
struct Taken {
  let key: MailKey
  let size: Int
  let disposition: Disposition?
  let reason: String?
  let ticket: TicketID?
  let row: Int64?
  let unreadable: String?
  /// Whether its ledger row is in the transaction, ours or another ingester's, so that it may be acknowledged.
  let isStored: Bool

  /// Taken in by this round.
  init(_ examined: Examined, disposition: Disposition, reason: String?, ticket: TicketID?, row: Int64) {
    self.init(examined, disposition, reason, ticket, row, unreadable: nil, isStored: true)
  }

  /// Another ingester was faster: to be acknowledged, not counted.
  init(known examined: Examined) {
    self.init(examined, nil, nil, nil, nil, unreadable: nil, isStored: true)
  }

  /// Could not be read; stays where it is.
  init(passedOver examined: Examined, because reason: String?) {
    self.init(examined, nil, nil, nil, nil, unreadable: reason, isStored: false)
  }

  private init(
    _ examined: Examined, _ disposition: Disposition?, _ reason: String?, _ ticket: TicketID?, _ row: Int64?,
    unreadable: String?, isStored: Bool
  ) {
    key = examined.key
    size = examined.size
    self.disposition = disposition
    self.reason = reason
    self.ticket = ticket
    self.row = row
    self.unreadable = unreadable
    self.isStored = isStored
  }

  func count(into report: inout IntakeReport) {
    if let unreadable {
      report.unreadable.append(IntakeReport.Unreadable(key: key.name, reason: unreadable))
    }
    guard let disposition else { return }
    report.count(disposition, bytes: size)
    if disposition == .opened, let ticket, report.opened.count < IntakeReport.mostNamed {
      report.opened.append(ticket)
    }
    if disposition == .quarantined, let row, report.quarantined.count < IntakeReport.mostNamed {
      report.quarantined.append(row)
    }
  }
}

/// A message that a round has taken in: what became of it, for those who keep a log.
package struct TakenMail: Sendable, Equatable {
  /// Its key in the mailbox.
  package let key: String
  package let disposition: Disposition
  /// Why it was put aside, as the ledger has it.
  package let reason: String?
  /// The ticket that it opened or went to.
  package let ticket: TicketID?
  /// Its row in the ledger.
  package let row: Int64?

  /// Nil for a message that was not ours to count.
  init?(_ taken: Taken) {
    guard let disposition = taken.disposition else { return nil }
    key = taken.key.name
    self.disposition = disposition
    reason = taken.reason
    ticket = taken.ticket
    row = taken.row
  }
}
