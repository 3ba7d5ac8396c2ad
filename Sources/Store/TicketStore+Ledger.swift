package import Desk

extension TicketStore {
  /// Ledger rows, newest first.
  package func intake(_ filter: IntakeFilter) throws -> [IntakeEntry] {
    try read { connection in
      var conditions: [String] = []
      var arguments: [Connection.Argument?] = []
      var index = ""
      if let disposition = filter.disposition {
        conditions.append("intake.disposition = ?")
        arguments.append(disposition.rawValue)
        if Self.isAside(disposition) {
          // What makes the small index usable, said in its own words.
          conditions.append(
            "intake.disposition IN ('quarantined', 'ignored', 'bounce', 'auto-reply', 'loop')")
          index = "INDEXED BY intake_aside"
        }
      }
      if let mailbox = filter.mailbox {
        guard let id = try connection.mailboxID(mailbox) else { return [] }
        conditions.append("+intake.mailbox = ?")
        arguments.append(id)
      }
      if let since = filter.since {
        conditions.append("intake.at >= ?")
        arguments.append(since.microseconds)
      }
      if let before = filter.before {
        conditions.append("intake.id < ?")
        arguments.append(before)
      }
      let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
      return try connection.all(
        IntakeRow.select(index) + " \(condition) ORDER BY intake.id DESC LIMIT ?",
        arguments + [filter.limit > 0 ? filter.limit : Int.max], IntakeRow.entry)
    }
  }

  /// The ledger row with a number.
  package func intakeEntry(_ id: Int64) throws -> IntakeEntry? {
    try read { try $0.first(IntakeRow.select() + " WHERE intake.id = ?", [id], IntakeRow.entry) }
  }

  /// The ledger row of one message of a mailbox.
  package func intakeEntry(mailbox: String, key: String) throws -> IntakeEntry? {
    try read { connection in
      guard let mailbox = try connection.mailboxID(mailbox) else { return nil }
      return try connection.first(
        IntakeRow.select() + " WHERE intake.mailbox = ? AND intake.key = ?", [mailbox, key], IntakeRow.entry)
    }
  }

  /// The ledger rows of a Message-ID, oldest first.
  package func intakeEntries(messageID: String) throws -> [IntakeEntry] {
    try read { connection in
      try connection.all(
        IntakeRow.select("INDEXED BY intake_identity")
          + " WHERE intake.message_key = ? AND intake.sameness IS NOT NULL AND intake.message_id = ? ORDER BY intake.id",
        [MessageKey.of(messageID), messageID], IntakeRow.entry)
    }
  }

  /// The ledger rows of a ticket and of those merged into it, oldest first.
  package func intakeEntries(ticket id: TicketID) throws -> [IntakeEntry] {
    try read { connection in
      let merged = try connection.all("SELECT id FROM ticket WHERE merged_into = ?", [id.number]) { $0[0] as Int64 }
      let rows = try ([id.number] + merged).flatMap { number in
        try connection.all(
          IntakeRow.select("INDEXED BY intake_ticket") + " WHERE intake.ticket = ? ORDER BY intake.id", [number],
          IntakeRow.entry)
      }
      return rows.sorted { $0.id < $1.id }
    }
  }

  /// Those of a mailbox's keys that are not in the ledger, in their order.
  package func keysNotInLedger(_ keys: [String], mailbox: String) throws -> [String] {
    try read { connection in
      guard let mailbox = try connection.mailboxID(mailbox) else { return keys }
      return try keys.filter { key in
        try !connection.exists("SELECT 1 FROM intake WHERE mailbox = ? AND key = ?", [mailbox, key])
      }
    }
  }

  /// Those of a mailbox's keys whose messages' bytes are in the database.
  package func keysWithBytes(_ keys: [String], mailbox: String) throws -> [String] {
    try read { connection in
      guard let mailbox = try connection.mailboxID(mailbox) else { return [] }
      return try keys.filter { key in
        try connection.exists(
          "SELECT 1 FROM intake WHERE mailbox = ? AND key = ? AND raw_digest IS NOT NULL", [mailbox, key])
      }
    }
  }

  /// When a mailbox was first met, nil before that: what lay finished in it is baseline.
  ///
  /// Whoever has read it to its end has met it.
  package func mailboxMetAt(_ mailbox: String) throws -> Instant? {
    let sql = "SELECT coalesce(met_at, polled_at) FROM mailbox WHERE name = ?"
    return try read { try $0.integer(sql, [mailbox]) }.map { Instant(microseconds: $0) }
  }

  /// Whether the ledger knows a key of a mailbox that begins so.
  ///
  /// - Parameter prefix: ends in a full stop, after which nothing but digits comes.
  package func knowsKeys(beginningWith prefix: String, mailbox: String) throws -> Bool {
    try read { connection in
      guard let mailbox = try connection.mailboxID(mailbox) else { return false }
      return try connection.exists(
        "SELECT 1 FROM intake WHERE mailbox = ? AND key >= ? AND key < ?", [mailbox, prefix, prefix + ":"])
    }
  }

  private static func isAside(_ disposition: Disposition) -> Bool {
    switch disposition {
    case .quarantined, .ignored, .bounce, .autoReply, .loop: true
    case .opened, .appended, .duplicate: false
    }
  }
}
