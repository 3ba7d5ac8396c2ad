package import Desk

extension Transaction {
  /// Whether a message of a mailbox has its row.
  package func isInLedger(mailbox: String, key: String) throws -> Bool {
    let mailbox = try mailboxID(mailbox)
    return try connection.exists("SELECT 1 FROM intake WHERE mailbox = ? AND key = ?", [mailbox, key])
  }

  /// Writes what became of a message.
  ///
  /// - Returns: the row's id; nil when another program was faster, and then the caller undoes what it did for the message.
  package func recordIntake(_ new: NewIntake) throws -> Int64? {
    let mailbox = try mailboxID(new.mailbox)
    let messageKey = new.messageID.map(MessageKey.of)
    let sameness = new.raw.map { raw in
      MessageKey.sameness(
        messageID: new.messageID, content: new.contentDigest ?? raw.digest, raw: raw.digest, mailbox: mailbox)
    }
    if new.disposition == .duplicate { try meetOriginal(of: new.raw, messageKey, sameness) }
    let raw = try new.raw.map(rawID)
    try connection.run(
      """
      INSERT INTO intake (mailbox, key, disposition, reason, ticket, message, raw, at, raw_digest, content_digest,
        message_key, sameness, message_id, evidence)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mailbox, key) DO NOTHING
      """,
      [
        mailbox, new.key, new.disposition.rawValue, new.reason, new.ticket?.number, new.message, raw, now.microseconds,
        new.raw.map { $0.digest }, new.contentDigest, messageKey, sameness, new.messageID,
        ColumnJSON.evidence(new.evidence),
      ])
    guard connection.changes > 0 else { return nil }
    pending.count(new.disposition)
    pending.count(Flow.intake, at: now)
    return connection.insertedID
  }

  /// A copy's bytes are stored once: with the row that it is a copy of.
  private func meetOriginal(of raw: RawMail?, _ messageKey: Int64?, _ sameness: Int64?) throws {
    guard let digest = raw?.digest else { return }
    known.raws[digest] =
      try known.raws[digest]
      ?? connection.integer(
        """
        SELECT raw FROM intake INDEXED BY intake_identity
        WHERE message_key IS ? AND sameness = ? AND raw_digest = ? AND raw IS NOT NULL LIMIT 1
        """, [messageKey, sameness, digest])
  }

  /// A row of the ledger as this transaction sees it; what is made of its message anew shares its bytes.
  ///
  /// - Throws: `Refusal` with `unknownRow`.
  package func intakeEntry(_ id: Int64) throws -> IntakeEntry {
    guard let entry = try connection.first(IntakeRow.select() + " WHERE intake.id = ?", [id], IntakeRow.entry) else {
      throw Refusal(.unknownRow, "there is no intake row \(id)")
    }
    if let digest = entry.rawDigest {
      known.raws[digest] = try connection.integer("SELECT raw FROM intake WHERE id = ?", [id]) ?? known.raws[digest]
    }
    return entry
  }

  /// Notes what makes a row's message the same as another, where it was put aside without being parsed.
  package func identify(_ id: Int64, messageID: String?, contentDigest: [UInt8]) throws {
    let unidentified = "SELECT mailbox, raw_digest FROM intake WHERE id = ? AND content_digest IS NULL"
    let row = try connection.first(unidentified, [id]) { (mailbox: $0[0] as Int64, raw: $0.bytes(1)) }
    guard let row, let raw = row.raw else { return }
    let sameness = MessageKey.sameness(messageID: messageID, content: contentDigest, raw: raw, mailbox: row.mailbox)
    try connection.run(
      "UPDATE intake SET content_digest = ?, message_id = ?, message_key = ?, sameness = ? WHERE id = ?",
      [contentDigest, messageID, messageID.map(MessageKey.of), sameness, id])
  }

  /// Gives a row another disposition: an operator released, retried or discarded its message.
  ///
  /// - Throws: `Refusal` with `unknownRow`.
  package func replaceIntake(
    _ id: Int64, disposition: Disposition, reason: String?, ticket: TicketID?, message: Int64?, evidence: [Evidence]
  ) throws {
    try connection.run(
      "UPDATE intake SET disposition = ?, reason = ?, ticket = ?, message = ?, evidence = ? WHERE id = ?",
      [disposition.rawValue, reason, ticket?.number, message, ColumnJSON.evidence(evidence), id])
    if connection.changes == 0 { throw Refusal(.unknownRow, "there is no intake row \(id)") }
  }

  /// Records messages that were finished business before the desk came: `ignored: baseline`, without their bytes.
  ///
  /// - Returns: how many were not in the ledger before.
  @discardableResult
  package func recordBaseline(mailbox: String, keys: [String]) throws -> Int {
    let mailbox = try mailboxID(mailbox)
    var count = 0
    for key in keys {
      try connection.run(
        """
        INSERT INTO intake (mailbox, key, disposition, reason, at, evidence) VALUES (?, ?, 'ignored', 'baseline', ?, '[]')
        ON CONFLICT (mailbox, key) DO NOTHING
        """, [mailbox, key, now.microseconds])
      count += connection.changes
    }
    pending.count(.ignored, times: count)
    return count
  }

  /// Remembers that a mailbox has been met, so that what lies finished in it is baseline only once.
  package func meetMailbox(_ mailbox: String) throws {
    try connection.run(
      "UPDATE mailbox SET met_at = ? WHERE id = ? AND met_at IS NULL", [now.microseconds, try mailboxID(mailbox)])
  }

  /// Keeps the digests of an erased message, raw and content, so that it is ignored should it come back.
  package func bury(digests: [[UInt8]]) throws {
    for digest in digests {
      try connection.run("INSERT INTO tombstone (digest) VALUES (?) ON CONFLICT DO NOTHING", [digest])
    }
    known.hasTombstones = nil
  }

  /// The row of a mailbox, made when it is new.
  func mailboxID(_ name: String) throws -> Int64 {
    if let id = known.mailboxes[name] { return id }
    let id: Int64
    if let found = try connection.mailboxID(name) {
      id = found
    } else {
      try connection.run("INSERT INTO mailbox (name) VALUES (?)", [name])
      id = connection.insertedID
    }
    known.mailboxes[name] = id
    return id
  }
}

extension Connection {
  func mailboxID(_ name: String) throws -> Int64? {
    try integer("SELECT id FROM mailbox WHERE name = ?", [name])
  }
}
