import Desk
package import Triage

extension Transaction {
  /// Answers an inquiry as the desk stands inside this transaction, what earlier messages of the batch did included.
  ///
  /// Each look-up is one probe of an index, bounded in rows: the millionth message costs what the first did, and so does
  /// one that was made to collide.
  package func knowledge(for inquiry: Inquiry) throws -> Knowledge {
    var knowledge = Knowledge()
    knowledge.isPurged = try isBuried(inquiry)
    let senders = try lookUp(senders: inquiry.senders, into: &knowledge)
    knowledge.block = try block(of: inquiry.senders)
    let key = inquiry.messageID.map(MessageKey.of)
    let isIDKnown = try key.map(isInLedger(messageKey:)) ?? true
    knowledge.duplicateOf = isIDKnown ? try duplicate(of: inquiry, key) : nil
    if let messageID = inquiry.messageID, let key {
      let mine = try ownID(messageID, key, isIDKnown, into: &knowledge)
      knowledge.isIDReused = knowledge.duplicateOf == nil && mine != nil
      knowledge.children = try tickets(naming: key, senders)
    }
    try followReferences(inquiry, senders, into: &knowledge)
    for id in inquiry.namedTickets where knowledge.namedTickets[id] == nil {
      knowledge.namedTickets[id] = try knownTicket(id, senders)
    }
    knowledge.outboxRows = try outboxRows(for: inquiry)
    knowledge.similarNoticesLastHour = try similarNotices(inquiry)
    return knowledge
  }

  /// The senders that have a row, and whether one of them is an operator: that one takes part everywhere.
  private struct Senders {
    var people: [Int64] = []
    var isOperator = false
  }

  private func isBuried(_ inquiry: Inquiry) throws -> Bool {
    let any = try known.hasTombstones ?? connection.exists("SELECT 1 FROM tombstone LIMIT 1")
    known.hasTombstones = any
    guard any else { return false }
    return try connection.exists(
      "SELECT 1 FROM tombstone WHERE digest IN (?, ?)", [inquiry.rawDigest, inquiry.contentDigest])
  }

  private func lookUp(senders: [EmailAddress], into knowledge: inout Knowledge) throws -> Senders {
    var result = Senders()
    for address in senders {
      let person = try connection.first(
        "SELECT id, flagged_until FROM person WHERE normal = ?", [address.normal]
      ) { (id: $0[0] as Int64, flaggedUntil: $0.instant(1)) }
      if let person {
        result.people.append(person.id)
        known.people[address.normal] = person.id
        if let until = person.flaggedUntil, until > now { knowledge.flaggedSenders[address] = until }
      }
      let name = try connection.first(
        "SELECT name FROM operator WHERE normal = ? AND is_disabled = 0 ORDER BY id LIMIT 1", [address.normal]
      ) { $0[0] as String }
      if let name {
        knowledge.operators[address] = name
        result.isOperator = true
      }
    }
    return result
  }

  private func block(of senders: [EmailAddress]) throws -> String? {
    let any = try known.hasBlocks ?? connection.exists("SELECT 1 FROM block LIMIT 1")
    known.hasBlocks = any
    guard any else { return nil }
    for address in senders {
      let found = try connection.first(
        "SELECT pattern, reason FROM block WHERE pattern IN (?, ?) ORDER BY pattern DESC LIMIT 1",
        [address.normal, "@" + address.domain]
      ) { row in (row[1] as String).isEmpty ? row[0] as String : "\(row[0] as String): \(row[1] as String)" }
      if let found { return found }
    }
    return nil
  }

  /// Whether incoming mail may bear an id: one probe says of nearly all mail that it is neither a copy nor reuses one.
  private func isInLedger(messageKey: Int64) throws -> Bool {
    try connection.exists(
      "SELECT 1 FROM intake INDEXED BY intake_identity WHERE message_key = ? AND sameness IS NOT NULL LIMIT 1",
      [messageKey])
  }

