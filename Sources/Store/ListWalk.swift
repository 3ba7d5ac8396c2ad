import Desk

/// A ticket's place in a listing, as its order compares them.
struct Place: Comparable {
  var group = 0
  var key: Int64 = 0
  /// The ticket's number; its complement where the newest comes first.
  var number: Int64

  static func < (left: Place, right: Place) -> Bool {
    (left.group, left.key, left.number) < (right.group, right.key, right.number)
  }
}

/// Places in order, as far as they were looked for.
struct Stretch {
  var places: [Place] = []
  /// What lies beyond this place has not been looked at; nil when nothing does.
  var end: Place?

  /// Two stretches as one: known as far as both are.
  func merged(with other: Stretch) -> Stretch {
    guard !places.isEmpty || end != nil else { return other }
    guard !other.places.isEmpty || other.end != nil else { return self }
    let end = [end, other.end].compactMap(\.self).min()
    var merged: [Place] = []
    merged.reserveCapacity(places.count + other.places.count)
    var (i, j) = (0, 0)
    while i < places.count || j < other.places.count {
      let next: Place
      if j == other.places.count || (i < places.count && places[i] < other.places[j]) {
        next = places[i]
        i += 1
      } else {
        next = other.places[j]
        j += 1
      }
      if let end, next > end { break }
      merged.append(next)
    }
    return Stretch(places: merged, end: end)
  }
}

/// A walk through a listing from where a page ended, as far as the next one needs.
///
/// Each group of an order is a few ordered ranges of one index, merged and cut at the limit: nothing is sorted, and what
/// lies beyond the limit is not read. Nor are more than `budget` rows looked at when few of them fit.
struct ListWalk {
  private let connection: Connection
  private let query: ListQuery
  private let order: TicketFilter.Order
  private let lanes: [Lane]
  private let groups: [LaneGroup]
  private let overdueOnly: Bool
  private let after: Place?
  private let limit: Int
  private var budget: Int

  init(
    _ filter: TicketFilter, _ query: ListQuery, lanes: [Lane], asOf: Instant, limit: Int, budget: Int,
    on connection: Connection
  ) {
    self.connection = connection
    self.query = query
    self.lanes = lanes
    self.limit = limit
    self.budget = budget
    order = filter.order
    overdueOnly = filter.overdueOnly
    groups = LaneGroup.byUrgency(lanes, now: asOf, overdueOnly: filter.overdueOnly)
    after = filter.after.map { Place(group: $0.group, key: $0.key, number: $0.number) }
  }

  /// The places of a page.
  mutating func page() throws -> Stretch {
    var page: Stretch
    switch order {
    case .urgency: page = try byUrgency()
    case .newest, .oldest: page = try byNumber()
    case .updated: page = try byChange()
    }
    if page.places.count > limit {
      page.places.removeLast(page.places.count - limit)
      page.end = page.places.last
    }
    return page
  }

  /// The number of the ticket at a place.
  func ticket(at place: Place) -> TicketID {
    TicketID(order == .newest || order == .updated ? ~place.number : place.number)
  }

  private mutating func byUrgency() throws -> Stretch {
    var found = Stretch()
    for group in groups where group.rank >= after?.group ?? 0 {
      var stretch = Stretch()
      let share = share(of: group.lanes.count)
      for lane in group.lanes {
        let ranges = self.ranges(lane, group)
        let places = try walk(ranges, limit: limit + 1 - found.places.count, share) { key, id in
          Place(group: group.rank, key: key, number: id)
        }
        stretch = stretch.merged(with: places)
      }
      found.places += stretch.places
      found.end = stretch.end
      if found.end != nil || found.places.count > limit { break }
    }
    return found
  }

  /// A lane's part of a group, beyond the place of the page before: the rest of those due at the same moment first.
  private func ranges(_ lane: Lane, _ group: LaneGroup) -> [ListQuery.Range] {
    guard let after, after.group == group.rank else { return [query.lane(lane, due: group.due)] }
    guard group.due.contains(after.key) else {
      return after.key < group.due.lowerBound ? [query.lane(lane, due: group.due)] : []
    }
    let rest = query.lane(lane, due: after.key, beyond: after.number)
    guard after.key < group.due.upperBound else { return [rest] }
    return [rest, query.lane(lane, due: (after.key + 1)...group.due.upperBound)]
  }

  /// By number: finished lanes are ranges in that order, the active ones have an index of their own; what a filter leaves
  /// of those is few enough to be looked at whole.
  private mutating func byNumber() throws -> Stretch {
    let isDescending = order == .newest
    let beyond = after.map { isDescending ? ~$0.number : $0.number } ?? (isDescending ? .max : .min)
    func place(_ key: Int64, _ id: Int64) -> Place { Place(number: isDescending ? ~id : id) }
    var found = Stretch()
    let active = lanes.filter(\.status.isActive)
    let share = share(of: lanes.count)
    if query.walksAll && !overdueOnly {
      for status in Status.allCases where active.contains(where: { $0.status == status }) {
        let range = query.active(status, lanes: active, beyond: beyond, descending: isDescending)
        found = found.merged(with: try walk([range], limit: limit + 1, share, place))
      }
    } else {
      found = try collect(active, place)
    }
    for lane in lanes where !lane.status.isActive && !overdueOnly {
      let range = query.lane(lane, due: LaneGroup.never, beyond: beyond, descending: isDescending)
      found = found.merged(with: try walk([range], limit: limit + 1, share, place))
    }
    return found
  }

  private mutating func byChange() throws -> Stretch {
    func place(_ moment: Int64, _ id: Int64) -> Place { Place(key: ~moment, number: ~id) }
    if overdueOnly { return try collect(lanes.filter(\.status.isActive), place) }
    if query.isNarrow { return try collect(lanes, place) }
    guard let after else {
      return try walk([query.updated(before: .max, lanes: lanes)], limit: limit + 1, budget, place)
    }
    let rest = query.updated(at: ~after.key, beyond: ~after.number, lanes: lanes)
    return try walk([rest, query.updated(before: ~after.key, lanes: lanes)], limit: limit + 1, budget, place)
  }

  /// What each of the ranges that are merged may spend: the next page goes on where the first of them stopped, so that
  /// none may leave nothing to the others.
  private func share(of ranges: Int) -> Int { max(1, budget / max(1, ranges)) }

  /// Steps through ranges one after the other until there are enough places, or the share is spent.
  private mutating func walk(
    _ ranges: [ListQuery.Range], limit: Int, _ share: Int, _ place: (Int64, Int64) -> Place
  ) throws -> Stretch {
    var found = Stretch()
    var seen = 0
    for range in ranges where found.places.count < limit && found.end == nil {
      try connection.each(range.sql, range.arguments) { row in
        let here = place(row[0], row[1])
        seen += 1
        if row[2] { found.places.append(here) }
        if seen >= share { found.end = here }
        return found.places.count < limit && seen < share
      }
    }
    budget -= seen
    return found
  }

  /// All of some lanes, then in order: for what is known to be few.
  private func collect(_ lanes: [Lane], _ place: (Int64, Int64) -> Place) throws -> Stretch {
    let due = overdueOnly ? groups.first?.due : Int64.min...LaneGroup.never
    guard let due else { return Stretch() }
    var places: [Place] = []
    for lane in lanes {
      let range = order == .updated ? query.changes(lane, due: due) : query.lane(lane, due: due)
      try connection.each(range.sql, range.arguments) { row in
        let here = place(row[0], row[1])
        if row[2], after.map({ $0 < here }) ?? true { places.append(here) }
        return true
      }
    }
    return Stretch(places: places.sorted())
  }
}
