package import Desk

extension TicketStore {
  /// How the desk did over a period, from kept counts and the period's own range of a few indexes.
  ///
  /// - Parameters:
  ///   - before: the period to compare with.
  ///   - queue: only tickets of that queue; nothing of one that does not exist.
  package func report(over period: ReportPeriod, before: ReportPeriod, queue: String? = nil) throws -> DeskReport {
    let now = now()
    return try read { try ReportReading($0, period, queue: queue, now: now).report(before: before) }
  }

  /// How many messages were taken in since an instant, to the quarter of an hour; what was finished business before the
  /// desk came is not counted.
  package func takenIn(since: Instant) throws -> Int {
    try read { try $0.sum(Flow.intake, from: Flow.slot(of: since)) }
  }

  /// How many mails that were queued since an instant have failed.
  package func undelivered(since: Instant) throws -> Int {
    try read { connection in
      var count = 0
      // Ids grow with time: the walk ends at the first that is older.
      try connection.each(
        "SELECT created_at FROM outbox INDEXED BY outbox_failed WHERE state = 'failed' ORDER BY id DESC"
      ) { row in
        guard let at = row.instant(0), at >= since else { return false }
        count += 1
        return true
      }
      return count
    }
  }
}

/// One report being put together on one snapshot.
struct ReportReading {
  private let connection: Connection
  private let period: ReportPeriod
  private let queue: String?
  private let now: Instant
  private var days: [DeskReport.Day]
  private var responses: [Span] = []
  private var resolutions: [Span] = []
  private var kept = Priority.allCases.map { DeskReport.KeptShare($0) }
  /// By the operator's row, 0 for nobody.
  private var load: [Int64: DeskReport.Load] = [:]
  private var responsesOf: [Int64: [Span]] = [:]

  init(_ connection: Connection, _ period: ReportPeriod, queue: String?, now: Instant) throws {
    self.connection = connection
    self.period = period
    self.queue = queue
    self.now = now
    days = period.days.map { DeskReport.Day($0) }
  }

  func report(before: ReportPeriod) throws -> DeskReport {
    var reading = self
    let queues = try connection.all("SELECT id, name FROM queue") { (id: $0[0] as Int64, name: $0[1] as String) }
    let chosen = queues.filter { queue == nil || $0.name == queue }.map(\.id)
    let only = queue.map { _ in chosen.first ?? -1 }
    try reading.readOperators()
    try reading.readOpened(chosen)
    try reading.readResponses(only)
    try reading.readOutcomes(only)
    try reading.readReplies(only)
    try reading.readHands(only)
    return DeskReport(
      period: period, queue: queue, days: reading.days,
      openedBefore: try chosen.reduce(0) { sum, id in
        try sum
          + connection.sum(Flow.opened(inQueue: id), from: Flow.slot(of: before.start), to: Flow.slot(of: before.end))
      },
      firstResponse: TimeTaken(reading.responses, steps: TimeTaken.responseSteps),
      resolution: TimeTaken(reading.resolutions, steps: TimeTaken.resolutionSteps), kept: reading.kept,
      load: reading.orderedLoad())
  }

  private mutating func readOperators() throws {
    load[0] = DeskReport.Load(name: nil)
    try connection.each("SELECT id, name, full_name FROM operator") { row in
      load[row[0]] = DeskReport.Load(name: row[1], fullName: row[2])
      return true
    }
  }

  private mutating func readOpened(_ queues: [Int64]) throws {
    for queue in queues {
      try connection.each(
        "SELECT slot, count FROM flow WHERE what = ? AND slot >= ? AND slot < ?",
        [Flow.opened(inQueue: queue), Flow.slot(of: period.start), Flow.slot(of: period.end)]
      ) { row in
        if let day = period.index(of: Instant(microseconds: row[0] * Flow.length)) { days[day].opened += row[1] }
        return true
      }
    }
  }

  private mutating func readResponses(_ queue: Int64?) throws {
    try connection.each(
      """
      SELECT first_responded_at, created_at, ifnull(assignee, 0) FROM ticket INDEXED BY ticket_responded
      WHERE first_responded_at >= ? AND first_responded_at < ? AND merged_into IS NULL AND queue = ifnull(?, queue)
      """, [period.start.microseconds, period.end.microseconds, queue]
    ) { row in
      let span = Instant(microseconds: row[0]).since(Instant(microseconds: row[1]))
      responses.append(span)
      responsesOf[row[2], default: []].append(span)
      return true
    }
    for (id, spans) in responsesOf { load[id]?.firstResponse = TimeTaken(spans, steps: []).median }
  }

