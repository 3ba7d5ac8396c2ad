import Desk
import Foundation
import Testing

@testable import Store

/// Reports against a count by hand over a random history.
@Suite struct ReportTests {
  private let desk: TestStore
  private var tickets: [Ticket] = []
  private var replies: [(author: String, at: Instant, queue: String)] = []

  private static let queues = ["support", "billing"]
  private static let operators: [String?] = [nil, "mara", "jo"]

  init() throws {
    desk = try TestStore()
    var random = SeededGenerator(7)
    var replies: [(author: String, at: Instant, ticket: TicketID)] = []
    // 300 tickets over 60 days, in many transactions, as time goes by; a few in the same one.
    for _ in 0..<100 {
      desk.later(.minutes(Int64.random(in: 300...1400, using: &random)))
      try desk.store.write { transaction in
        for name in ["mara", "jo"] { _ = try transaction.ensureOperator(name) }
        for _ in 0..<3 {
          let id = try transaction.insertTicket(Self.ticket(transaction.now, &random))
          if Bool.random(using: &random) { try Self.answer(id, in: transaction, &random, &replies) }
        }
      }
      try live(&random, &replies)
    }
    for number in stride(from: Int64(30), through: 300, by: 30) {
      try desk.store.write { try $0.merge(TicketID(number), into: TicketID(number - 1)) }
    }
    let all = try desk.store.write { transaction in try (Int64(1)...300).map { try transaction.ticket(TicketID($0)) } }
    tickets = all
    self.replies = replies.map { reply in (reply.author, reply.at, all[Int(reply.ticket.number) - 1].queue) }
  }

  private static func ticket(_ now: Instant, _ random: inout SeededGenerator) -> NewTicket {
    let created = now - .minutes(Int64.random(in: 0...3000, using: &random))
    return NewTicket(
      queue: queues.randomElement(using: &random) ?? "support", subject: "x",
      priority: Priority.allCases.randomElement(using: &random) ?? .low, requester: Person(name: "Ana", address: nil),
      assignee: operators.randomElement(using: &random) ?? nil, createdAt: created,
      firstResponseDue: Bool.random(using: &random) ? created + .hours(4) : nil,
      resolveDue: Int.random(in: 0..<8, using: &random) > 0 ? created + .hours(30) : nil)
  }

  private static func answer(
    _ id: TicketID, in transaction: Transaction, _ random: inout SeededGenerator,
    _ replies: inout [(author: String, at: Instant, ticket: TicketID)]
  ) throws {
    let author = ["mara", "jo"].randomElement(using: &random) ?? "jo"
    var message = NewMessage(
      ticket: id, kind: .outgoing, from: Person(name: author, address: nil), at: transaction.now, subject: "x",
      text: "y")
    message.outgoingKind = Bool.random(using: &random) ? .reply : .received
    message.author = author
    _ = try transaction.insertMessage(message)
    if message.outgoingKind == .reply { replies.append((author, transaction.now, id)) }
  }

