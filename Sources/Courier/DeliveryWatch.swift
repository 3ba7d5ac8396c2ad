package import Desk
package import Store

/// The outbox under watch: each look sends what is due, and a relay that is away is tried again after longer and longer
/// pauses.
///
/// Its looks block, and belong to one thread.
package struct DeliveryWatch {
  /// What a look found.
  package enum Look {
    /// Nothing is due, or nothing may be tried yet.
    case quiet
    case delivered(DeliveryReport)
    /// The relay or the database could not be used; what waits is kept.
    case trouble(String)
  }

  private let store: TicketStore
  private let round: () throws -> DeliveryReport
  private var failures = 0
  private var lastRound: ContinuousClock.Instant?

  /// The longest sleep: another program may queue mail at any time.
  private static let pace = Span.seconds(1)
  private static let longestPause = Span.minutes(1)
  /// Mail that others hold: their leases end by themselves, but the dead need not be waited for so long.
  private static let patienceWithOthers = Duration.seconds(60)

  /// Makes a watch, without touching the outbox yet.
  ///
  /// - Parameter round: makes one round over the outbox.
  package init(store: TicketStore, round: @escaping () throws -> DeliveryReport) {
    self.store = store
    self.round = round
  }

  /// How long to sleep before the next look, unless something wakes it.
  package var pause: Span {
    guard failures > 0 else { return Self.pace }
    return min(Self.longestPause, .seconds(1 << Int64(min(failures - 1, 10))))
  }

  /// Takes one look.
  package mutating func look() -> Look {
    do {
      guard try isDue() else {
        failures = 0
        return .quiet
      }
      lastRound = .now
      let report = try round()
      if let because = report.unavailable {
        failures += 1
        return .trouble(because)
      }
      failures = 0
      return .delivered(report)
    } catch {
      failures += 1
      // It may have ended with mail in hand, which is nobody's now.
      lastRound = nil
      return .trouble("\(error)")
    }
  }

  /// The first look always tries: it takes back what a courier that was killed had in hand.
  private func isDue() throws -> Bool {
    guard let lastRound else { return true }
    let standing = try store.outboxStanding()
    if let due = standing.nextDue, due <= store.now() || due > store.now() + RetrySchedule.farthest { return true }
    return standing.sending > 0 && ContinuousClock.now - lastRound >= Self.patienceWithOthers
  }
}
