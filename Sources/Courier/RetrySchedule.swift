package import Desk

/// When a mail that could not be delivered is tried again, and when it is given up: pure.
package struct RetrySchedule: Sendable {
  /// The waits after the first attempts; the last one repeats.
  package var waits: [Span] = [.minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(3), .hours(6)]

  /// A mail older than this is given up, as mail servers do.
  package var patience: Span = .days(5)

  /// Nothing is ever put off for so long: what seems to be was put off while the clock was wrong.
  static let farthest = Span.hours(12)

  package init() {}

  /// The next attempt after one that was deferred; nil gives up.
  ///
  /// However old, a mail is tried as often as there are waits: a desk that was off for a week has tried nothing yet.
  ///
  /// - Parameters:
  ///   - attempt: how many attempts there were, the one just made included.
  ///   - age: how long the mail has been in the outbox.
  package func next(after attempt: Int, age: Span, now: Instant) -> Instant? {
    let index = max(1, attempt) - 1
    if age >= patience, index >= waits.count { return nil }
    return now + (index < waits.count ? waits[index] : waits.last ?? .hours(6))
  }

  /// The next attempt after any outcome; nil where there is none.
  package func next(after outcome: DeliveryOutcome, attempt: Int, age: Span, now: Instant) -> Instant? {
    switch outcome {
    case .accepted, .refused: nil
    case .deferred: next(after: attempt, age: age, now: now)
    // Nothing was tried with this mail: it waits for the relay, not for its turn.
    case .unavailable: now
    }
  }
}
