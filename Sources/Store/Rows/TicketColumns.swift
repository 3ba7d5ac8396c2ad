import Desk

/// The shape in which tickets are read.
enum TicketColumns {
  private static let columns = """
    ticket.id, (SELECT name FROM queue WHERE id = ticket.queue), ticket.subject, ticket.status,
      ticket.priority, ticket.priority_source, ticket.requester_name, ticket.requester_address,
      (SELECT name FROM operator WHERE id = ticket.assignee), ticket.messages, ticket.created_at, ticket.updated_at,
      ticket.first_response_due, ticket.resolve_due, ticket.first_responded_at, ticket.resolved_at,
      ticket.closed_at, ticket.pending_since, ticket.merged_into,
      (SELECT group_concat(tag.name, char(31)) FROM tag WHERE tag.ticket = ticket.id)
    """

  static let byID = "SELECT \(columns) FROM ticket WHERE ticket.id = ?"

  /// Those whose numbers are the argument, a JSON array, in its order.
  static let byIDs = "SELECT \(columns) FROM json_each(?1) AS wanted CROSS JOIN ticket ON ticket.id = wanted.value"

  /// The same and what a row shows beside each, to the eyes of an operator by id and name, the arguments behind.
  ///
  /// Undelivered is what failed for somebody who has got nothing since.
  static let rowsByIDs = """
    SELECT \(columns), coalesce(ticket.words, ''), ticket.attachments > 0,
      ?2 IS NOT NULL AND (
        coalesce(ticket.heard, 0) > coalesce(read_mark.message, 0)
        OR (coalesce(ticket.noted, 0) > coalesce(read_mark.message, 0) AND EXISTS (
          SELECT 1 FROM message INDEXED BY message_ticket
          WHERE message.ticket = ticket.id AND message.id > coalesce(read_mark.message, 0) AND message.kind = 'note'
            AND message.author IS NOT ?3))),
      EXISTS (
        SELECT 1 FROM outbox AS lost INDEXED BY outbox_undelivered
        WHERE lost.ticket = ticket.id AND lost.state = 'failed' AND NOT EXISTS (
          SELECT 1 FROM outbox INDEXED BY outbox_ticket WHERE outbox.ticket = lost.ticket AND outbox.id > lost.id
            AND outbox.normal = lost.normal AND outbox.state = 'sent')),
      EXISTS (
        SELECT 1 FROM watcher INDEXED BY watcher_newcomer WHERE watcher.ticket = ticket.id AND watcher.is_newcomer = 1)
    FROM json_each(?1) AS wanted CROSS JOIN ticket ON ticket.id = wanted.value
      LEFT JOIN read_mark ON read_mark.operator = ?2 AND read_mark.ticket = ticket.id
    """

  static func ticket(_ row: Row) -> Ticket {
    let tags = (row[19] as String?)?.split(separator: "\u{1F}").map(String.init).sorted() ?? []
    return Ticket(
      id: TicketID(row[0]), queue: row[1], subject: row[2], status: Status(rank: row[3]) ?? .new,
      priority: Priority(rank: row[4]) ?? .medium, prioritySource: Priority.Source(rawValue: row[5]) ?? .queue,
      requester: Person(name: row[6], address: (row[7] as String?).map { EmailAddress($0) }), assignee: row[8],
      tags: tags, messages: row[9], createdAt: Instant(microseconds: row[10]),
      updatedAt: Instant(microseconds: row[11]),
      firstResponseDue: row.instant(12), resolveDue: row.instant(13), firstRespondedAt: row.instant(14),
      resolvedAt: row.instant(15), closedAt: row.instant(16), pendingSince: row.instant(17), mergedInto: row.ticket(18))
  }

  static func row(_ row: Row) -> TicketRow {
    TicketRow(
      ticket: ticket(row), words: row[20], isUnread: row[22], hasAttachment: row[21], isUndelivered: row[23],
      hasNewcomer: row[24])
  }
}

extension Connection {
  /// The ticket with a number, not followed when it is merged.
  func ticket(_ id: TicketID) throws -> Ticket? {
    try first(TicketColumns.byID, [id.number], TicketColumns.ticket)
  }

  /// The tickets with these numbers, in this order; a number that no ticket has is passed over.
  func tickets(_ ids: [TicketID]) throws -> [Ticket] {
    try all(TicketColumns.byIDs, [ColumnJSON.numbers(ids.map(\.number))], TicketColumns.ticket)
  }

  /// The same as rows, to the eyes of an operator.
  func rows(_ ids: [TicketID], for reader: Reader?) throws -> [TicketRow] {
    let numbers = ColumnJSON.numbers(ids.map(\.number))
    return try all(TicketColumns.rowsByIDs, [numbers, reader?.id, reader?.name], TicketColumns.row)
  }

  /// The ticket that a merged one went into, itself otherwise; nil when there is none.
  ///
  /// One step is enough: a merge points all that were merged before to the survivor.
  func survivor(of id: TicketID) throws -> TicketID? {
    try first("SELECT coalesce(merged_into, id) FROM ticket WHERE id = ?", [id.number]) { TicketID($0[0]) }
  }
}
