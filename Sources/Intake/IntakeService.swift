import Desk
package import Logging
package import Mailbox
import ServiceLifecycle
import Store

/// Watches one mailbox for as long as the desk runs, on a thread of its own.
///
/// A mailbox in trouble is said once, tried again after longer and longer pauses, and never ends the program: while it
/// is away nothing of it is acknowledged, so nothing is lost.
package struct IntakeService: Service {
  /// Opens the mailbox; nil while there is none yet, which is no trouble.
  ///
  /// It is told how to ask whether the service is to end, for what takes long.
  package typealias Open = @Sendable (_ isEnding: @escaping @Sendable () -> Bool) throws -> (any MailSource)?

  /// Makes the round over the open mailbox.
  package typealias Round =
    @Sendable (
      _ source: any MailSource, _ hear: @escaping IntakeRound.Hear, _ shouldStop: @escaping @Sendable () -> Bool
    )
    -> IntakeRound

  /// What is told after each look: nil, or what is wrong.
  package typealias Standing = @Sendable (_ trouble: String?) -> Void

  private let name: String
  private let pace: IntakePace
  private let open: Open
  private let makeRound: Round
  private let tell: Standing
  private let newMail: @Sendable () -> Void
  private let logger: Logger
  private let loop: BlockingLoop

  /// Makes a service, without touching the mailbox yet.
  ///
  /// - Parameters:
  ///   - name: the mailbox as its operator wrote it.
  ///   - tell: told after each look how the mailbox stands.
  ///   - newMail: called after a round that took something in, since notices may wait now.
  package init(
    mailbox name: String, pace: IntakePace, logger: Logger, open: @escaping Open, round: @escaping Round,
    tell: @escaping Standing = { _ in }, newMail: @escaping @Sendable () -> Void = {}
  ) {
    self.name = name
    self.pace = pace
    self.logger = logger
    self.open = open
    makeRound = round
    self.tell = tell
    self.newMail = newMail
    loop = BlockingLoop("sd.intake")
  }

  /// Looks at the mailbox until graceful shutdown; the batch in hand is finished first.
  package func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await loop.run {
        var watch = IntakeWatch(pace: pace, open: { try open { [loop] in loop.isStopped } }) { try round($0) }
        var log = IntakeLog(mailbox: name, logger: logger)
        return {
          look(&watch, &log)
          // The signal is asked for last: what the mailbox is asked after it ends the waiting.
          let pause = watch.pause
          switch watch.beginWaiting() {
          case .already: return .for(Span(microseconds: 0))
          case .none: return .for(pause)
          case .readable(let descriptor): return .for(pause, orUntilReadable: descriptor)
          }
        }
      }
    } onCancelOrGracefulShutdown: {
      loop.stop()
    }
  }

  private func round(_ source: any MailSource) throws -> IntakeReport {
    let loop = loop
    let log = IntakeLog(mailbox: name, logger: logger)
    return try makeRound(source, log.note, { loop.isStopped }).run()
  }

  private func look(_ watch: inout IntakeWatch, _ log: inout IntakeLog) {
    switch watch.look() {
    case .quiet: tell(nil)
    case .took(let report):
      log.note(report)
      tell(nil)
      if report.read > 0 { newMail() }
    case .trouble(let error):
      log.note(error)
      tell("\(error)")
    }
  }
}
