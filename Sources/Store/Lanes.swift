import Desk

/// Where a ticket stands in the lists: its status and priority as one number, stored in the order of the index.
struct Lane: Hashable {
  let number: Int

  init(_ status: Status, _ priority: Priority) {
    number = status.rank * 3 + priority.rank
  }

  private init(merged priority: Priority) {
    number = 15 + priority.rank
  }

  /// The lanes that a listing's statuses and priority leave.
  static func all(_ statuses: TicketFilter.Statuses, _ priority: Priority?) -> [Lane] {
    let priorities = priority.map { [$0] } ?? Priority.allCases
    let shown: [Status] =
      switch statuses {
      case .unfinished: Status.allCases.filter { $0 != .closed }
      case .all: Status.allCases
      case .only(let chosen): Status.allCases.filter(chosen.contains)
      }
    let lanes = shown.flatMap { status in priorities.map { Lane(status, $0) } }
    return statuses == .all ? lanes + priorities.map(Lane.init(merged:)) : lanes
  }

  var status: Status { Status(rank: number / 3) ?? .closed }
  var isHigh: Bool { number % 3 == Priority.high.rank }
}

/// A stretch of due times in some lanes, merged by due time and number: one group of the urgency order.
struct LaneGroup {
  /// The due time of a ticket whose clock stands still.
  static let never = Int64.max

  /// Where it stands among all groups, whether a filter shows those before it or not.
  var rank: Int
  var lanes: [Lane]
  var due: ClosedRange<Int64>

  /// The groups in order: overdue, high, all else by due time, pending, resolved, and closed with merged.
  ///
  /// In the last three no clock runs, so that their order is by number.
  static func byUrgency(_ lanes: [Lane], now: Instant, overdueOnly: Bool) -> [LaneGroup] {
    let active = lanes.filter(\.status.isActive)
    let late = Int64.min...max(Int64.min, now.microseconds &- 1)
    let running = now.microseconds...never
    var groups = [LaneGroup(rank: 0, lanes: active, due: late)]
    if !overdueOnly {
      groups.append(LaneGroup(rank: 1, lanes: active.filter(\.isHigh), due: running))
      groups.append(LaneGroup(rank: 2, lanes: active.filter { !$0.isHigh }, due: running))
      for (rank, status) in [Status.pending, .resolved, .closed].enumerated() {
        groups.append(
          LaneGroup(rank: 3 + rank, lanes: lanes.filter { $0.status == status }, due: Int64.min...never))
      }
    }
    return groups.filter { !$0.lanes.isEmpty }
  }
}
