import Desk
import Glibc
import Intake
import Mailbox
import Store

/// `ingest --watch`: rounds whenever something has changed, until SIGTERM or SIGINT.
struct WatchLoop {
  let taking: TakingIn
  let desk: Wiring

  /// A mailbox that cannot say whether it changed, or that was quiet, is looked at again after this long.
  private var patience: Span { desk.config.intake.poll }

  /// What is known of a mailbox between two looks.
  private struct Watched {
    let name: String
    var mailbox: Wiring.OpenMailbox?
    var mark: ChangeMark?
    var lastRound: ContinuousClock.Instant?
    /// What went wrong at the last look; said once.
    var trouble: String?
  }

  func run() throws {
    let stop = StopSignal.install()
    var watched = try taking.mailboxNames().map { Watched(name: $0) }
    while !stop.isSet {
      for index in watched.indices where !stop.isSet { try look(&watched[index]) }
      stop.wait(desk.config.intake.watch)
    }
  }

  private func look(_ watched: inout Watched) throws {
    do {
      let mailbox = try watched.mailbox ?? desk.open(watched.name)
      watched.mailbox = mailbox
      // Taken before the round: what comes meanwhile changes it again.
      let mark = mailbox.source.changeMark()
      let isOld = watched.lastRound.map { (ContinuousClock.now - $0) / .seconds(1) >= Double(patience.seconds) } ?? true
      guard mark == nil || mark != watched.mark || isOld else { return }
      let report = try taking.round(mailbox)
      taking.progress.clear()
      watched.mark = mark
      watched.lastRound = .now
      watched.trouble = nil
      try say(report)
    } catch let error as MailboxError {
      note(error, &watched)
    } catch let error as StoreError where error.isWeather {
      // Nothing of the batch in hand was acknowledged: the next look does the same work again.
      note(error, &watched)
    }
  }

  private func note(_ error: any Error, _ watched: inout Watched) {
    watched.mailbox = nil
    watched.mark = nil
    guard watched.trouble != "\(error)" else { return }
    watched.trouble = "\(error)"
    desk.printer.remark("\(error); trying again")
  }

  private func say(_ report: IntakeReport) throws {
    for unreadable in report.unreadable {
      desk.printer.remark("\(unreadable.key) was not taken in: \(unreadable.reason)")
    }
    guard report.read > 0 || report.closed > 0 else { return }
    try IntakeAnswer(desk: desk, store: taking.store, isDryRun: false).print(report)
    try desk.printer.flush()
  }
}
