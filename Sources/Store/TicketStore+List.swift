package import Desk

extension TicketStore {
  /// The tickets that a filter shows, in its order, whatever it costs to find them.
  ///
  /// - Throws: `Refusal` with `badValue` for a cursor of another order; `StoreError`.
  package func list(_ filter: TicketFilter) throws -> TicketPage {
    let now = now()
    return try read { try $0.list(filter, now: now) }
  }

  /// The ticket with a number, not followed when it is merged; nil when there is none.
  package func ticket(_ id: TicketID) throws -> Ticket? { try read { try $0.ticket(id) } }

  /// The ties of a ticket, either way round.
  package func links(of id: TicketID) throws -> [TicketLink] { try read { try $0.links(of: id) } }
}

/// What a walk through a listing found.
struct Listing {
  var ids: [TicketID] = []
  var next: TicketCursor?
  var lanes: [Lane]
  /// Nil where the filter names nobody that there is.
  var query: ListQuery?
  var asOf: Instant
}

extension Connection {
  func list(_ filter: TicketFilter, now: Instant) throws -> TicketPage {
    let listing = try listing(filter, now: now, budget: .max)
    return TicketPage(
      tickets: try tickets(listing.ids), total: try total(filter, listing.lanes),
      overdue: try overdue(listing, atMost: .max).count, next: listing.next)
  }

  func listing(_ filter: TicketFilter, now: Instant, budget: Int) throws -> Listing {
    if let after = filter.after, after.walk != .list(filter.order) {
      throw Refusal(
        .badValue, "this link continues a list in another order", advice: "begin at its first page again")
    }
    let asOf = filter.after.map { $0.moment(at: now) } ?? now
    var listing = Listing(lanes: Lane.all(filter.statuses, filter.priority), asOf: asOf)
    guard !listing.lanes.isEmpty, let query = try ListQuery(filter, on: self) else { return listing }
    listing.query = query
    let limit = filter.limit > 0 ? filter.limit : Int.max - 1
    var walk = ListWalk(filter, query, lanes: listing.lanes, asOf: asOf, limit: limit, budget: budget, on: self)
    let page = try walk.page()
    listing.ids = page.places.map { walk.ticket(at: $0) }
    listing.next = page.end.map { end in
      TicketCursor(
        walk: .list(filter.order), asOf: asOf, group: end.group, key: end.key, number: end.number,
        shown: (filter.after?.shown ?? 0).addingReportingOverflow(page.places.count).partialValue)
    }
    return listing
  }

  /// From the kept counts where one of them is asked for; nil where it would have to be counted.
  func total(_ filter: TicketFilter, _ lanes: [Lane]) throws -> Int? {
    guard filter.requester == nil, filter.tag == nil, !filter.overdueOnly, !filter.withAttachment,
      filter.since == nil, filter.until == nil
    else { return nil }
    if filter.queue == nil, filter.assignee == nil, !filter.unassignedOnly {
      let counts = try tallies(withPrefix: "lane:")
      return lanes.reduce(0) { $0 + (counts[String($1.number)] ?? 0) }
    }
    guard filter.statuses == .unfinished, filter.priority == nil else { return nil }
    let assignee = filter.unassignedOnly ? nil : filter.assignee
    guard let queue = filter.queue else {
      guard let assignee else { return try tallies(withPrefix: "idle:").values.reduce(0, +) }
      return try operatorID(assignee).map { try tally("assignee:\($0)") } ?? 0
    }
    guard assignee == nil else { return nil }
    let number = try integer("SELECT id FROM queue WHERE name = ?", [queue])
    return try number.map { try tally(filter.unassignedOnly ? "idle:\($0)" : "queue:\($0)") } ?? 0
  }

  /// How many of those that a filter shows are overdue.
  func overdue(_ listing: Listing, atMost limit: Int) throws -> (count: Int, isMore: Bool) {
    guard let query = listing.query else { return (0, false) }
    return try overdue(listing.lanes, query, before: listing.asOf, atMost: limit)
  }

  func overdue(_ lanes: [Lane], _ query: ListQuery, before moment: Instant, atMost limit: Int) throws -> (
    count: Int, isMore: Bool
  ) {
    var count = 0
    var left = limit
    for lane in lanes where lane.status.isActive {
      // One more than may be counted says that there are more.
      let range = query.counted(lane, dueBefore: moment.microseconds, atMost: left == .max ? left : left + 1)
      let (seen, fitting) = try first(range.sql, range.arguments) { ($0[0] as Int, $0[1] as Int) } ?? (0, 0)
      count += fitting
      if seen > left { return (min(count, limit), true) }
      left -= seen
    }
    return (count, false)
  }

  func tally(_ name: String) throws -> Int {
    Int(try integer("SELECT count FROM tally WHERE name = ?", [name]) ?? 0)
  }
}

extension TicketCursor {
  /// By when the groups of the next page are made: as for the first page, unless that was long ago.
  fileprivate func moment(at now: Instant) -> Instant {
    asOf <= now && now.since(asOf) < .days(1) ? asOf : now
  }
}
