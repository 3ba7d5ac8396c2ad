package import Desk

extension Transaction {
  /// Makes a ticket.
  ///
  /// Its lane, due time and counts follow from its values.
  ///
  /// - Throws: `Refusal` with `unknownOperator`; `StoreError`.
  package func insertTicket(_ new: NewTicket) throws -> TicketID {
    let queue = try queueID(new.queue)
    let requester = try new.requester.address.map { try personID($0, name: new.requester.name) }
    let assignee = try new.assignee.map(operatorID)
    try connection.run(
      """
      INSERT INTO ticket (queue, status, priority, priority_source, requester, assignee, created_at, updated_at,
        first_response_due, resolve_due, requester_name, requester_address, subject)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        queue, new.status.rank, new.priority.rank, new.prioritySource.rawValue, requester, assignee,
        new.createdAt.microseconds, now.microseconds, new.firstResponseDue?.microseconds, new.resolveDue?.microseconds,
        new.requester.name, new.requester.address?.original, new.subject,
      ])
    let id = TicketID(connection.insertedID)
    pending.count(ticketIn: Lane(new.status, new.priority), queue: queue, assignee: assignee)
    pending.count(Flow.opened(inQueue: queue), at: new.createdAt)
    if new.status.rank < Status.resolved.rank { pending.count(unfinished: new.priority, of: assignee) }
    for tag in new.tags { try addTag(tag, to: id) }
    return id
  }

  /// The ticket with a number, not followed when it is merged.
  ///
  /// - Throws: `Refusal` with `unknownTicket`.
  package func ticket(_ id: TicketID) throws -> Ticket {
    guard let ticket = try connection.ticket(id) else { throw Refusal(.unknownTicket, "there is no \(id)") }
    return ticket
  }

  /// The ticket that a merged one went into, itself otherwise.
  ///
  /// - Throws: `Refusal` with `unknownTicket`.
  package func survivor(of id: TicketID) throws -> Ticket {
    guard let survivor = try connection.survivor(of: id) else { throw Refusal(.unknownTicket, "there is no \(id)") }
    return try ticket(survivor)
  }

  /// Writes a ticket's values as they are now.
  ///
  /// `messages` is the store's own count and is left alone.
  ///
  /// - Throws: `Refusal` with `unknownTicket` or `unknownOperator`; `StoreError`.
  package func update(_ ticket: Ticket) throws {
    var stored = try self.ticket(ticket.id)
    if stored.tags != ticket.tags { try retag(ticket, from: stored.tags) }
    stored.messages = ticket.messages
    stored.tags = ticket.tags
    guard stored != ticket else { return }
    stored.updatedAt = ticket.updatedAt
    if stored == ticket {
      // The most frequent change by far touches one index instead of all.
      return try connection.run(
        "UPDATE ticket SET updated_at = ? WHERE id = ?", [ticket.updatedAt.microseconds, ticket.id.number])
    }
    try connection.run(
      """
      UPDATE ticket SET queue = ?, status = ?, priority = ?, priority_source = ?, requester = ?, assignee = ?,
        created_at = ?, updated_at = ?, first_response_due = ?, resolve_due = ?, first_responded_at = ?,
        resolved_at = ?, closed_at = ?, pending_since = ?, merged_into = ?, requester_name = ?, requester_address = ?,
        subject = ?
      WHERE id = ?
      """,
      [
        try queueID(ticket.queue), ticket.status.rank, ticket.priority.rank, ticket.prioritySource.rawValue,
        try ticket.requester.address.map { try personID($0, name: ticket.requester.name) },
        try ticket.assignee.map(operatorID), ticket.createdAt.microseconds, ticket.updatedAt.microseconds,
        ticket.firstResponseDue?.microseconds, ticket.resolveDue?.microseconds, ticket.firstRespondedAt?.microseconds,
        ticket.resolvedAt?.microseconds, ticket.closedAt?.microseconds, ticket.pendingSince?.microseconds,
        ticket.mergedInto?.number, ticket.requester.name, ticket.requester.address?.original, ticket.subject,
        ticket.id.number,
      ])
  }

  /// The next SEQ of a ticket's outgoing mail; never given twice.
  package func nextSequence(of id: TicketID) throws -> Int64 {
    let next = try connection.integer(
      "UPDATE ticket SET sequence = sequence + 1 WHERE id = ? RETURNING sequence", [id.number])
    guard let next else { throw Refusal(.unknownTicket, "there is no \(id)") }
    return next
  }

  /// Tickets resolved at or before an instant, oldest first: those that may close by themselves.
  package func ticketsToClose(resolvedBefore instant: Instant, limit: Int) throws -> [TicketID] {
    try connection.all(
      """
      SELECT id FROM ticket INDEXED BY ticket_resolved
      WHERE status = 3 AND resolved_at <= ? ORDER BY resolved_at, id LIMIT ?
      """, [instant.microseconds, limit]
    ) { TicketID($0[0]) }
  }

  private func queueID(_ name: String) throws -> Int64 {
    if let id = known.queues[name] { return id }
    let id: Int64
    if let found = try connection.integer("SELECT id FROM queue WHERE name = ?", [name]) {
      id = found
    } else {
      try connection.run("INSERT INTO queue (name) VALUES (?)", [name])
      id = connection.insertedID
    }
    known.queues[name] = id
    return id
  }
}
