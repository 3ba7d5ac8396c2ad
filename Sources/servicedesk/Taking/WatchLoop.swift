import Desk
import Intake
import Mailbox
import Store

/// `ingest --watch`: rounds whenever something has changed, until SIGTERM or SIGINT.
struct WatchLoop {
  let taking: TakingIn
  let desk: Wiring

  /// A mailbox with its watch.
  private struct Watched {
    var watch: IntakeWatch
    var nextLook = ContinuousClock.now
    /// What went wrong at the last look; said once.
    var trouble: String?
  }

  func run() throws {
    let stop = StopSignal.install()
    let pace = IntakePace(watch: desk.config.intake.watch, poll: desk.config.intake.poll)
    var watched = try taking.mailboxNames().map { name in
      let opened = Opened()
      return Watched(
        watch: IntakeWatch(pace: pace) {
          opened.mailbox = try desk.open(name)
          return opened.mailbox?.source
        } round: { _ in
          guard let mailbox = opened.mailbox else { return IntakeReport() }
          return try taking.round(mailbox, recordsQuietRounds: false, shouldStop: { stop.isSet })
        })
    }
    while !stop.isSet {
      for index in watched.indices where !stop.isSet && watched[index].nextLook <= .now {
        try look(&watched[index])
      }
      stop.wait(pace.watch)
    }
  }

  /// The mailbox that a watch has open, with its queue.
  private final class Opened {
    var mailbox: Wiring.OpenMailbox?
  }

  private func look(_ watched: inout Watched) throws {
    switch watched.watch.look() {
    case .quiet: break
    case .took(let report):
      taking.progress.clear()
      watched.trouble = nil
      try say(report)
    case .trouble(let error):
      try note(error, &watched)
    }
    let pause = watched.watch.pause
    // Nothing is waited with here, but a server that allows few connections gets its own back by this.
    let hasNews = watched.watch.beginWaiting() == .already
    watched.nextLook = hasNews ? .now : .now + .microseconds(pause.microseconds)
  }

  /// - Throws: what does not pass by itself.
  private func note(_ error: any Error, _ watched: inout Watched) throws {
    let passes = error is MailboxError || (error as? StoreError)?.isWeather == true
    guard passes else { throw error }
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