  /// The earliest of the same messages, before all those the one that is on a ticket.
  private func duplicate(of inquiry: Inquiry, _ messageKey: Int64?) throws -> KnownMessage? {
    let mailbox = try mailboxID(inquiry.mailbox)
    let sameness = MessageKey.sameness(
      messageID: inquiry.messageID, content: inquiry.contentDigest, raw: inquiry.rawDigest, mailbox: mailbox)
    let row: (Row) -> KnownMessage = { KnownMessage(row: $0[0], ticket: $0.ticket(1)) }
    var found: KnownMessage?
    if let messageID = inquiry.messageID, let messageKey {
      found = try connection.first(
        """
        SELECT id, ticket FROM (
          SELECT id, ticket FROM intake INDEXED BY intake_identity
          WHERE message_key = ? AND sameness = ? AND content_digest = ? AND message_id = ? ORDER BY id LIMIT 16
        ) ORDER BY ticket IS NULL, id LIMIT 1
        """, [messageKey, sameness, inquiry.contentDigest, messageID], row)
    } else {
      found = try connection.first(
        """
        SELECT id, ticket FROM (
          SELECT id, ticket FROM intake INDEXED BY intake_identity
          WHERE message_key IS NULL AND sameness = ? AND raw_digest = ? AND mailbox = ? ORDER BY id LIMIT 16
        ) ORDER BY ticket IS NULL, id LIMIT 1
        """, [sameness, inquiry.rawDigest, mailbox], row)
    }
    if let ticket = found?.ticket { found?.ticket = try connection.survivor(of: ticket) }
    return found
  }

  /// Looks up the message's own id: mail of ours that bears it, else the ticket of incoming mail that does.
  private func ownID(
    _ messageID: String, _ key: Int64, _ isInLedger: Bool, into knowledge: inout Knowledge
  ) throws -> TicketID? {
    knowledge.ownMessage = try connection.first(
      """
      SELECT ticket, text_digest FROM message INDEXED BY message_ours
      WHERE message_key = ? AND kind = 'outgoing' AND message_id = ? LIMIT 1
      """, [key, messageID]
    ) { OwnMessage(ticket: TicketID($0[0]), textDigest: $0.bytes(1) ?? []) }
    if let ours = knowledge.ownMessage { return ours.ticket }
    return isInLedger ? try incomingBearer(of: messageID, key) : nil
  }

  /// The ticket of the stored message that bears an id: ours first, since nobody can have known it before.
  private func bearer(of messageID: String, _ key: Int64) throws -> TicketID? {
    let ours = try connection.first(
      """
      SELECT ticket FROM message INDEXED BY message_ours
      WHERE message_key = ? AND kind = 'outgoing' AND message_id = ? LIMIT 1
      """, [key, messageID]
    ) { TicketID($0[0]) }
    return try ours ?? incomingBearer(of: messageID, key)
  }

  /// The ticket of the earliest incoming message that bears an id, among the first few of those that share it.
  private func incomingBearer(of messageID: String, _ key: Int64) throws -> TicketID? {
    try connection.first(
      """
      SELECT message.ticket FROM (
        SELECT min(message) AS earliest FROM (
          SELECT message, message_id FROM intake INDEXED BY intake_identity
          WHERE message_key = ? AND sameness IS NOT NULL AND message IS NOT NULL LIMIT 16
        ) WHERE message_id = ?
      ) JOIN message ON message.id = earliest
      """, [key, messageID]
    ) { TicketID($0[0]) }
  }

  private func followReferences(_ inquiry: Inquiry, _ senders: Senders, into knowledge: inout Knowledge) throws {
    for reference in inquiry.references.prefix(Inquiry.mostReferences) {
      let key = MessageKey.of(reference)
      if let ticket = try bearer(of: reference, key) {
        knowledge.ticketOfReference[reference] = try knownTicket(ticket, senders)
      } else {
        for sibling in try tickets(naming: key, senders)
        where !knowledge.siblings.contains(where: { $0.id == sibling.id }) {
          knowledge.siblings.append(sibling)
        }
      }
    }
  }

  /// The tickets whose incoming mail names an id, each survivor once.
  private func tickets(naming key: Int64, _ senders: Senders) throws -> [KnownTicket] {
    let ids = try connection.all(
      """
      SELECT DISTINCT coalesce(ticket.merged_into, ticket.id) FROM (
        SELECT ticket FROM reference WHERE key = ? ORDER BY ticket LIMIT 64
      ) AS named JOIN ticket ON ticket.id = named.ticket
      """, [key]
    ) { TicketID($0[0]) }
    return try ids.sorted().compactMap { try knownTicket($0, senders) }
  }

