package import Desk

extension TicketStore {
  /// All of a ticket's messages, notices and notes in the order of their times, with what became of each mail.
  package func conversation(of id: TicketID) throws -> [ConversationEntry] {
    try read { connection in
      let parts = try connection.attachments(of: id)
      let deliveries = try connection.deliveries(of: id)
      return try connection.all(
        """
        SELECT id, kind, outgoing_kind, sender_name, sender_address, recipients, cc, at, sent_at, message_id, subject,
          text, coalesce(visible_text, text), defects, is_newcomer, is_automatic, author
        FROM message INDEXED BY message_ticket WHERE ticket = ? ORDER BY at, id
        """, [id.number]
      ) { row in
        let number: Int64 = row[0]
        return ConversationEntry(
          id: number, kind: ConversationEntry.Kind(rawValue: row[1]) ?? .incoming,
          outgoingKind: (row[2] as String?).flatMap(OutgoingKind.init(rawValue:)),
          from: Person(name: row[3], address: (row[4] as String?).map { EmailAddress($0) }),
          to: ColumnJSON.people(from: row[5]), cc: ColumnJSON.people(from: row[6]), at: Instant(microseconds: row[7]),
          sentAt: row.instant(8), messageID: row[9], subject: row[10], text: row[11], visibleText: row[12],
          attachments: parts[number] ?? [], defects: ColumnJSON.defects(from: row[13]), isNewcomer: row[14],
          isAutomatic: row[15], author: row[16], deliveries: deliveries[number] ?? [])
      }
    }
  }

  /// The bytes of a message as they came or went; nil when it is not on that ticket or has none.
  package func rawMessage(_ number: Int64, on id: TicketID) throws -> [UInt8]? {
    try read { connection in
      try connection.first(
        """
        SELECT raw_message.bytes FROM message JOIN raw_message ON raw_message.id = message.raw
        WHERE message.id = ? AND message.ticket = ?
        """, [number, id.number]
      ) { $0.bytes(0) } ?? nil
    }
  }

  /// The bytes of a ledger row's message; nil when it has none.
  package func rawMessage(ofIntake row: Int64) throws -> [UInt8]? {
    try read { connection in
      try connection.first(
        "SELECT bytes FROM intake JOIN raw_message ON raw_message.id = intake.raw WHERE intake.id = ?", [row]
      ) { $0.bytes(0) } ?? nil
    }
  }

  /// The first bytes of a ledger row's message, however many there are; nil when it has none.
  package func rawStart(ofIntake row: Int64, most: Int) throws -> [UInt8]? {
    try read { connection in
      try connection.integer("SELECT raw FROM intake WHERE id = ?", [row]).map {
        try connection.start(ofBlob: "bytes", in: "raw_message", row: $0, most: most)
      }
    }
  }

  /// The message that the next mail on a ticket continues; nil on a ticket without incoming mail.
  package func threadParent(of id: TicketID, requesterFirst: Bool) throws -> ThreadParent? {
    try read { try $0.threadParent(of: id, requesterFirst: requesterFirst) }
  }

  /// The SEQ that a ticket's next outgoing mail would get: not given, only told.
  ///
  /// - Throws: `Refusal` with `unknownTicket`.
  package func upcomingSequence(of id: TicketID) throws -> Int64 {
    let next = try read { try $0.integer("SELECT sequence + 1 FROM ticket WHERE id = ?", [id.number]) }
    guard let next else { throw Refusal(.unknownTicket, "there is no \(id)") }
    return next
  }

  /// One attachment of a message with its bytes as they lie in it, still transfer-encoded.
  ///
  /// - Parameter position: its place among the message's attachments, from 0.
  package func part(_ position: Int, of message: Int64, on id: TicketID) throws -> StoredPart? {
    try read { connection in
      try connection.first(
        PartRow.select + " WHERE part.message = ? AND part.position = ? AND message.ticket = ?",
        [message, position, id.number], PartRow.part)
    }
  }

  /// A message's attachments with their bytes as they lie in it, still transfer-encoded.
  package func parts(of message: Int64) throws -> [StoredPart] {
    try read { connection in
      try connection.all(PartRow.select + " WHERE part.message = ? ORDER BY part.position", [message], PartRow.part)
    }
  }
}

/// The shape in which attachments are read, each with its own range of the raw bytes.
private enum PartRow {
  static let select = """
    SELECT part.filename, part.content_type, part.size, part.digest, part.encoding,
      substr(raw_message.bytes, part.start_offset + 1, part.end_offset - part.start_offset)
    FROM part JOIN message ON message.id = part.message JOIN raw_message ON raw_message.id = message.raw
    """

  static func part(_ row: Row) -> StoredPart {
    let info = AttachmentInfo(filename: row[0], contentType: row[1], size: row[2], digest: row.bytes(3) ?? [])
    return StoredPart(info: info, encoding: row[4], bytes: row.bytes(5) ?? [])
  }
}

extension Connection {
  fileprivate func attachments(of id: TicketID) throws -> [Int64: [AttachmentInfo]] {
    var parts: [Int64: [AttachmentInfo]] = [:]
    _ = try all(
      """
      SELECT part.message, part.filename, part.content_type, part.size, part.digest
      FROM message INDEXED BY message_ticket JOIN part ON part.message = message.id
      WHERE message.ticket = ? ORDER BY part.message, part.position
      """, [id.number]
    ) { row in
      parts[row[0], default: []].append(
        AttachmentInfo(filename: row[1], contentType: row[2], size: row[3], digest: row.bytes(4) ?? []))
    }
    return parts
  }

  fileprivate func deliveries(of id: TicketID) throws -> [Int64: [OutboxEntry]] {
    var deliveries: [Int64: [OutboxEntry]] = [:]
    _ = try all(OutboxRow.select + " WHERE outbox.ticket = ? ORDER BY outbox.id", [id.number]) { row in
      deliveries[row[11], default: []].append(OutboxRow.entry(row))
    }
    return deliveries
  }
}
