package import Desk

extension TicketStore {
  /// The next tickets whose due time has passed, oldest due first within each lane; `walk` then stands behind them.
  ///
  /// Each lane is one range of the index over lanes and due times, from where the walk stands: what was passed before is
  /// not read again, however much of it there is.
  package func overdueTickets(after walk: inout OverdueWalk, limit: Int) throws -> [TicketID] {
    let now = now().microseconds
    var places = walk.places
    let found = try read { connection in
      var found: [TicketID] = []
      for lane in Lane.all(.unfinished, nil) where lane.status.isActive && found.count < limit {
        let place = places[lane.number] ?? OverdueWalk.Place(due: .min, id: .min)
        let rows = try connection.all(
          """
          SELECT id, due FROM ticket INDEXED BY ticket_lane
          WHERE lane = ? AND due < ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT ?
          """, [lane.number, now, place.due, place.id, limit - found.count]
        ) { OverdueWalk.Place(due: $0[1], id: $0[0]) }
        if let last = rows.last { places[lane.number] = last }
        found += rows.map { TicketID($0.id) }
      }
      return found
    }
    walk.places = places
    return found
  }

  /// The overdue tickets among those that have changed since an event, and the event up to which that was looked at.
  ///
  /// A change may put a due time into the past, where a walk has been already.
  package func overdueTickets(
    changedAfter sequence: Int64, limit: Int
  ) throws -> (tickets: [TicketID], upTo: Int64) {
    let now = now().microseconds
    return try read { connection in
      let newest = try connection.integer("SELECT max(sequence) FROM event") ?? 0
      let last = min(newest, sequence + Int64(limit))
      guard last > sequence else { return ([], sequence) }
      let tickets = try connection.all(
        """
        SELECT DISTINCT ticket.id FROM event CROSS JOIN ticket ON ticket.id = event.ticket
        WHERE event.sequence > ? AND event.sequence <= ? AND ticket.status <= 1 AND ticket.due < ?
        """, [sequence, last, now]
      ) { TicketID($0[0]) }
      return (tickets, last)
    }
  }

  /// Whether it has been noted that a ticket passed a due time.
  package func isOverdueNoted(_ due: Instant, of id: TicketID) throws -> Bool {
    try read { try $0.isOverdueNoted(due, of: id) }
  }
}

extension Transaction {
  /// Whether it has been noted that a ticket passed a due time, in this transaction or before.
  package func isOverdueNoted(_ due: Instant, of id: TicketID) throws -> Bool {
    try connection.isOverdueNoted(due, of: id)
  }
}

extension Connection {
  fileprivate func isOverdueNoted(_ due: Instant, of id: TicketID) throws -> Bool {
    let texts = try all(
      """
      SELECT event_detail.details FROM event INDEXED BY event_ticket
        JOIN event_detail ON event_detail.sequence = event.sequence
      WHERE event.ticket = ? AND event.kind = 'overdue'
      """, [id.number]
    ) { $0[0] as String }
    return texts.contains { text in
      ColumnJSON.details(from: text).contains { $0.name == "due" && $0.value == due.description }
    }
  }
}

/// How far a walk over overdue tickets has come, a place a lane.
package struct OverdueWalk: Sendable, Equatable {
  struct Place: Sendable, Equatable {
    var due: Int64
    var id: Int64
  }

  var places: [Int: Place] = [:]

  package init() {}
}
