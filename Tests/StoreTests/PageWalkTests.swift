import Desk
import Testing

@testable import Store

/// Walking a listing page by page, while the desk goes on.
@Suite struct PageWalkTests {
  private let desk: TestStore

  init() throws {
    desk = try TestStore()
    try desk.store.write { transaction in
      var random = SeededGenerator(11)
      try transaction.insertGeneratedTickets(400, &random)
      for number in Int64(1)...15 { try transaction.merge(TicketID(number * 23), into: TicketID(number)) }
    }
  }

  /// All pages of a filter, its cursors sent as text; between two of them something may happen.
  private func pages(
    _ filter: TicketFilter, budget: Int = TicketStore.pageBudget, meanwhile: () throws -> Void = {}
  ) throws -> [TicketRowPage] {
    var filter = filter
    var pages: [TicketRowPage] = []
    repeat {
      if !pages.isEmpty { try meanwhile() }
      let now = desk.clock.now
      pages.append(try desk.store.read { [filter] in try $0.rowPage(filter, for: nil, now: now, budget: budget) })
      filter.after = pages.last?.next.flatMap { TicketCursor(parsing: $0.description) }
      try #require(pages.count < 10_000, "a walk comes to an end")
    } while filter.after != nil
    return pages
  }

  private func numbers(_ pages: [TicketRowPage]) -> [Int64] { pages.flatMap(\.rows).map(\.ticket.id.number) }

  private func whole(_ filter: TicketFilter) throws -> [Int64] {
    var filter = filter
    filter.limit = 0
    return try desk.store.list(filter).tickets.map(\.id.number)
  }

  private func randomFilter(_ order: TicketFilter.Order, _ random: inout SeededGenerator) -> TicketFilter {
    var filter = TicketFilter()
    filter.order = order
    filter.limit = [1, 2, 7, 50, 399].randomElement(using: &random) ?? 1
    filter.statuses =
      [.unfinished, .all, .only([.new]), .only([.open, .closed]), .only([.pending, .resolved])]
      .randomElement(using: &random) ?? .all
    func maybe(_ change: () -> Void) { if Int.random(in: 0..<4, using: &random) == 0 { change() } }
    maybe { filter.priority = .high }
    maybe { filter.assignee = "mara" }
    maybe { filter.queue = "support" }
    maybe { filter.requester = EmailAddress("p3@x.example") }
    maybe { filter.tag = "vip" }
    maybe { filter.overdueOnly = true }
    maybe { filter.since = desk.clock.now + .minutes(-5000) }
    maybe { filter.until = desk.clock.now + .minutes(-1000) }
    if filter.assignee == nil { maybe { filter.unassignedOnly = true } }
    return filter
  }