  private func knownTicket(_ id: TicketID, _ senders: Senders) throws -> KnownTicket? {
    guard let survivor = try connection.survivor(of: id) else { return nil }
    var found = try connection.first(
      """
      SELECT ticket.status, ticket.priority, ticket.priority_source, message.message_id, message.refers_to,
        ticket.requester, CASE WHEN message.kind = 'incoming' THEN coalesce(message.sent_at, message.at) END
      FROM ticket LEFT JOIN message ON message.id = ticket.root WHERE ticket.id = ?
      """, [survivor.number]
    ) { row in
      let requester: Int64? = row[5]
      return KnownTicket(
        id: survivor, status: Status(rank: row[0]) ?? .new, priority: Priority(rank: row[1]) ?? .medium,
        prioritySource: Priority.Source(rawValue: row[2]) ?? .queue, senderTakesPart: senders.isOperator,
        senderIsRequester: requester.map(senders.people.contains) ?? false, rootMessageID: row[3],
        rootReferences: (row[4] as String?).map(ColumnJSON.strings(from:)) ?? [], rootSentAt: row.instant(6))
    }
    if found?.senderIsRequester == true {
      found?.senderTakesPart = true
      found?.senderIsInvited = true
    }
    for person in senders.people where found?.senderIsInvited == false {
      let (takesPart, isInvited) = try part(of: person, in: survivor)
      if takesPart { found?.senderTakesPart = true }
      if isInvited { found?.senderIsInvited = true }
    }
    return found
  }

  private func part(of person: Int64, in ticket: TicketID) throws -> (takesPart: Bool, isInvited: Bool) {
    let isNewcomer = try connection.first(
      "SELECT is_newcomer FROM watcher WHERE ticket = ? AND person = ?", [ticket.number, person]
    ) { $0[0] as Bool }
    if let isNewcomer { return (true, !isNewcomer) }
    let hasWritten = try connection.exists(
      "SELECT 1 FROM message INDEXED BY message_ticket WHERE ticket = ? AND sender = ? LIMIT 1",
      [ticket.number, person])
    return (hasWritten, hasWritten)
  }

  private func outboxRows(for inquiry: Inquiry) throws -> [KnownOutboxRow] {
    let row: (Row) -> KnownOutboxRow = {
      KnownOutboxRow(id: $0[0], ticket: TicketID($0[1]), recipient: EmailAddress($0[2]), messageID: $0[3])
    }
    let select = """
      SELECT outbox.id, outbox.ticket, outbox.recipient, message.message_id FROM outbox
      JOIN message ON message.id = outbox.message
      """
    var rows: [KnownOutboxRow] = []
    if let id = inquiry.bounceRow {
      rows += try connection.all(select + " WHERE outbox.id = ? AND message.message_id IS NOT NULL", [id], row)
    }
    for messageID in inquiry.returnedMessageIDs.prefix(Inquiry.mostReferences) {
      let mail = try connection.first(
        """
        SELECT ticket, id FROM message INDEXED BY message_ours
        WHERE message_key = ? AND kind = 'outgoing' AND message_id = ? LIMIT 1
        """, [MessageKey.of(messageID), messageID]
      ) { (ticket: $0[0] as Int64, id: $0[1] as Int64) }
      guard let mail else { continue }
      let found = try connection.all(
        select + " WHERE outbox.ticket = ? AND outbox.message = ? LIMIT 1000", [mail.ticket, mail.id], row)
      rows += found.filter { new in !rows.contains { $0.id == new.id } }
    }
    return rows
  }

  private func similarNotices(_ inquiry: Inquiry) throws -> Int {
    let since = Instant(microseconds: now.microseconds - Span.hours(1).microseconds).microseconds
    func count(_ index: String, _ column: String, _ key: Int64) throws -> Int64 {
      try connection.integer(
        """
        SELECT count(*) FROM (
          SELECT 1 FROM outbox INDEXED BY \(index)
          WHERE kind = 'received' AND \(column) = ? AND created_at > ? LIMIT 1000
        )
        """, [key, since]) ?? 0
    }
    let bySubject = try count("outbox_subject", "subject_key", inquiry.subjectKey)
    return Int(max(bySubject, try count("outbox_text", "text_key", inquiry.textKey)))
  }
}
