import Desk
import MIME

/// A delivery report: it marks the notice that failed, never opens a ticket and never gets an answer.
struct BounceRule: TriageRule {
  let name = "bounce"

  /// RFC 3463 codes that say the address itself is dead.
  private static let deadAddress: Set<String> = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]

  func look(at matter: Matter) -> Ruling {
    guard let report = matter.mail.report else { return .passes(because(matter)) }
    let matched = matches(report, matter.knowledge.outboxRows)
    let failures = matched.compactMap { recipient, row in
      recipient.action != .failed
        ? nil
        : Decision.DeliveryNote.Failure(
          row: row.id, ticket: row.ticket, recipient: row.recipient, status: recipient.status,
          diagnostic: recipient.diagnostic?.excerpt(Self.longestDiagnostic),
          flagsAddress: recipient.status.map(Self.deadAddress.contains) ?? false)
    }
    let note = Decision.DeliveryNote(failures: failures, ticket: matched.first?.row.ticket)
    let effect = effect(matter, matched.map(\.row), failures)
    return .holds(
      Decision(
        disposition: .bounce, action: .noteReport(note),
        evidence: [Evidence(name, because: summary(report), effect: effect)]))
  }

  private static let longestDiagnostic = 500

  private typealias Match = (recipient: DeliveryReport.Recipient, row: KnownOutboxRow)

  /// The rows that the report speaks of, each once, with the worst that it says of them.
  private func matches(_ report: DeliveryReport, _ rows: [KnownOutboxRow]) -> [Match] {
    guard !rows.isEmpty else { return [] }
    return rows.compactMap { row in
      let said = report.recipients.filter { concerns(row, $0) }
      return (said.first { $0.action == .failed } ?? said.first).map { ($0, row) }
    }
  }

  /// Its final recipient, or the one it was first sent to, must be the row's: an id alone can be guessed or quoted.
  private func concerns(_ row: KnownOutboxRow, _ recipient: DeliveryReport.Recipient) -> Bool {
    EmailAddress(recipient.address) == row.recipient
      || recipient.originalAddress.map { EmailAddress($0) == row.recipient } ?? false
  }

  private func because(_ matter: Matter) -> String {
    switch matter.mail.message.returnPath {
    case .null?: "no delivery report, though the return path is <>"
    case .address(let address)?: "no delivery report, return path <\(address)>"
    case nil: "no delivery report"
    }
  }

  private func summary(_ report: DeliveryReport) -> String {
    guard let first = report.recipients.first else { return "a \(report.form) report that names no recipient" }
    let more = report.recipients.count > 1 ? " and \(report.recipients.count - 1) more" : ""
    let status = first.status.map { " (\($0))" } ?? ""
    return "a \(report.form) report: \(first.address.excerpt(120)) \(first.action.rawValue)\(status)\(more)"
  }

  private func effect(
    _ matter: Matter, _ rows: [KnownOutboxRow], _ failures: [Decision.DeliveryNote.Failure]
  ) -> String {
    guard let row = rows.first else {
      return matter.knowledge.outboxRows.isEmpty
        ? "recorded; it names no mail of ours" : "recorded; its recipient is not one of the mail it names"
    }
    guard let failure = failures.first else { return "recorded on \(row.ticket)" }
    return "outbox \(failure.row) of \(failure.ticket) failed\(failure.flagsAddress ? ", address flagged" : "")"
  }
}
