package import Desk

/// What one delivery round did, and how the outbox stands after it.
package struct DeliveryReport: Sendable, Equatable {
  package var sent = 0
  /// Given up in this round, or refused for good.
  package var failed = 0
  /// Put off by a server, to be tried again.
  package var deferred = 0
  /// Still queued: put off, or not reached.
  package var waiting = 0
  /// Still queued because a cap holds it back.
  package var held = 0
  package var seconds = 0.0

  /// Why the relay could not be used, when that ended the round.
  package var unavailable: String?

  package init() {}

  /// The totals in the one JSON form.
  package var json: JSONValue {
    .object([
      .init("sent", .integer(Int64(sent))),
      .init("waiting", .integer(Int64(waiting))),
      .init("held", .integer(Int64(held))),
      .init("failed", .integer(Int64(failed))),
      .init("seconds", .number((seconds * 1000).rounded() / 1000)),
    ])
  }

  mutating func count(_ outcome: DeliveryOutcome, next: Instant?) {
    switch outcome {
    case .accepted: sent += 1
    case .refused: failed += 1
    case .deferred: if next == nil { failed += 1 } else { deferred += 1 }
    case .unavailable: break
    }
  }

  mutating func add(_ other: DeliveryReport) {
    sent += other.sent
    failed += other.failed
    deferred += other.deferred
    unavailable = unavailable ?? other.unavailable
  }
}
