package import Desk

extension TicketStore {
  /// What `doctor` and health pages show: kept counts and a few probes.
  package func deskStatistics() throws -> DeskStatistics {
    let synchronous = try onWriter { try $0.integer("PRAGMA synchronous") } ?? nil
    return try read { connection in
      let lanes = try connection.tallies(withPrefix: "lane:")
      var byStatus: [Status: Int] = [:]
      for status in Status.allCases {
        byStatus[status] = Priority.allCases.reduce(0) { $0 + (lanes[String(Lane(status, $1).number)] ?? 0) }
      }
      let pages = try connection.integer("PRAGMA page_count") ?? 0
      return DeskStatistics(
        tickets: byStatus.values.reduce(0, +),
        unfinished: byStatus.reduce(0) { $0 + ($1.key == .closed ? 0 : $1.value) },
        ticketsByStatus: byStatus,
        intake: try connection.intakeTotals(),
        unmatchedBounces: Int(
          try connection.integer(
            """
            SELECT count(*) FROM intake INDEXED BY intake_aside
            WHERE disposition = 'bounce' AND disposition IN ('quarantined', 'ignored', 'bounce', 'auto-reply', 'loop')
              AND ticket IS NULL
            """) ?? 0),
        outbox: try connection.outboxStanding(),
        oldestWaiting: try connection.first(
          """
          SELECT min(created_at) FROM outbox INDEXED BY outbox_waiting WHERE state IN ('queued', 'sending')
          """
        ) { $0.instant(0) } ?? nil,
        mailboxes: try connection.all("SELECT name, met_at, polled_at FROM mailbox ORDER BY name") { row in
          DeskStatistics.MailboxState(name: row[0], metAt: row.instant(1), polledAt: row.instant(2))
        },
        schemaVersion: try connection.integer("PRAGMA user_version") ?? 0, synchronous: synchronous,
        events: try connection.integer("SELECT max(sequence) FROM event") ?? 0,
        bytes: pages * (try connection.integer("PRAGMA page_size") ?? 0))
    }
  }

  /// How many ledger rows have each disposition: kept counts.
  package func intakeTotals() throws -> [Disposition: Int] { try read { try $0.intakeTotals() } }
}

extension Connection {
  func intakeTotals() throws -> [Disposition: Int] {
    let counts = try tallies(withPrefix: "intake:")
    return Dictionary(uniqueKeysWithValues: Disposition.allCases.map { ($0, counts[$0.rawValue] ?? 0) })
  }
}
