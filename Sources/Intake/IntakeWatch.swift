package import Desk
package import Mailbox
import Store

/// A mailbox under watch: each look takes in what has come since the last, and a mailbox in trouble is opened anew.
///
/// Its looks block, and belong to one thread.
package struct IntakeWatch {
  /// Opens the mailbox; nil while there is none yet, which is no trouble.
  package typealias Open = () throws -> (any MailSource)?

  /// One round over the open mailbox.
  package typealias Round = (any MailSource) throws -> IntakeReport

  /// What a look found.
  package enum Look {
    /// Nothing has changed since the last look, or there is no mailbox yet.
    case quiet
    case took(IntakeReport)
    /// It did not work; nothing is lost, and the next look does the same work again.
    case trouble(any Error)
  }

  private let pace: IntakePace
  private let open: Open
  private let round: Round

  private var source: (any MailSource)?
  private var mark: ChangeMark?
  private var lastRound: ContinuousClock.Instant?
  private var failures = 0

  /// Makes a watch, without touching the mailbox yet.
  package init(pace: IntakePace, open: @escaping Open, round: @escaping Round) {
    self.pace = pace
    self.open = open
    self.round = round
  }

  /// How long to wait before the next look.
  package var pause: Span { pace.pause(afterFailures: failures, isRemote: source?.isRemote ?? false) }

  /// How a change can be waited for meanwhile.
  package func beginWaiting() -> ChangeSignal { source?.beginWaiting() ?? .none }

  /// Takes one look.
  package mutating func look() -> Look {
    do {
      guard let source = try source ?? open() else { return .quiet }
      self.source = source
      // Taken before the round: what comes meanwhile changes it again.
      let mark = source.changeMark()
      guard mark == nil || mark != self.mark || isOld else {
        failures = 0
        return .quiet
      }
      let report = try round(source)
      self.mark = mark
      lastRound = .now
      failures = 0
      return .took(report)
    } catch {
      source = nil
      mark = nil
      failures += 1
      return .trouble(error)
    }
  }

  /// A mailbox that cannot say whether it changed, or that was quiet, is read again after a while.
  private var isOld: Bool {
    lastRound.map { (ContinuousClock.now - $0) / .seconds(1) >= Double(pace.poll.seconds) } ?? true
  }
}

/// How often a mailbox is looked at.
package struct IntakePace: Sendable, Equatable {
  /// Between two looks.
  package var watch: Span
  /// Between two rounds over a mailbox that shows no change; the longest pause after trouble too.
  package var poll: Span

  package init(watch: Span, poll: Span) {
    self.watch = watch
    self.poll = poll
  }

  /// Twice as long after each failure in a row, up to `poll`; a server is looked at every `poll`, more or less, so that
  /// many desks do not come at once.
  func pause(afterFailures failures: Int, isRemote: Bool = false) -> Span {
    guard failures > 0 else {
      return isRemote ? Span(microseconds: Int64(Double(poll.microseconds) * .random(in: 0.9...1.1))) : watch
    }
    let (doubled, overflow) = watch.microseconds.multipliedReportingOverflow(by: 1 << min(failures - 1, 30))
    return max(watch, min(poll, overflow ? poll : Span(microseconds: doubled)))
  }
}
