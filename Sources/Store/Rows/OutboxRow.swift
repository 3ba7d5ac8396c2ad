import Desk

/// The shape in which outbox rows are read.
enum OutboxRow {
  static let select = """
    SELECT outbox.id, outbox.ticket, outbox.kind, outbox.recipient, message.message_id, outbox.state, outbox.attempts,
      outbox.next_at, outbox.reply, outbox.failure_status, outbox.created_at, outbox.message
    FROM outbox JOIN message ON message.id = outbox.message
    """

  static func entry(_ row: Row) -> OutboxEntry {
    let state = OutboxState(rawValue: row[5]) ?? .failed
    return OutboxEntry(
      id: row[0], ticket: TicketID(row[1]), kind: OutgoingKind(rawValue: row[2]) ?? .reply,
      recipient: EmailAddress(row[3]), messageID: row[4] ?? "", state: state, attempts: row[6],
      // While it is being sent, that column is the lease's end.
      nextAttemptAt: state == .queued ? row.instant(7) : nil, reply: row[8], failureStatus: row[9],
      createdAt: Instant(microseconds: row[10]))
  }
}

extension Connection {
  func outboxEntry(_ id: Int64) throws -> OutboxEntry? {
    try first(OutboxRow.select + " WHERE outbox.id = ?", [id], OutboxRow.entry)
  }

  /// From the kept counts, and one probe for the next due time.
  func outboxStanding() throws -> OutboxStanding {
    let tallies = try tallies(withPrefix: "outbox:")
    let next = try integer(
      "SELECT min(next_at) FROM outbox INDEXED BY outbox_waiting WHERE state IN ('queued', 'sending')")
    return OutboxStanding(
      waiting: tallies["queued0"] ?? 0, held: tallies["queued1"] ?? 0, sending: tallies["sending0"] ?? 0,
      sent: tallies["sent0"] ?? 0, failed: tallies["failed0"] ?? 0,
      cancelled: (tallies["cancelled0"] ?? 0) + (tallies["cancelled1"] ?? 0),
      nextDue: next.map { Instant(microseconds: $0) })
  }

  /// Kept counts by what follows a prefix of their name.
  func tallies(withPrefix prefix: String) throws -> [String: Int] {
    // `;` follows `:` in ASCII: the range holds exactly the names that begin with the prefix.
    let rows = try all(
      "SELECT name, count FROM tally WHERE name >= ? AND name < ?", [prefix, String(prefix.dropLast()) + ";"]
    ) { row in ((row[0] as String).dropFirst(prefix.count), row[1] as Int) }
    return Dictionary(uniqueKeysWithValues: rows.map { (String($0.0), $0.1) })
  }
}
