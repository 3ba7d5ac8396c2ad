package import Desk

extension Transaction {
  /// Takes rows that are due in hand, oldest first, leased from the moment this transaction commits.
  ///
  /// These are queued rows, and rows whose lease has run out, since whoever held them is dead.
  /// What a cap does not let through is held back until the cap has room again, and stays queued.
  ///
  /// - Important: a courier that dies after sending and before `settle` sends again under the same Message-ID when the
  ///   lease has run out.
  package func claim(limit: Int, maxBytes: Int, lease: Span, caps: OutboxCaps) throws -> ClaimedBatch {
    var mails: [ClaimedMail] = []
    var bytes = 0
    var pace = Pace(caps: caps)
    claiming: while mails.count < limit {
      let due = try connection.all(
        """
        SELECT id, is_capped, normal, state = 'sending', is_held FROM outbox INDEXED BY outbox_waiting
        WHERE state IN ('queued', 'sending') AND next_at <= ? ORDER BY next_at, id LIMIT ?
        """, [now.microseconds, limit], DueRow.init)
      if due.isEmpty { break }
      for row in due {
        // One whose lease ran out has been let through once.
        if row.isCapped, !row.wasSending, let until = try pace.roomAt(for: row, in: self) {
          try hold(row, until: until)
          continue
        }
        let mail = try take(row, leaseEnd: now + lease)
        mails.append(mail)
        bytes += mail.bytes.count
        if mails.count == limit || bytes >= maxBytes { break claiming }
      }
    }
    return ClaimedBatch(mails: mails, standing: try connection.outboxStanding())
  }

  private func take(_ row: DueRow, leaseEnd: Instant) throws -> ClaimedMail {
    try connection.run(
      """
      UPDATE outbox SET state = 'sending', is_held = 0, next_at = ?, attempts = attempts + 1,
        paced_at = iif(is_capped, ?, NULL)
      WHERE id = ?
      """, [leaseEnd.microseconds, now.microseconds, row.id])
    let mail = try connection.first(
      """
      SELECT outbox.id, outbox.ticket, outbox.kind, outbox.recipient, outbox.envelope_sender, message.message_id,
        outbox.attempts, outbox.created_at, raw_message.bytes
      FROM outbox JOIN message ON message.id = outbox.message JOIN raw_message ON raw_message.id = message.raw
      WHERE outbox.id = ?
      """, [row.id]
    ) { row in
      ClaimedMail(
        id: row[0], ticket: TicketID(row[1]), kind: OutgoingKind(rawValue: row[2]) ?? .reply,
        recipient: EmailAddress(row[3]), envelopeSender: row[4], messageID: row[5] ?? "", attempt: row[6],
        createdAt: Instant(microseconds: row[7]), bytes: row.bytes(8) ?? [])
    }
    guard let mail else {
      throw StoreError(.corrupt, file: connection.file, detail: "outbox row \(row.id) has no bytes to send")
    }
    return mail
  }

  private func hold(_ row: DueRow, until instant: Instant) throws {
    try connection.run(
      "UPDATE outbox SET is_held = 1, next_at = ? WHERE id = ?", [instant.microseconds, row.id])
  }
}

/// A row that is due.
private struct DueRow {
  var id: Int64
  var isCapped: Bool
  var address: String
  var wasSending: Bool
  var isHeld: Bool

  init(_ row: Row) {
    id = row[0]
    isCapped = row[1]
    address = row[2]
    wasSending = row[3]
    isHeld = row[4]
  }
}

/// What the caps still let through within the last hour: mails sent and mails in hand count.
private struct Pace {
  let caps: OutboxCaps
  private var inAll: Window?

  init(caps: OutboxCaps) {
    self.caps = caps
  }

  private struct Window {
    var count: Int
    var oldest: Int64?
  }

  /// Nil when a row may go now, which counts it; else when the cap that holds it has room again.
  mutating func roomAt(for row: DueRow, in transaction: Transaction) throws -> Instant? {
    let hour = Span.hours(1)
    let since = transaction.now.microseconds - hour.microseconds
    var all =
      try inAll
      ?? window(
        "SELECT count(*), min(paced_at) FROM outbox INDEXED BY outbox_pace WHERE paced_at > ?", [since], transaction)
    defer { inAll = all }
    if all.count >= caps.hourly {
      return Instant(microseconds: all.oldest ?? transaction.now.microseconds) + hour
    }
    let one = try window(
      "SELECT count(*), min(paced_at) FROM outbox INDEXED BY outbox_pace_address WHERE normal = ? AND paced_at > ?",
      [row.address, since], transaction)
    if one.count >= caps.perAddressHour {
      return Instant(microseconds: one.oldest ?? transaction.now.microseconds) + hour
    }
    all.count += 1
    if all.oldest == nil { all.oldest = transaction.now.microseconds }
    return nil
  }

  private func window(
    _ sql: String, _ arguments: [Connection.Argument?], _ transaction: Transaction
  ) throws -> Window {
    try transaction.connection.first(sql, arguments) { Window(count: $0[0], oldest: $0[1]) } ?? Window(count: 0)
  }
}
