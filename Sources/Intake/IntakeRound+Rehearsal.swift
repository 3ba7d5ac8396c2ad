import Desk
import Store

extension IntakeRound {
  /// A dry run: everything is decided and applied as it would be, in one transaction that is then rolled back, so that
  /// an answer finds the ticket that its question would have opened.
  func rehearse() throws -> IntakeReport {
    var report = IntakeReport()
    let began = ContinuousClock.now
    let contact = FirstContact(store: store, source: source, options: options)
    let pending = try contact.pending(countingInto: &report).mail
    let reader = reading.ahead(of: pending)
    defer { reader.cancel() }
    do {
      try store.write { transaction in
        while let examined = reader.next() {
          let taken = try takeApart(examined, in: transaction)
          taken.count(into: &report)
          if let row = taken.row { report.decisions.append(try transaction.intakeEntry(row)) }
          progress(report.read, pending.count)
        }
        throw NothingChanged()
      }
    } catch is NothingChanged {}
    report.opened = []
    report.quarantined = []
    report.seconds = (ContinuousClock.now - began) / .seconds(1)
    return report
  }

  /// Rolls the rehearsal back.
  private struct NothingChanged: Error {}
}
