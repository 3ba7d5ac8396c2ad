import Desk

/// The shape in which tickets are read.
enum TicketRow {
  private static let select = """
    SELECT ticket.id, (SELECT name FROM queue WHERE id = ticket.queue), ticket.subject, ticket.status,
      ticket.priority, ticket.priority_source, ticket.requester_name, ticket.requester_address,
      (SELECT name FROM operator WHERE id = ticket.assignee), ticket.messages, ticket.created_at, ticket.updated_at,
      ticket.first_response_due, ticket.resolve_due, ticket.first_responded_at, ticket.resolved_at,
      ticket.closed_at, ticket.pending_since, ticket.merged_into,
      (SELECT group_concat(tag.name, char(31)) FROM tag WHERE tag.ticket = ticket.id)
    FROM ticket
    """

  static let byID = select + " WHERE ticket.id = ?"

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
}

extension Connection {
  /// The ticket with a number, not followed when it is merged.
  func ticket(_ id: TicketID) throws -> Ticket? {
    try first(TicketRow.byID, [id.number], TicketRow.ticket)
  }

  /// The ticket that a merged one went into, itself otherwise; nil when there is none.
  ///
  /// One step is enough: a merge points all that were merged before to the survivor.
  func survivor(of id: TicketID) throws -> TicketID? {
    try first("SELECT coalesce(merged_into, id) FROM ticket WHERE id = ?", [id.number]) { TicketID($0[0]) }
  }
}
