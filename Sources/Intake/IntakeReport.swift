package import Desk

/// What one round over a mailbox did.
package struct IntakeReport: Sendable, Equatable {
  /// Messages not met before, by what became of them.
  package var counts: [Disposition: Int] = [:]
  /// Files that could not be read, each with its reason; they are in no count and wait where they are.
  package var unreadable: [Unreadable] = []
  /// Raw bytes of the messages counted.
  package var bytes = 0
  /// From the first read to the last acknowledgement, in seconds.
  package var seconds = 0.0
  /// The tickets opened, in order; the first `IntakeReport.mostNamed` of them.
  package var opened: [TicketID] = []
  /// The ledger rows of what was quarantined, in order; the first `IntakeReport.mostNamed` of them.
  package var quarantined: [Int64] = []
  /// What was decided for each message, where a dry run asked for it.
  package var decisions: [IntakeEntry] = []
  /// Resolved tickets that closed by themselves at the end.
  package var closed = 0

  package static let mostNamed = 100

  package struct Unreadable: Sendable, Equatable {
    package var key: String
    package var reason: String

    package init(key: String, reason: String) {
      self.key = key
      self.reason = reason
    }
  }

  package init() {}

  /// Messages not met before: always the sum of the eight dispositions.
  package var read: Int { counts.values.reduce(0, +) }

  package subscript(disposition: Disposition) -> Int { counts[disposition] ?? 0 }

  mutating func count(_ disposition: Disposition, bytes: Int) {
    counts[disposition, default: 0] += 1
    self.bytes += bytes
  }

  /// Adds the figures of another mailbox's round.
  package mutating func add(_ other: IntakeReport) {
    counts.merge(other.counts, uniquingKeysWith: +)
    unreadable += other.unreadable
    bytes += other.bytes
    seconds += other.seconds
    opened = Array((opened + other.opened).prefix(Self.mostNamed))
    quarantined = Array((quarantined + other.quarantined).prefix(Self.mostNamed))
    decisions += other.decisions
    closed += other.closed
  }

  /// The totals in the one JSON form.
  package var json: JSONValue { .object(members) }

  /// The totals as a run keeps them, with where the audit chain stood: what `audit verify --expect` can be asked about.
  func json(withHead head: String) -> JSONValue {
    .object(members + [.init("audit_head", .string(head))])
  }

  private var members: [JSONValue.Member] {
    let order: [Disposition] = [.opened, .appended, .duplicate, .bounce, .autoReply, .loop, .ignored, .quarantined]
    let totals = order.map { disposition in
      JSONValue.Member(
        disposition == .autoReply ? "auto_reply" : disposition.rawValue, .integer(Int64(self[disposition])))
    }
    return [.init("read", .integer(Int64(read)))] + totals + [
      .init("unreadable", .integer(Int64(unreadable.count))),
      .init("bytes", .integer(Int64(bytes))),
      .init("seconds", .number((seconds * 1000).rounded() / 1000)),
    ]
  }
}
