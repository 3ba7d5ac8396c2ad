package import Desk

extension TicketStore {
  /// A ticket's history, oldest first.
  package func events(of id: TicketID) throws -> [Event] {
    try read { connection in
      try connection.all(
        EventRow.select + " WHERE event.ticket = ? ORDER BY event.sequence", [id.number], EventRow.event)
    }
  }

  /// The event log, newest first.
  ///
  /// - Parameter limit: 0 is all.
  package func eventLog(ticket: TicketID?, since: Instant?, limit: Int) throws -> [Event] {
    try read { connection in
      let events = try connection.all(
        EventRow.select
          + """
           WHERE (?1 IS NULL OR event.ticket = ?1) AND (?2 IS NULL OR event.at >= ?2)
          ORDER BY event.sequence DESC LIMIT ?3
          """, [ticket?.number, since?.microseconds, limit > 0 ? limit : Int.max], EventRow.event)
      return events
    }
  }

  /// What happened after an event, oldest first: what a live page has missed.
  ///
  /// - Parameter limit: at least one; ask again after the last until nothing comes.
  package func events(after sequence: Int64, limit: Int) throws -> [Event] {
    try read { try $0.events(after: sequence, limit: limit) }
  }

  /// The number of the last event; 0 before the first.
  package func lastEventSequence() throws -> Int64 { try read { try $0.lastEventSequence() } }

  /// The last event's sequence and hash: to be kept elsewhere, so that a cut tail can be found.
  package func auditHead() throws -> AuditHead {
    try read { connection in
      let head = try connection.chainHead(desk: deskID)
      return AuditHead(sequence: head.sequence, hash: head.hash)
    }
  }

  /// Follows the whole chain and names the first row that was changed, removed or put in.
  ///
  /// It is evidence against quiet edits of the file, not against somebody who rewrites all of it: compare with a head
  /// that was kept elsewhere for that.
  package func verifyAudit(expecting expected: AuditHead? = nil) throws -> AuditReport {
    try read { connection in
      var verifier = ChainVerifier(genesis: EventChain.genesis(of: deskID), expected: expected)
      try connection.each(
        """
        SELECT event.sequence, event.at, event.kind, event.actor, event.ticket, event_detail.details,
          event.details_digest, event.hash, event_detail.salt
        FROM event LEFT JOIN event_detail ON event_detail.sequence = event.sequence ORDER BY event.sequence
        """
      ) { row in verifier.accepts(row) }
      if verifier.fault == nil,
        try connection.exists(
          "SELECT 1 FROM event_detail WHERE sequence NOT IN (SELECT sequence FROM event) LIMIT 1")
      {
        verifier.noteStrayDetails()
      }
      return verifier.report()
    }
  }
}

extension Connection {
  func events(after sequence: Int64, limit: Int) throws -> [Event] {
    try all(
      EventRow.select + " WHERE event.sequence > ? ORDER BY event.sequence LIMIT ?", [sequence, max(1, limit)],
      EventRow.event)
  }

  func lastEventSequence() throws -> Int64 { try integer("SELECT max(sequence) FROM event") ?? 0 }
}

/// The shape in which events are read.
enum EventRow {
  static let select = """
    SELECT event.sequence, event.at, event.kind, event.actor, event.ticket, event_detail.details
    FROM event LEFT JOIN event_detail ON event_detail.sequence = event.sequence
    """

  /// A kind that a newer program wrote, or a hand, is shown as the run of a program: the log never hides a row.
  static func event(_ row: Row) -> Event {
    Event(
      sequence: row[0], at: Instant(microseconds: row[1]), kind: Event.Kind(rawValue: row[2]) ?? .runEnded,
      actor: row[3], ticket: row.ticket(4), details: (row[5] as String?).map(ColumnJSON.details(from:)) ?? [])
  }
}