  /// Some tickets are answered, resolved, closed, reopened, moved, reassigned, and get an earlier beginning.
  private func live(
    _ random: inout SeededGenerator, _ replies: inout [(author: String, at: Instant, ticket: TicketID)]
  ) throws {
    for _ in 0..<4 {
      desk.later(.minutes(Int64.random(in: 0...100, using: &random)))
      let count = try desk.store.deskStatistics().tickets
      try desk.store.write { transaction in
        var ticket = try transaction.ticket(TicketID(Int64.random(in: 1...Int64(count), using: &random)))
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
          ticket.firstRespondedAt = ticket.firstRespondedAt ?? transaction.now
          try Self.answer(ticket.id, in: transaction, &random, &replies)
        case 2, 3:
          ticket.status = .resolved
          ticket.resolvedAt = transaction.now
          ticket.firstRespondedAt = ticket.firstRespondedAt ?? transaction.now
        case 4:
          ticket.status = .closed
          ticket.closedAt = transaction.now
        case 5:
          ticket.status = Bool.random(using: &random) ? .open : .pending
          ticket.resolvedAt = nil
          ticket.closedAt = nil
        case 6:
          ticket.queue = Self.queues.randomElement(using: &random) ?? "support"
          ticket.createdAt = ticket.createdAt - .minutes(Int64.random(in: 0...500, using: &random))
        default:
          ticket.assignee = Self.operators.randomElement(using: &random) ?? nil
          ticket.priority = Priority.allCases.randomElement(using: &random) ?? .low
        }
        try transaction.update(ticket)
      }
    }
  }

  private static let zones = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]

  @Test(arguments: zones, [nil, "support", "billing", "nowhere"])
  func everyNumberIsWhatACountByHandGives(_ zone: String, _ queue: String?) throws {
    let zone = try #require(TimeZone(identifier: zone))
    for days in [1, 20, 45] {
      let period = ReportPeriod(days: days, until: desk.clock.now, in: zone)
      let report = try desk.store.report(over: period, before: period.before(in: zone), queue: queue)
      expect(report, on: period, before: period.before(in: zone), queue)
    }
  }

  private func expect(_ report: DeskReport, on period: ReportPeriod, before: ReportPeriod, _ queue: String?) {
    let counted = tickets.filter { $0.mergedInto == nil && (queue == nil || $0.queue == queue) }
    func isInside(_ instant: Instant?, _ start: Instant, _ end: Instant) -> Bool {
      instant.map { $0 >= start && $0 < end } ?? false
    }
    let ends = period.days.dropFirst().map(\.start) + [period.end]
    #expect(report.days.count == period.days.count)
    for (day, end) in zip(report.days, ends) {
      let start = day.day.start
      #expect(day.opened == counted.filter { isInside($0.createdAt, start, end) }.count, "\(day.day.date)")
      #expect(day.resolved == counted.filter { isInside(Self.ended($0), start, end) }.count, "\(day.day.date)")
    }
    #expect(report.openedBefore == counted.filter { isInside($0.createdAt, before.start, before.end) }.count)

    let responded = counted.filter { isInside($0.firstRespondedAt, period.start, period.end) }
    expect(report.firstResponse, responded.compactMap { $0.firstRespondedAt?.since($0.createdAt) })
    let finished = counted.filter { isInside(Self.ended($0), period.start, period.end) }
    expect(report.resolution, finished.compactMap { Self.ended($0)?.since($0.createdAt) })
    for share in report.kept {
      let these = finished.filter { $0.priority == share.priority }
      #expect(share.resolved == these.count)
      #expect(share.kept == these.filter(Self.isKept).count)
    }
    expect(report.load, counted, responded, finished, isInside: { isInside($0, period.start, period.end) }, queue)
  }

  private func expect(
    _ load: [DeskReport.Load], _ counted: [Ticket], _ responded: [Ticket], _ finished: [Ticket],
    isInside: (Instant?) -> Bool, _ queue: String?
  ) {
    #expect(load.compactMap(\.name) == load.compactMap(\.name).sorted())
    #expect(load.dropLast().allSatisfy { $0.name != nil })
    for name in Self.operators {
      let row = load.first { $0.name == name } ?? DeskReport.Load(name: name)
      let mine = counted.filter { $0.assignee == name && [.new, .open, .pending].contains($0.status) }
      #expect(row.high == mine.filter { $0.priority == .high }.count)
      #expect(row.medium == mine.filter { $0.priority == .medium }.count)
      #expect(row.low == mine.filter { $0.priority == .low }.count)
      #expect(row.overdue == mine.filter { $0.isOverdue(at: desk.clock.now) }.count)
      #expect(row.resolved == finished.filter { $0.assignee == name }.count)
      let written = replies.filter { $0.author == name && isInside($0.at) && (queue == nil || $0.queue == queue) }
      #expect(row.replies == written.count)
      let spans = responded.filter { $0.assignee == name }.compactMap { $0.firstRespondedAt?.since($0.createdAt) }
      #expect(row.firstResponse == spans.sorted().prefix((spans.count + 1) / 2).last)
    }
  }

  private func expect(_ taken: TimeTaken, _ spans: [Span]) {
    #expect(taken.count == spans.count)
    #expect(taken.bars.reduce(0) { $0 + $1.count } == spans.count)
    var floor = Span(microseconds: .min)
    for bar in taken.bars {
      #expect(bar.count == spans.filter { $0 >= floor && (bar.below == nil || $0 < bar.below ?? floor) }.count)
      floor = bar.below ?? floor
    }
    guard let median = taken.median, let p90 = taken.p90 else { return #expect(spans.isEmpty) }
    #expect(spans.contains(median) && spans.contains(p90))
    // At least that share took no longer, and fewer took less.
    #expect(spans.filter { $0 <= median }.count * 2 >= spans.count)
    #expect(spans.filter { $0 < median }.count * 2 < spans.count)
    #expect(spans.filter { $0 <= p90 }.count * 10 >= spans.count * 9)
    #expect(spans.filter { $0 < p90 }.count * 10 < spans.count * 9)
  }

  private static func ended(_ ticket: Ticket) -> Instant? { ticket.resolvedAt ?? ticket.closedAt }

  private static func isKept(_ ticket: Ticket) -> Bool {
    guard let end = ended(ticket) else { return false }
    let response = ticket.firstRespondedAt ?? end
    return (ticket.firstResponseDue.map { response <= $0 } ?? true) && (ticket.resolveDue.map { end <= $0 } ?? true)
  }

  @Test func theSchemaBeforeIsBroughtToTheSameCounts() throws {
    let sql = "SELECT what, slot, count FROM flow WHERE count <> 0 ORDER BY what, slot"
    let loads = "SELECT name, 0, count FROM tally WHERE name LIKE 'load:%' AND count <> 0 ORDER BY name"
    func rows(_ sql: String) throws -> [String] {
      try desk.store.read { try $0.all(sql) { "\($0[0] as String) \($0[1] as Int64) \($0[2] as Int64)" } }
    }
    let kept = try (rows(sql), rows(loads))
    #expect(kept.0.count > 100 && kept.1.count == 9)
    _ = try desk.store.onWriter { connection in
      for object in ["TRIGGER ticket_flows_elsewhere", "TRIGGER ticket_flows_off", "TRIGGER ticket_loads_another"]
        + ["TRIGGER ticket_loads_nobody", "TABLE flow", "INDEX ticket_responded", "INDEX ticket_outcome"]
        + ["INDEX ticket_dropped", "INDEX message_reply"]
      {
        try connection.run("DROP \(object)")
      }
      try connection.run("DELETE FROM tally WHERE name LIKE 'load:%'")
      try connection.transaction { try M004Reports.run(on: connection) }
    }
    #expect(try rows(sql) == kept.0)
    #expect(try rows(loads) == kept.1)
  }

  @Test func whatWasTakenInLatelyIsCountedToTheQuarterOfAnHour() throws {
    let desk = try TestStore()
    for number in 0..<6 {
      try desk.open(TestMail("\(number)"))
      desk.later(.hours(1))
    }
    #expect(try desk.store.takenIn(since: desk.clock.now - .hours(24)) == 6)
    #expect(try desk.store.takenIn(since: desk.clock.now - .hours(3)) == 3)
    #expect(try desk.store.takenIn(since: desk.clock.now) == 0)
  }
}

