import Desk

/// What a transaction does at its end for all that it inserted, because once is far cheaper than once a row.
///
/// Nothing within a transaction looks at it: lists, counts and searches read what is committed.
struct PendingWork {
  /// Messages whose words are to be found.
  private var messages: [Int64] = []

  /// How many rows were inserted, by the name of their kept count.
  private var inserted: [String: Int] = [:]

  mutating func index(message: Int64) {
    messages.append(message)
  }

  /// How many rows were inserted, by what they are and their quarter of an hour.
  private var flow: [Flow: Int] = [:]

  mutating func count(ticketIn lane: Lane, queue: Int64, assignee: Int64?) {
    inserted["lane:\(lane.number)", default: 0] += 1
    guard lane.status != .closed else { return }
    inserted["queue:\(queue)", default: 0] += 1
    inserted[assignee.map { "assignee:\($0)" } ?? "idle:\(queue)", default: 0] += 1
  }

  mutating func count(unfinished priority: Priority, of assignee: Int64?) {
    inserted["load:\(assignee ?? 0):\(priority.rank)", default: 0] += 1
  }

  mutating func count(_ what: String, at instant: Instant) {
    flow[Flow(what: what, slot: Flow.slot(of: instant)), default: 0] += 1
  }

  /// A mail that is to be sent and not held back.
  mutating func countQueuedMail() {
    inserted["outbox:queued0", default: 0] += 1
  }

  mutating func count(_ disposition: Disposition, times: Int = 1) {
    inserted["intake:" + disposition.rawValue, default: 0] += times
  }

  func finish(on connection: Connection) throws {
    for (name, count) in inserted where count > 0 {
      try connection.run(
        "INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count",
        [name, count])
    }
    for (flow, count) in flow {
      try connection.run(
        """
        INSERT INTO flow (what, slot, count) VALUES (?, ?, ?)
        ON CONFLICT (what, slot) DO UPDATE SET count = count + excluded.count
        """, [flow.what, flow.slot, count])
    }
    guard !messages.isEmpty else { return }
    try connection.run(
      """
      INSERT INTO search (rowid, words)
      SELECT id, words FROM searchable WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
      """, [ColumnJSON.numbers(messages)])
  }
}

/// Something that is counted by the quarter of an hour.
struct Flow: Hashable {
  var what: String
  /// Quarters of an hour since 1970.
  var slot: Int64

  static let intake = "intake"

  static func opened(inQueue id: Int64) -> String { "opened:\(id)" }

  /// Microseconds of a slot.
  static let length: Int64 = 900_000_000

  static func slot(of instant: Instant) -> Int64 { instant.microseconds / length }
}
