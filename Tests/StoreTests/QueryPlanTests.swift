import Desk
import Foundation
import GRDB
import Testing
import Triage

@testable import Store

/// What SQLite means to do for each list, after ANALYZE on 100,000 tickets.
@Suite struct QueryPlanTests {
  private let desk: TestStore

  init() throws { desk = try Self.analyzed.get() }

  private static let directory = FileManager.default.temporaryDirectory.appending(path: "plans-\(UUID().uuidString)")

  /// Made once for all tests of the suite: none of them changes its tickets.
  private static let analyzed = Result {
    let desk = try TestStore(in: directory)
    // What is made once for a process is never deinitialised.
    atexit { try? FileManager.default.removeItem(at: QueryPlanTests.directory) }
    try desk.store.write { transaction in
      var random = SeededGenerator(1)
      try transaction.insertGeneratedTickets(100_000, &random)
    }
    try DatabaseQueue(path: desk.path).write { try $0.execute(sql: "ANALYZE") }
    return desk
  }

  private static let views: [(name: String, filter: TicketFilter)] = [
    ("default", filter { _ in }),
    ("status", filter { $0.statuses = .only([.open]) }),
    ("assignee", filter { $0.assignee = "mara" }),
    ("unassigned", filter { $0.unassignedOnly = true }),
    ("queue", filter { $0.queue = "billing" }),
    ("requester", filter { $0.requester = EmailAddress("p7@x.example") }),
    ("priority", filter { $0.priority = .high }),
    ("tag", filter { $0.tag = "vip" }),
    ("overdue", filter { $0.overdueOnly = true }),
    (
      "assignee and queue",
      filter {
        $0.assignee = "mara"; $0.queue = "billing"
      }
    ),
    (
      "requester and tag",
      filter {
        $0.requester = EmailAddress("p7@x.example"); $0.tag = "vip"
      }
    ),
    (
      "tag and queue and priority",
      filter {
        $0.tag = "vip"; $0.queue = "sales"; $0.priority = .low
      }
    ),
  ]

  private static func filter(_ change: (inout TicketFilter) -> Void) -> TicketFilter {
    var filter = TicketFilter()
    change(&filter)
    return filter
  }

  @Test func noListSortsOrScansATable() throws {
    for view in Self.views {
      let plans = try desk.store.plans { _ = try $0.list(view.filter, now: desk.clock.now) }
      #expect(!plans.isEmpty)
      for (sql, plan) in plans where !sql.contains("tally") {
        for step in plan {
          #expect(!step.contains("TEMP B-TREE"), "\(view.name): \(sql): \(step)")
          #expect(
            !step.hasPrefix("SCAN") || step.contains("USING INDEX") || Self.isOverItsOwnResult(step),
            "\(view.name): \(sql): \(step)")
        }
      }
    }
  }

  @Test func aListReadsNoMoreThanItShows() throws {
    for view in Self.views.prefix(9) {
      let page = try desk.store.list(view.filter)
      #expect(view.name == "requester" ? !page.tickets.isEmpty : page.tickets.count == 50, "\(view.name)")
    }
  }

  @Test func otherOrdersNeverSortEither() throws {
    for order in [TicketFilter.Order.newest, .oldest, .updated] {
      let plans = try desk.store.plans { _ = try $0.list(Self.filter { $0.order = order }, now: desk.clock.now) }
      #expect(plans.allSatisfy { $0.plan.allSatisfy { !$0.contains("TEMP B-TREE") } }, "\(order)")
    }
  }

  @Test(arguments: [nil, "billing"])
  func aReportReadsItsPeriodFromIndexesAlone(_ queue: String?) throws {
    let period = ReportPeriod(days: 30, until: desk.clock.now, in: .gmt)
    let plans = try desk.store.plans { connection in
      _ = try ReportReading(connection, period, queue: queue, now: desk.clock.now)
        .report(before: period.before(in: .gmt))
    }
    #expect(plans.count > 5)
    // The few rows of these two are read whole.
    for (sql, plan) in plans where !sql.hasSuffix("FROM operator") && !sql.hasSuffix("FROM queue") {
      for step in plan {
        #expect(step.hasPrefix("SEARCH") || step.contains("SCALAR SUBQUERY"), "\(sql): \(step)")
        for index in ["ticket_responded", "ticket_outcome", "ticket_dropped", "message_reply"]
        where step.contains(index) && (index != "message_reply" || queue == nil) {
          #expect(step.contains("COVERING INDEX \(index)"), "\(sql): \(step)")
        }
      }
    }
  }

  @Test func everyLookUpForAMessageIsAProbe() throws {
    var mail = TestMail("1")
    mail.references = ["a@x", "b@x"]
    try desk.open(mail)
    try desk.store.write { transaction in
      try transaction.block(Block(pattern: "x@y", reason: "", author: "mara", createdAt: transaction.now))
      try transaction.bury(digests: [Digest.sha256([3])])
    }
    var inquiry = TestMail("2", messageID: "a@x").inquiry
    inquiry.references = ["1@acme.example", "b@x"]
    inquiry.namedTickets = [TicketID(5)]
    inquiry.bounceRow = 1
    inquiry.returnedMessageIDs = ["sd.1@x"]
    for inquiry in [
      inquiry,
      {
        var other = inquiry; other.messageID = nil; return other
      }(),
    ] {
      let plans = try desk.store.plansOfWriting { _ = try $0.knowledge(for: inquiry) }
      #expect(plans.count > 8)
      for (sql, plan) in plans where !sql.hasSuffix("LIMIT 1") || sql.contains("WHERE") {
        for step in plan where step.hasPrefix("SCAN") {
          #expect(Self.isOverItsOwnResult(step), "\(sql): \(step)")
        }
      }
    }
  }

  /// Walking the few rows that a subquery's probe has found.
  private static func isOverItsOwnResult(_ step: String) -> Bool {
    ["SCAN named", "SCAN (", "SCAN CONSTANT ROW"].contains { step.hasPrefix($0) }
  }
}

extension TicketStore {
  /// Each statement that `body` runs on a snapshot, with what SQLite means to do for it.
  fileprivate func plans(_ body: (Connection) throws -> Void) throws -> [(sql: String, plan: [String])] {
    try read { connection in
      try Self.plans(of: connection) { try body(connection) }
    }
  }

  fileprivate func plansOfWriting(_ body: (Transaction) throws -> Void) throws -> [(sql: String, plan: [String])] {
    try write { transaction in
      try Self.plans(of: transaction.connection) { try body(transaction) }
    }
  }

  private static func plans(of connection: Connection, _ body: () throws -> Void) throws -> [(
    sql: String, plan: [String]
  )] {
    var statements: [String] = []
    connection.database.trace { event in
      if case .statement(let statement) = event, !statements.contains(statement.sql) {
        statements.append(statement.sql)
      }
    }
    try body()
    connection.database.trace()
    return try statements.filter { $0.hasPrefix("SELECT") }.map { sql in
      // Nothing needs to be bound for that.
      (sql, try connection.all("EXPLAIN QUERY PLAN " + sql) { $0[3] as String })
    }
  }

  /// Lets the writer's file grow no further than it is.
  func limitPages(to count: Int = 1) throws {
    _ = try onWriter { try $0.run("PRAGMA max_page_count = \(count)") }
  }
}
