import Desk
import Store
import Testing

@Suite struct ListOrderTests {
  private let desk: TestStore
  private let tickets: [Ticket]

  init() throws {
    desk = try TestStore()
    tickets = try desk.store.write { transaction in
      var random = SeededGenerator(42)
      try transaction.insertGeneratedTickets(600, &random)
      // Life goes on: what is updated and merged must be found at its new place.
      for number in Int64(1)...600 where number % 7 == 0 {
        var ticket = try transaction.ticket(TicketID(number))
        ticket.status = Status.allCases.randomElement(using: &random) ?? .open
        ticket.priority = Priority.allCases.randomElement(using: &random) ?? .low
        ticket.firstRespondedAt = number % 2 == 0 ? transaction.now : nil
        ticket.tags = ticket.tags.isEmpty ? ["vip"] : []
        ticket.updatedAt = transaction.now + .minutes(number % 50)
        try transaction.update(ticket)
      }
      for number in Int64(1)...20 { try transaction.merge(TicketID(number * 29), into: TicketID(number)) }
      return try (Int64(1)...600).map { try transaction.ticket(TicketID($0)) }
    }
  }

  /// The order as the design tells it, by sorting everything.
  private func sorted(_ filter: TicketFilter) -> [Int64] {
    let now = desk.clock.now
    func group(_ ticket: Ticket) -> Int {
      switch ticket.status {
      case .pending: 5
      case .resolved: 6
      case .closed: 7
      case .new, .open:
        if ticket.isOverdue(at: now) {
          1
        } else if ticket.priority == .high {
          2
        } else if let due = ticket.due, due < now + .hours(4) {
          3
        } else {
          4
        }
      }
    }
    func key(_ ticket: Ticket) -> (Int, Int64, Int64) {
      switch filter.order {
      case .urgency: (group(ticket), ticket.due?.microseconds ?? .max, ticket.id.number)
      case .newest: (0, 0, -ticket.id.number)
      case .oldest: (0, 0, ticket.id.number)
      case .updated: (0, -ticket.updatedAt.microseconds, -ticket.id.number)
      }
    }
    let all = tickets.filter { shows(filter, $0, now) }.sorted { key($0) < key($1) }.map(\.id.number)
    return filter.limit > 0 ? Array(all.prefix(filter.limit)) : all
  }

  private func shows(_ filter: TicketFilter, _ ticket: Ticket, _ now: Instant) -> Bool {
    let byStatus =
      switch filter.statuses {
      case .unfinished: ticket.status != .closed
      case .all: true
      case .only(let set): set.contains(ticket.status) && ticket.mergedInto == nil
      }
    return byStatus && (filter.priority == nil || filter.priority == ticket.priority)
      && (filter.assignee == nil || filter.assignee == ticket.assignee)
      && (filter.queue == nil || filter.queue == ticket.queue)
      && (filter.requester == nil || filter.requester == ticket.requester.address)
      && (filter.tag == nil || ticket.tags.contains(filter.tag ?? ""))
      && (!filter.overdueOnly || ticket.isOverdue(at: now)) && (!filter.unassignedOnly || ticket.assignee == nil)
      && (filter.since.map { ticket.createdAt >= $0 } ?? true)
  }

  private func expectSame(_ filter: TicketFilter, _ comment: Comment? = nil) throws {
    let page = try desk.store.list(filter)
    #expect(page.tickets.map(\.id.number) == sorted(filter), comment)
    var all = filter
    all.limit = 0
    let everything = tickets.filter { shows(all, $0, desk.clock.now) }
    #expect(page.overdue == everything.filter { $0.isOverdue(at: desk.clock.now) }.count, comment)
    if let total = page.total { #expect(total == everything.count, comment) }
    // What is listed reads exactly as what is looked up.
    for ticket in page.tickets.prefix(3) { #expect(ticket == tickets[Int(ticket.id.number) - 1]) }
  }

  @Test func theDefaultViewIsTheNaiveSortCutAtTheLimit() throws {
    for limit in [1, 2, 7, 50, 0] {
      var filter = TicketFilter()
      filter.limit = limit
      try expectSame(filter)
    }
    #expect(try desk.store.list(TicketFilter()).total != nil)
  }

  @Test(arguments: TicketFilter.Order.allCases)
  func manyFiltersGiveTheNaiveSort(_ order: TicketFilter.Order) throws {
    var random = SeededGenerator(7)
    for round in 0..<250 {
      var filter = TicketFilter()
      filter.order = order
      filter.limit = [0, 1, 5, 50].randomElement(using: &random) ?? 0
      filter.statuses =
        [
          .unfinished, .all, .only([.new]), .only([.open, .closed]), .only([.pending, .resolved]), .only([]),
        ].randomElement(using: &random) ?? .all
      func maybe(_ change: () -> Void) { if Int.random(in: 0..<3, using: &random) == 0 { change() } }
      maybe { filter.priority = Priority.allCases.randomElement() }
      maybe { filter.assignee = ["mara", "jo", "nobody"].randomElement() }
      maybe { filter.queue = ["support", "sales", "none"].randomElement() }
      maybe { filter.requester = EmailAddress("P\((0..<30).randomElement() ?? 0)@x.example") }
      maybe { filter.tag = ["vip", "printer", "none"].randomElement() }
      maybe { filter.overdueOnly = true }
      maybe { filter.since = desk.clock.now + .minutes(-5000) }
      if filter.assignee == nil { maybe { filter.unassignedOnly = true } }
      try expectSame(filter, "round \(round): \(filter)")
    }
  }

  @Test func theOrderFollowsTheClockWithoutAnyWrite() throws {
    try expectSame(TicketFilter())
    desk.later(.hours(2))
    try expectSame(TicketFilter())
    desk.later(.days(30))
    try expectSame(TicketFilter())
  }
}
