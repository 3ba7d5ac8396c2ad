package import Desk

extension TicketStore {
  /// The tickets with a message that holds all of `words`, newest message first.
  ///
  /// - Parameter filter: which of them are shown; its order is not used, its limit is how many are shown.
  package func search(_ words: String, filter: TicketFilter) throws -> [Ticket] {
    guard let query = SearchText.query(words) else { return [] }
    let limit = filter.limit > 0 ? filter.limit : Int.max
    let now = now()
    return try read { connection in
      var met: Set<Int64> = []
      var found: [Ticket] = []
      // The index hands its hits out newest first, so that the walk ends with the page.
      try connection.each(
        """
        SELECT message.ticket FROM search CROSS JOIN message ON message.id = search.rowid
        WHERE search MATCH ? ORDER BY search.rowid DESC
        """, [query]
      ) { row in
        let number: Int64 = row[0]
        if met.insert(number).inserted, let ticket = try connection.ticket(TicketID(number)),
          filter.shows(ticket, now: now)
        {
          found.append(ticket)
        }
        return found.count < limit
      }
      return found
    }
  }

  /// The tickets with a message that holds all of `words`, whatever their status, newest message first.
  package func search(_ words: String, limit: Int) throws -> [Ticket] {
    var filter = TicketFilter()
    filter.statuses = .all
    filter.limit = limit
    return try search(words, filter: filter)
  }
}

extension TicketFilter {
  /// Whether a ticket is among those that the filter shows.
  fileprivate func shows(_ ticket: Ticket, now: Instant) -> Bool {
    let hasStatus =
      switch statuses {
      case .unfinished: ticket.status != .closed
      case .all: true
      case .only(let chosen): chosen.contains(ticket.status) && ticket.mergedInto == nil
      }
    guard hasStatus, !overdueOnly || ticket.isOverdue(at: now) else { return false }
    if let priority, ticket.priority != priority { return false }
    if unassignedOnly, ticket.assignee != nil { return false }
    if !unassignedOnly, let assignee, ticket.assignee != assignee { return false }
    if let queue, ticket.queue != queue { return false }
    if let requester, ticket.requester.address != requester { return false }
    if let tag, !ticket.tags.contains(tag) { return false }
    if let since, ticket.createdAt < since { return false }
    return true
  }
}
