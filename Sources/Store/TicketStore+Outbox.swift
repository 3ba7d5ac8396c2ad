package import Desk

extension TicketStore {
  /// Outbox rows, newest first.
  package func outbox(_ filter: OutboxFilter) throws -> [OutboxEntry] {
    var conditions: [String] = []
    var arguments: [Connection.Argument?] = []
    if let ticket = filter.ticket {
      conditions.append("outbox.ticket = ?")
      arguments.append(ticket.number)
    }
    switch filter.state {
    // Written out, so that the small indexes over these states can be used.
    case .failed: conditions.append("outbox.state = 'failed'")
    case .queued: conditions.append("outbox.state IN ('queued', 'sending') AND outbox.state = 'queued'")
    case .sending: conditions.append("outbox.state IN ('queued', 'sending') AND outbox.state = 'sending'")
    case let state?:
      conditions.append("outbox.state = ?")
      arguments.append(state.rawValue)
    case nil: break
    }
    if let since = filter.since {
      conditions.append("outbox.created_at >= ?")
      arguments.append(since.microseconds)
    }
    if let before = filter.before {
      conditions.append("outbox.id < ?")
      arguments.append(before)
    }
    let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let sql = OutboxRow.select + condition + " ORDER BY outbox.id DESC LIMIT ?"
    let limit = filter.limit > 0 ? filter.limit : Int.max
    return try read { try $0.all(sql, arguments + [limit], OutboxRow.entry) }
  }

  /// Mail that waits, what is due first before what is due later.
  package func waitingMail(limit: Int) throws -> [OutboxEntry] {
    let sql =
      OutboxRow.select + " WHERE outbox.state IN ('queued', 'sending') ORDER BY outbox.next_at, outbox.id LIMIT ?"
    return try read { try $0.all(sql, [limit], OutboxRow.entry) }
  }

  /// What was said last of mail that waits, by a server or about one that is away; a thousand of them are enough.
  package func reasonsToWait() throws -> Set<String> {
    let sql = """
      SELECT DISTINCT reply FROM outbox WHERE state IN ('queued', 'sending') AND reply IS NOT NULL LIMIT 1000
      """
    return try read { Set(try $0.all(sql, []) { $0[0] as String }) }
  }

  /// The outbox row with a number.
  package func outboxEntry(_ id: Int64) throws -> OutboxEntry? { try read { try $0.outboxEntry(id) } }

  /// Makes mail due that waits for a time beyond a span from now, as it does when the clock was ahead and is set right.
  package func bringForward(beyond span: Span) throws {
    let now = now()
    let limit = (now + span).microseconds
    let isBeyond = "state IN ('queued', 'sending') AND next_at > ?1 AND state = 'queued'"
    // A write costs a round that finds nothing more than a look.
    let isAny = try read { connection in
      try connection.exists("SELECT 1 FROM outbox INDEXED BY outbox_waiting WHERE \(isBeyond) LIMIT 1", [limit])
    }
    guard isAny else { return }
    try write { try $0.connection.run("UPDATE outbox SET next_at = ?2 WHERE \(isBeyond)", [limit, now.microseconds]) }
  }

  /// How the outbox stands: kept counts, and when the next row is due.
  package func outboxStanding() throws -> OutboxStanding { try read { try $0.outboxStanding() } }
}
