import Desk

/// Which tickets a program asks for.
enum TicketQuery {
  static let parameters = [
    "status", "priority", "assignee", "mine", "unassigned", "queue", "requester", "tag", "overdue", "since", "until",
    "sort", "limit", "cursor",
  ]

  private static let statusWords = Status.allCases.map(\.rawValue) + ["all"]

  /// - Throws: `Problem` with all that is wrong with the query.
  static func filter(_ query: inout QueryReader, mine name: String) throws(Problem) -> TicketFilter {
    var filter = TicketFilter()
    if let words = query.choices("status", among: statusWords) {
      filter.statuses = words.contains("all") ? .all : .only(Set(words.compactMap(Status.init(rawValue:))))
    }
    filter.priority = query.choice("priority")
    filter.assignee = query.text("assignee", TextLimit.name)
    if query.flag("mine") { filter.assignee = name }
    filter.unassignedOnly = query.flag("unassigned")
    filter.queue = query.text("queue", TextLimit.name)
    filter.requester = query.text("requester", TextLimit.address).map { EmailAddress($0) }
    filter.tag = query.text("tag", TextLimit.name)?.lowercased()
    filter.overdueOnly = query.flag("overdue")
    filter.since = query.instant("since")
    filter.until = query.instant("until")
    filter.order = query.choice("sort") ?? .urgency
    filter.limit = query.limit()
    let cursor = query.text("cursor")
    try query.check()
    filter.after = try cursor.map { text throws(Problem) in try Self.cursor(text, walking: .list(filter.order)) }
    return filter
  }

  /// Where the page before ended; one of another walk would begin anywhere.
  ///
  /// - Throws: `Problem` with `badCursor`.
  static func cursor(_ text: String, walking walk: TicketCursor.Walk) throws(Problem) -> TicketCursor {
    guard let cursor = TicketCursor(parsing: text), cursor.walk == walk else { throw .badCursor }
    return cursor
  }
}
