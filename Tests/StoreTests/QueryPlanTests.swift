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
      try expectProbesOnly(view.name) { _ = try $0.list(view.filter, now: desk.clock.now) }
    }
  }

  @Test(arguments: TicketFilter.Order.allCases)
  func noPageOfRowsSortsOrScansATable(_ order: TicketFilter.Order) throws {
    let now = desk.clock.now
    for view in Self.views {
      var filter = view.filter
      filter.order = order
      filter.limit = 20
      var pages = 0
      repeat {
        try expectProbesOnly("\(view.name), \(order), page \(pages)") { [filter] connection in
          _ = try connection.rowPage(filter, for: "mara", now: now, budget: TicketStore.pageBudget)
        }
        filter.after = try desk.store.rows(filter, for: "mara").next
        pages += 1
      } while filter.after != nil && pages < 3
    }
  }

  @Test func noCountOfTheDeskScansATable() throws {
    try expectProbesOnly("counts") { _ = try $0.counts(for: "mara", now: desk.clock.now) }
  }

  @Test(arguments: ["printer", "printer is:overdue queue:billing tag:vip", "from:ana subject:x", "is:mine", "xyzzyp"])
  func noSearchSortsOrScansATable(_ text: String) throws {
    let query = SearchQuery(text, now: desk.clock.now, operator: "mara")
    let after = TicketCursor(walk: .search, asOf: desk.clock.now, number: 90_000, shown: 50)
    for after in [nil, query.hasWords ? after : nil] {
      try expectProbesOnly(text) { connection in
        _ = try connection.search(query, for: "mara", limit: 20, after: after, now: desk.clock.now, budget: 1000)
      }
    }
  }

  @Test func theFeedOfEventsIsOneRange() throws {
    try expectProbesOnly("events") { connection in
      _ = try connection.events(after: 5, limit: 10)
      _ = try connection.lastEventSequence()
    }
  }

  /// Whether each statement of `body` finds what it wants by an index, in the order that it wants.
  private func expectProbesOnly(_ name: String, _ body: (Connection) throws -> Void) throws {
    let plans = try desk.store.plans(body)
    #expect(!plans.isEmpty, "\(name)")
    for (sql, plan) in plans where !Self.isSmall(sql) {
      for step in plan {
        #expect(!step.contains("TEMP B-TREE"), "\(name): \(sql): \(step)")
        let isProbe =
          !step.hasPrefix("SCAN") || step.contains("USING INDEX") || Self.isOverItsOwnResult(step)
          || Self.isAskedOfTheSearchIndex(step)
        #expect(isProbe, "\(name): \(sql): \(step)")
      }
    }
  }

  /// The kept counts and the queues are read whole: there are as many as there are queues and operators.
  ///
  /// And FTS5 reads its own settings once.
  private static func isSmall(_ sql: String) -> Bool {
    ["FROM tally", "FROM queue ORDER BY", "search_config"].contains { sql.contains($0) }
  }

  /// FTS5 calls each question a scan; the number after the colon says that it is one, with words or a row to begin at.
  private static func isAskedOfTheSearchIndex(_ step: String) -> Bool {
    step.hasPrefix("SCAN search") && step.contains("VIRTUAL TABLE INDEX") && !step.hasSuffix("INDEX 0:")
  }

  @Test func aListReadsNoMoreThanItShows() throws {
    for view in Self.views.prefix(9) {
      let page = try desk.store.list(view.filter)
      #expect(view.name == "requester" ? !page.tickets.isEmpty : page.tickets.count == 50, "\(view.name)")
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

  /// Walking the few rows that a subquery's probe has found, or the numbers that it was handed.
  private static func isOverItsOwnResult(_ step: String) -> Bool {
    ["SCAN named", "SCAN (", "SCAN CONSTANT ROW", "SCAN wanted VIRTUAL TABLE"].contains { step.hasPrefix($0) }
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