  /// A ticket that was closed without being resolved first is as finished as any.
  private mutating func readOutcomes(_ queue: Int64?) throws {
    for (index, end, besides) in [
      ("ticket_outcome", "resolved_at", ""), ("ticket_dropped", "closed_at", " AND resolved_at IS NULL"),
    ] {
      try connection.each(
        """
        SELECT \(end), created_at, priority, ifnull(assignee, 0), coalesce(first_responded_at, \(end)) <=
          ifnull(first_response_due, \(LaneGroup.never)) AND \(end) <= ifnull(resolve_due, \(LaneGroup.never))
        FROM ticket INDEXED BY \(index)
        WHERE \(end) >= ? AND \(end) < ?\(besides) AND merged_into IS NULL AND queue = ifnull(?, queue)
        """, [period.start.microseconds, period.end.microseconds, queue]
      ) { row in
        let ended = Instant(microseconds: row[0])
        if let day = period.index(of: ended) { days[day].resolved += 1 }
        resolutions.append(ended.since(Instant(microseconds: row[1])))
        let priority: Int = row[2]
        if kept.indices.contains(priority) {
          kept[priority].resolved += 1
          if row[4] { kept[priority].kept += 1 }
        }
        load[row[3]]?.resolved += 1
        return true
      }
    }
  }

  private mutating func readReplies(_ queue: Int64?) throws {
    for (id, hand) in load {
      guard let name = hand.name else { continue }
      let range = "message INDEXED BY message_reply WHERE outgoing_kind = 'reply' AND author = ? AND at >= ? AND at < ?"
      let arguments: [Connection.Argument?] = [name, period.start.microseconds, period.end.microseconds]
      let count =
        if let queue {
          try connection.integer(
            """
            SELECT count(*) FROM \(range) AND (SELECT queue FROM ticket WHERE ticket.id = message.ticket) = ?
            """, arguments + [queue])
        } else {
          try connection.integer("SELECT count(*) FROM \(range)", arguments)
        }
      load[id]?.replies = Int(count ?? 0)
    }
  }

  /// What each has in hand: kept over all queues, counted along the index of one.
  private mutating func readHands(_ queue: Int64?) throws {
    for status in [Status.new, .open, .pending] {
      for priority in Priority.allCases {
        let lane = Lane(status, priority)
        if let queue {
          try connection.each(
            """
            SELECT ifnull(assignee, 0), due < ? FROM ticket INDEXED BY ticket_queue WHERE queue = ? AND lane = ?
            """, [now.microseconds, queue, lane.number]
          ) { row in
            count(1, priority, of: row[0], isOverdue: row[1])
            return true
          }
        } else if status.isActive {
          try connection.each(
            "SELECT ifnull(assignee, 0) FROM ticket INDEXED BY ticket_lane WHERE lane = ? AND due < ?",
            [lane.number, now.microseconds]
          ) { row in
            load[row[0]]?.overdue += 1
            return true
          }
        }
      }
    }
    guard queue == nil else { return }
    for (name, number) in try connection.tallies(withPrefix: "load:") {
      let parts = name.split(separator: ":").compactMap { Int64($0) }
      guard parts.count == 2, let priority = Priority(rank: Int(parts[1])) else { continue }
      count(number, priority, of: parts[0], isOverdue: false)
    }
  }

  private mutating func count(_ number: Int, _ priority: Priority, of id: Int64, isOverdue: Bool) {
    switch priority {
    case .high: load[id]?.high += number
    case .medium: load[id]?.medium += number
    case .low: load[id]?.low += number
    }
    if isOverdue { load[id]?.overdue += number }
  }

  /// Those who have or did anything.
  private func orderedLoad() -> [DeskReport.Load] {
    let busy = load.values.filter { $0.unfinished > 0 || $0.replies > 0 || $0.resolved > 0 || $0.firstResponse != nil }
    return busy.sorted { left, right in
      guard let one = left.name, let other = right.name else { return left.name != nil }
      return one < other
    }
  }
}

extension Connection {
  /// How many there were in some quarters of an hour.
  fileprivate func sum(_ what: String, from: Int64, to end: Int64 = .max) throws -> Int {
    Int(try integer("SELECT sum(count) FROM flow WHERE what = ? AND slot >= ? AND slot < ?", [what, from, end]) ?? 0)
  }
}
