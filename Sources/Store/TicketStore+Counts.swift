import Desk

extension TicketStore {
  /// The counts beside the lists, to the eyes of an operator.
  ///
  /// - Parameter name: an operator's name; nil has none that are mine.
  package func counts(for name: String?) throws -> DeskCounts {
    let now = now()
    return try read { try $0.counts(for: name, now: now) }
  }
}

extension Connection {
  func counts(for name: String?, now: Instant) throws -> DeskCounts {
    let lanes = try tallies(withPrefix: "lane:")
    func sum(_ statuses: TicketFilter.Statuses, _ priority: Priority? = nil) -> Int {
      Lane.all(statuses, priority).reduce(0) { $0 + (lanes[String($1.number)] ?? 0) }
    }
    let queues = try queueCounts()
    let overdue = try overdue(now: now, atMost: TicketStore.mostCounted)
    return DeskCounts(
      unfinished: sum(.unfinished), mine: try reader(name).map { try tally("assignee:\($0.id)") } ?? 0,
      unassigned: queues.reduce(0) { $0 + $1.unassigned }, overdue: overdue.count, overdueIsMore: overdue.isMore,
      high: sum(.unfinished, .high), pending: sum(.only([.pending])), resolved: sum(.only([.resolved])),
      queues: queues)
  }

  private func queueCounts() throws -> [QueueCount] {
    let unfinished = try tallies(withPrefix: "queue:")
    let idle = try tallies(withPrefix: "idle:")
    return try all("SELECT id, name FROM queue ORDER BY name") { row in
      let id = String(row[0] as Int64)
      return QueueCount(name: row[1], unfinished: unfinished[id] ?? 0, unassigned: idle[id] ?? 0)
    }
  }

  private func overdue(now: Instant, atMost limit: Int) throws -> (count: Int, isMore: Bool) {
    let filter = TicketFilter()
    guard let query = try ListQuery(filter, on: self) else { return (0, false) }
    return try overdue(Lane.all(filter.statuses, nil), query, before: now, atMost: limit)
  }
}
