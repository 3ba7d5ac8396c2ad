import Desk
import GRDB
import Testing

@testable import Store

/// The counts beside the lists: kept through whatever happens, and always what a count by hand says.
@Suite struct CountTests {
  private let desk: TestStore

  init() throws { desk = try TestStore() }

  private func tickets() throws -> [Ticket] {
    var all = TicketFilter()
    all.statuses = .all
    all.limit = 0
    return try desk.store.list(all).tickets
  }

  private func expectCountedByHand(_ comment: Comment? = nil) throws {
    let unfinished = try tickets().filter { $0.status != .closed }
    for name in ["mara", "jo", "nobody"] {
      let counts = try desk.store.counts(for: name)
      #expect(counts.unfinished == unfinished.count, comment)
      #expect(counts.mine == unfinished.filter { $0.assignee == name }.count, comment)
      #expect(counts.unassigned == unfinished.filter { $0.assignee == nil }.count, comment)
      #expect(counts.overdue == unfinished.filter { $0.isOverdue(at: desk.clock.now) }.count, comment)
      #expect(!counts.overdueIsMore)
      #expect(counts.high == unfinished.filter { $0.priority == .high }.count, comment)
      #expect(counts.pending == unfinished.filter { $0.status == .pending }.count, comment)
      #expect(counts.resolved == unfinished.filter { $0.status == .resolved }.count, comment)
      for queue in counts.queues {
        let here = unfinished.filter { $0.queue == queue.name }
        #expect(queue.unfinished == here.count, comment)
        #expect(queue.unassigned == here.filter { $0.assignee == nil }.count, comment)
      }
      #expect(counts.queues.map(\.name) == ["billing", "sales", "support"])
    }
  }

  @Test func theyAreWhatACountByHandSaysWhateverHappens() throws {
    var random = SeededGenerator(23)
    try desk.store.write { try $0.insertGeneratedTickets(120, &random) }
    try expectCountedByHand("as inserted")
    for round in 0..<40 {
      try desk.store.write { transaction in
        for _ in 0..<5 { try change(in: transaction, &random) }
      }
      try expectCountedByHand("round \(round)")
      if round % 10 == 0 { desk.later(.hours(1)) }
    }
  }

  private func change(in transaction: Transaction, _ random: inout SeededGenerator) throws {
    let id = TicketID(Int64.random(in: 1...120, using: &random))
    var ticket = try transaction.ticket(id)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: try transaction.insertGeneratedTickets(2, &random)
    case 1:
      let earlier = TicketID(Int64.random(in: 1...120, using: &random))
      if earlier < id, ticket.mergedInto == nil, try transaction.ticket(earlier).mergedInto == nil {
        try transaction.merge(id, into: earlier)
      }
    case 2:
      // What is undone was never counted.
      try? transaction.savepoint {
        try transaction.insertGeneratedTickets(1, &random)
        throw TestMail.Poison()
      }
    default:
      guard ticket.mergedInto == nil else { return }
      ticket.status = Status.allCases.randomElement(using: &random) ?? .open
      ticket.priority = Priority.allCases.randomElement(using: &random) ?? .low
      ticket.assignee = [nil, "mara", "jo"].randomElement(using: &random) ?? nil
      ticket.queue = ["support", "billing", "sales"].randomElement(using: &random) ?? "sales"
      ticket.resolveDue = transaction.now + .minutes(Int64.random(in: -90...90, using: &random))
      try transaction.update(ticket)
    }
  }

  @Test func aTicketThatIsErasedIsNotCounted() throws {
    var random = SeededGenerator(4)
    try desk.store.write { try $0.insertGeneratedTickets(60, &random) }
    try DatabaseQueue(path: desk.path).write {
      try $0.execute(sql: "DELETE FROM tag WHERE ticket <= 20; DELETE FROM ticket WHERE id <= 20")
    }
    try expectCountedByHand()
  }

  @Test func aListKnowsItsTotalWhereItIsKept() throws {
    var random = SeededGenerator(9)
    try desk.store.write { try $0.insertGeneratedTickets(300, &random) }
    let changes: [(inout TicketFilter) -> Void] = [
      { _ in }, { $0.assignee = "mara" }, { $0.assignee = "nobody" }, { $0.unassignedOnly = true },
      { $0.queue = "sales" }, { $0.queue = "none" },
      {
        $0.queue = "sales"; $0.unassignedOnly = true
      }, { $0.statuses = .all }, { $0.statuses = .only([.pending]) }, { $0.priority = .high },
      {
        $0.priority = .low; $0.statuses = .only([.new, .closed])
      },
    ]
    for change in changes {
      var filter = TicketFilter()
      change(&filter)
      filter.limit = 0
      let page = try desk.store.list(filter)
      #expect(page.total == page.tickets.count, "\(filter)")
      filter.limit = 10
      #expect(try desk.store.rows(filter, for: nil).total == page.total, "\(filter)")
    }
    var since = TicketFilter()
    since.since = desk.clock.now
    #expect(try desk.store.rows(since, for: nil).total == nil)
  }

  @Test func whatIsOverdueIsCountedSoFarAndNoFurther() throws {
    try desk.store.write { transaction in
      for number in 0..<30 {
        _ = try transaction.insertTicket(
          NewTicket(
            queue: "support", subject: "late", priority: number % 2 == 0 ? .high : .low,
            requester: Person(name: nil, address: nil), createdAt: transaction.now,
            resolveDue: transaction.now + .minutes(-1)))
      }
    }
    let now = desk.clock.now
    try desk.store.read { connection in
      let listing = try connection.listing(TicketFilter(), now: now, budget: .max)
      for (limit, count, isMore) in [(100, 30, false), (30, 30, false), (29, 29, true), (10, 10, true), (15, 15, true)]
      {
        let overdue = try connection.overdue(listing, atMost: limit)
        #expect(overdue.count == count && overdue.isMore == isMore, "\(limit): \(overdue)")
      }
    }
  }
}