@Suite struct ReportPeriodTests {
  private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

  private func instant(_ text: String) throws -> Instant {
    let date = try #require(ISO8601DateFormatter().date(from: text))
    return Instant(seconds: Int64(date.timeIntervalSince1970))
  }

  @Test func daysFollowTheClockChangesOfTheZone() throws {
    let period = ReportPeriod(days: 3, until: try instant("2026-10-26T08:00:00Z"), in: try zone("Europe/Berlin"))
    #expect(period.days.map(\.date) == ["2026-10-24", "2026-10-25", "2026-10-26"])
    #expect(period.days.map(\.start.description).first == "2026-10-23T22:00:00Z")
    #expect(period.days[2].start.since(period.days[1].start) == .hours(25))
    #expect(period.end.since(period.days[2].start) == .hours(24))
  }

  @Test func aDayWithoutAMidnightBeginsWhenItBegins() throws {
    // Clocks went from 24:00 to 01:00.
    let period = ReportPeriod(days: 2, until: try instant("2018-11-04T12:00:00Z"), in: try zone("America/Sao_Paulo"))
    #expect(period.days[1].start == (try instant("2018-11-04T03:00:00Z")))
    #expect(period.days[1].date == "2018-11-04")
  }

  @Test func eachInstantBelongsToOneDay() throws {
    let period = ReportPeriod(days: 40, until: try instant("2026-11-10T12:00:00Z"), in: try zone("America/St_Johns"))
    #expect(period.index(of: period.start) == 0)
    #expect(period.index(of: period.end) == nil)
    #expect(period.index(of: period.start - .seconds(1)) == nil)
    #expect(period.index(of: period.end - .seconds(1)) == 39)
    for (index, day) in period.days.enumerated().dropFirst() {
      #expect(period.index(of: day.start) == index)
      #expect(period.index(of: day.start - .seconds(1)) == index - 1)
    }
  }

  @Test func sinceALongTimeAgoIsCut() throws {
    let now = try instant("2026-11-10T12:00:00Z")
    for since in [Instant(microseconds: .min), Instant(seconds: 0)] {
      let period = ReportPeriod(since: since, until: now, in: try zone("UTC"))
      #expect(period.days.count == ReportPeriod.mostDays)
    }
    #expect(ReportPeriod(since: now + .days(9), until: now, in: try zone("UTC")).days.count == 1)
    #expect(ReportPeriod(since: now - .days(2), until: now, in: try zone("UTC")).days.count == 3)
    #expect(ReportPeriod(days: 0, until: now, in: try zone("UTC")).days.map(\.date) == ["2026-11-10"])
  }
}
