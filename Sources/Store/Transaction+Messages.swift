package import Desk
import Triage

extension Transaction {
  /// Puts a message on a ticket and counts it there; the first becomes the ticket's root.
  ///
  /// Kept are its bytes once, its attachments as ranges of them, its references, and its words for the search. A
  /// person's mail moves `updated_at` on; notices and automatic mail do not.
  package func insertMessage(_ new: NewMessage) throws -> Int64 {
    let raw = try new.raw.map(rawID)
    let sender = try new.from.address.map { try personID($0, name: new.from.name) }
    let words = new.isConversation ? new.words ?? MessageWords(new) : nil
    try connection.run(
      """
      INSERT INTO message (ticket, kind, outgoing_kind, sequence, message_id, message_key, sender, raw, at, sent_at,
        taken_in_at, tag_priority, is_newcomer, is_automatic, text_digest, author, sender_name, sender_address,
        recipients, cc, refers_to, defects, subject, text, visible_text, search_text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        new.ticket.number, new.kind.rawValue, new.outgoingKind?.rawValue, new.sequence, new.messageID,
        new.messageID.map(MessageKey.of), sender, raw, new.at.microseconds, new.sentAt?.microseconds, now.microseconds,
        new.tagPriority?.rank, new.isNewcomer, new.isAutomatic, new.textDigest, new.author,
        new.from.name, new.from.address?.original, ColumnJSON.people(new.to), ColumnJSON.people(new.cc),
        ColumnJSON.strings(new.references), ColumnJSON.defects(new.defects), new.subject, new.text, new.visibleText,
        words?.indexed,
      ])
    let id = connection.insertedID
    pending.index(message: id)
    if let words { try count(new, words, as: id) }
    try insertParts(new.attachments, of: id)
    if new.kind == .incoming { try insertReferences(new.references, of: new.ticket) }
    return id
  }

  /// Makes a message the one that a ticket begins with: a parent that came late.
  package func setRoot(message: Int64, of id: TicketID) throws {
    try connection.run("UPDATE ticket SET root = ? WHERE id = ?", [message, id.number])
  }

  /// The highest level that a tag in any of a ticket's subjects asked for.
  package func highestTagPriority(of id: TicketID) throws -> Priority? {
    try connection.integer("SELECT min(tag_priority) FROM message WHERE ticket = ?", [id.number])
      .flatMap { Priority(rank: Int($0)) }
  }

  /// The message that the next mail on a ticket continues: the last that a person sent, else the last that came at all;
  /// nil on a ticket without incoming mail.
  ///
  /// - Parameter requesterFirst: whether whatever the requester wrote goes before what others did.
  package func threadParent(of id: TicketID, requesterFirst: Bool) throws -> ThreadParent? {
    try connection.threadParent(of: id, requesterFirst: requesterFirst)
  }

  /// Who wrote a message; nil when there is none with that number.
  package func sender(ofMessage number: Int64) throws -> Person? {
    try connection.first("SELECT sender_name, sender_address FROM message WHERE id = ?", [number]) { row in
      Person(name: row[0], address: (row[1] as String?).map { EmailAddress($0) })
    }
  }

  /// The row of bytes, stored unless this transaction has stored or met them.
  func rawID(_ raw: RawMail) throws -> Int64 {
    if let id = known.raws[raw.digest] { return id }
    try connection.run("INSERT INTO raw_message (digest, bytes) VALUES (?, ?)", [raw.digest, raw.bytes])
    let id = connection.insertedID
    known.raws[raw.digest] = id
    return id
  }

  /// Counts the message on its ticket and keeps there what a row of a listing shows of it; notices leave no trace.
  private func count(_ new: NewMessage, _ words: MessageWords, as id: Int64) throws {
    try connection.run(
      """
      UPDATE ticket SET messages = messages + 1, root = coalesce(root, ?1), attachments = attachments + ?3,
        heard = CASE WHEN ?2 = 'incoming' THEN ?1 ELSE heard END, noted = CASE WHEN ?2 = 'note' THEN ?1 ELSE noted END,
        spoken = iif(?4, coalesce(spoken, ?1), ?1), words = iif(?4, coalesce(words, ?5), ?5)
      WHERE id = ?6
      """,
      [
        id, new.kind.rawValue, new.attachments.count, new.isAutomatic, words.beginning,
        new.ticket.number,
      ])
    if !new.isAutomatic {
      try connection.run(
        "UPDATE ticket SET updated_at = ?1 WHERE id = ?2 AND updated_at < ?1", [now.microseconds, new.ticket.number])
    }
  }

  private func insertParts(_ parts: [NewPart], of message: Int64) throws {
    for (position, part) in parts.enumerated() {
      try connection.run(
        """
        INSERT INTO part (message, position, filename, content_type, encoding, start_offset, end_offset, size, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          message, position, part.filename, part.contentType, part.encoding, part.range.lowerBound,
          part.range.upperBound, part.size, part.digest,
        ])
    }
  }

  private func insertReferences(_ references: [String], of ticket: TicketID) throws {
    for reference in references.prefix(Inquiry.mostReferences) {
      try connection.run(
        "INSERT INTO reference (key, ticket) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [MessageKey.of(reference), ticket.number])
    }
  }
}

extension Connection {
  /// The latest message, as far as possible by a person, and by none who still waits to be let in: what such a one wrote
  /// is no part of the conversation with the requester.
  func threadParent(of id: TicketID, requesterFirst: Bool) throws -> ThreadParent? {
    try first(
      """
      SELECT id, message_id, refers_to, subject, sender_name, sender_address, recipients, cc, at, text
      FROM message WHERE ticket = ?1 AND kind = 'incoming'
      ORDER BY is_automatic, ?2 AND sender IS NOT (SELECT requester FROM ticket WHERE id = ?1), is_newcomer AND EXISTS (
        SELECT 1 FROM watcher WHERE watcher.ticket = message.ticket AND watcher.is_newcomer = 1
          AND watcher.person = message.sender), at DESC, id DESC LIMIT 1
      """, [id.number, requesterFirst]
    ) { row in
      ThreadParent(
        message: row[0], messageID: row[1], references: ColumnJSON.strings(from: row[2]), subject: row[3],
        from: Person(name: row[4], address: (row[5] as String?).map { EmailAddress($0) }),
        to: ColumnJSON.people(from: row[6]), cc: ColumnJSON.people(from: row[7]), at: Instant(microseconds: row[8]),
        text: row[9])
    }
  }
}
