package import Desk

extension TicketStore {
  /// The tickets that a filter shows, in its order.
  ///
  /// Each group of the urgency order is a few ordered ranges of one index, merged and cut at the limit: nothing is
  /// sorted, and what lies beyond the limit is not read.
  package func list(_ filter: TicketFilter) throws -> TicketPage {
    let now = now()
    return try read { try $0.list(filter, now: now) }
  }

  /// The ticket with a number, not followed when it is merged; nil when there is none.
  package func ticket(_ id: TicketID) throws -> Ticket? { try read { try $0.ticket(id) } }

  /// The ties of a ticket, either way round.
  package func links(of id: TicketID) throws -> [TicketLink] { try read { try $0.links(of: id) } }
}

extension Connection {
  func list(_ filter: TicketFilter, now: Instant) throws -> TicketPage {
    let lanes = Lane.all(filter.statuses, filter.priority)
    guard !lanes.isEmpty, let query = try ListQuery(filter, on: self) else {
      return TicketPage(tickets: [], total: 0, overdue: 0)
    }
    let limit = filter.limit > 0 ? filter.limit : Int.max
    let groups = LaneGroup.byUrgency(lanes, now: now, overdueOnly: filter.overdueOnly)
    let ids =
      if filter.order == .urgency {
        try inOrder(groups, query, limit: limit).map(\.id)
      } else if filter.overdueOnly || (query.isNarrow && filter.order != .updated) {
        try byNumber(groups, query, filter.order, limit: limit)
      } else {
        try all(query.walkSQL(filter.order, lanes: lanes), query.walkArguments(limit: limit)) { $0[0] as Int64 }
      }
    return TicketPage(
      tickets: try ids.compactMap { try ticket(TicketID($0)) },
      total: try total(filter, lanes),
      overdue: try overdue(lanes, query, now: now))
  }

  /// A ticket's place within its group.
  private struct Place: Comparable {
    var due: Int64
    var id: Int64

    static func < (left: Place, right: Place) -> Bool { (left.due, left.id) < (right.due, right.id) }
  }

  private func inOrder(_ groups: [LaneGroup], _ query: ListQuery, limit: Int) throws -> [Place] {
    var found: [Place] = []
    for group in groups where found.count < limit {
      var merged: [Place] = []
      for lane in group.lanes {
        let places = try all(
          query.laneSQL, query.laneArguments(lane, group.due, limit: limit - found.count)
        ) { Place(due: $0[1], id: $0[0]) }
        merged = Self.merge(merged, places, limit: limit - found.count)
      }
      found += merged
    }
    return found
  }

  private static func merge(_ left: [Place], _ right: [Place], limit: Int) -> [Place] {
    guard !left.isEmpty else { return right }
    guard !right.isEmpty else { return left }
    var result: [Place] = []
    result.reserveCapacity(min(limit, left.count + right.count))
    var (i, j) = (0, 0)
    while result.count < limit, i < left.count || j < right.count {
      if j == right.count || (i < left.count && left[i] < right[j]) {
        result.append(left[i])
        i += 1
      } else {
        result.append(right[j])
        j += 1
      }
    }
    return result
  }

  /// For a filter that names few tickets: all of them, then by number.
  private func byNumber(
    _ groups: [LaneGroup], _ query: ListQuery, _ order: TicketFilter.Order, limit: Int
  ) throws -> [Int64] {
    let ids = try inOrder(groups, query, limit: .max).map(\.id)
    if order == .updated {
      let changed = try ids.map { id in
        Place(due: try integer("SELECT updated_at FROM ticket WHERE id = ?", [id]) ?? 0, id: id)
      }
      return changed.sorted(by: >).prefix(limit).map(\.id)
    }
    return Array((order == .newest ? ids.sorted(by: >) : ids.sorted()).prefix(limit))
  }

  /// From the kept counts where nothing but status and priority filters; nil where it would have to be counted.
  private func total(_ filter: TicketFilter, _ lanes: [Lane]) throws -> Int? {
    var plain = TicketFilter()
    plain.statuses = filter.statuses
    plain.priority = filter.priority
    plain.order = filter.order
    plain.limit = filter.limit
    guard filter == plain else { return nil }
    let counts = try tallies(withPrefix: "lane:")
    return lanes.reduce(0) { $0 + (counts[String($1.number)] ?? 0) }
  }

  private func overdue(_ lanes: [Lane], _ query: ListQuery, now: Instant) throws -> Int {
    let groups = LaneGroup.byUrgency(lanes, now: now, overdueOnly: true)
    return try groups.reduce(0) { sum, group in
      try group.lanes.reduce(sum) { sum, lane in
        sum + Int(try integer(query.countSQL, query.countArguments(lane, group.due)) ?? 0)
      }
    }
  }
}