  @Test(arguments: TicketFilter.Order.allCases)
  func allPagesTogetherAreTheList(_ order: TicketFilter.Order) throws {
    var random = SeededGenerator(3)
    for _ in 0..<60 {
      let filter = randomFilter(order, &random)
      let pages = try pages(filter)
      #expect(try numbers(pages) == whole(filter), "\(filter)")
      for page in pages.dropLast() { #expect(page.rows.count == filter.limit, "\(filter)") }
      var shown = 0
      for page in pages {
        #expect(page.shownBefore == shown)
        shown += page.rows.count
      }
    }
  }

  @Test(arguments: TicketFilter.Order.allCases, [1, 5, 40])
  func aSmallBudgetMakesShorterPagesOfTheSameList(_ order: TicketFilter.Order, _ budget: Int) throws {
    var random = SeededGenerator(5)
    for _ in 0..<15 {
      var filter = randomFilter(order, &random)
      filter.limit = 50
      #expect(try numbers(pages(filter, budget: budget)) == whole(filter), "\(filter)")
    }
  }

  @Test func aBudgetIsAllThatAPageCosts() throws {
    var filter = TicketFilter()
    filter.tag = "vip"
    filter.statuses = .all
    filter.since = desk.clock.now + .days(1)
    let pages = try pages(filter, budget: 20)
    #expect(numbers(pages).isEmpty)
    #expect(pages.count > 3)
  }

  @Test func timeThatPassesMovesNothingWithinAWalk() throws {
    var filter = TicketFilter()
    filter.limit = 7
    let before = try whole(filter)
    let asOf = desk.clock.now
    let pages = try pages(filter) { desk.later(.minutes(20)) }
    #expect(numbers(pages) == before)
    #expect(pages.allSatisfy { $0.asOf == asOf })
    #expect(try whole(filter) != before, "the clock alone changes the order")
  }

  @Test(arguments: TicketFilter.Order.allCases)
  func whatNobodyTouchesIsShownExactlyOnceWhileTheRestChanges(_ order: TicketFilter.Order) throws {
    var random = SeededGenerator(17)
    for statuses in [TicketFilter.Statuses.all, .unfinished] {
      var filter = TicketFilter()
      filter.order = order
      filter.statuses = statuses
      filter.limit = 9
      let before = try whole(filter)
      var touched: Set<Int64> = []
      let pages = try pages(filter) {
        touched.formUnion(try change(&random))
        desk.later(.seconds(30))
      }
      let shown = numbers(pages)
      let untouched = before.filter { !touched.contains($0) }
      #expect(shown.filter { !touched.contains($0) } == untouched, "\(order) \(statuses)")
      #expect(!touched.isEmpty)
    }
  }

  /// A new ticket, and a few that change.
  ///
  /// - Returns: their numbers.
  private func change(_ random: inout SeededGenerator) throws -> Set<Int64> {
    try desk.store.write { transaction in
      var touched: Set<Int64> = []
      touched.insert(
        try transaction.insertTicket(
          NewTicket(
            queue: "support", subject: "meanwhile", requester: Person(name: nil, address: nil),
            createdAt: transaction.now)
        ).number)
      for _ in 0..<3 {
        var ticket = try transaction.ticket(TicketID(Int64.random(in: 1...400, using: &random)))
        guard ticket.mergedInto == nil else { continue }
        ticket.status = Status.allCases.randomElement(using: &random) ?? .open
        ticket.priority = Priority.allCases.randomElement(using: &random) ?? .low
        ticket.resolveDue = transaction.now + .minutes(Int64.random(in: -500...500, using: &random))
        ticket.updatedAt = transaction.now
        try transaction.update(ticket)
        touched.insert(ticket.id.number)
      }
      return touched
    }
  }

  @Test func aCursorOfAnotherOrderIsRefused() throws {
    var filter = TicketFilter()
    filter.limit = 3
    filter.order = .newest
    filter.after = try desk.store.rows(filter, for: nil).next
    filter.order = .urgency
    let error = #expect(throws: Refusal.self) { try desk.store.rows(filter, for: nil) }
    #expect(error?.code == .badValue)
    let query = SearchQuery("printer", now: desk.clock.now, operator: nil)
    let cursor = filter.after
    #expect(throws: Refusal.self) { try desk.store.search(query, for: nil, limit: 5, after: cursor) }
  }

  @Test(arguments: TicketFilter.Order.allCases)
  func aCursorMadeUpByHandIsHarmless(_ order: TicketFilter.Order) throws {
    for number in [Int64.min, -1, 0, .max] {
      for group in [0, 1, 2, 3, 5, 9] {
        var filter = TicketFilter()
        filter.order = order
        filter.statuses = .all
        filter.after = TicketCursor(
          walk: .list(order), asOf: Instant(microseconds: number), group: group, key: number, number: number,
          shown: .max)
        let page = try desk.store.rows(filter, for: nil)
        #expect(page.rows.count <= 50)
      }
    }
  }

  @Test func aCursorOfLongAgoGoesOnByTheClockOfToday() throws {
    var filter = TicketFilter()
    filter.limit = 5
    filter.after = try desk.store.rows(filter, for: nil).next
    desk.later(.days(2))
    #expect(try desk.store.rows(filter, for: nil).asOf == desk.clock.now)
  }

  @Test func aRowIsTheTicketItself() throws {
    let page = try desk.store.rows(TicketFilter(), for: "mara")
    #expect(page.rows.count == 50)
    for row in page.rows {
      #expect(try desk.store.ticket(row.ticket.id) == row.ticket)
      #expect(try desk.store.row(row.ticket.id, for: "mara") == row)
    }
    #expect(try desk.store.row(TicketID(99_999), for: nil) == nil)
  }
}
