import Desk
import Store
import Testing
import Work

@Suite("Bulk actions")
struct BulkTests {
  @Test("one thing is done to several tickets, in the order named and once each")
  func acts() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(3)
    let outcome = try bench.work.bulk(.assign("bob"), on: [ids[2], ids[0], ids[2]], by: Workbench.alice)
    #expect(outcome.results.map(\.ticket.id) == [ids[2], ids[0]])
    #expect(outcome.results.map(\.ticket.assignee) == ["bob", "bob"])
    #expect(outcome.refused.isEmpty)
    #expect(try bench.stored(ids[1]).assignee == nil)
    let last = try #require(try bench.work.lastUndo(of: "alice"))
    #expect(last.id == outcome.undo)
    #expect(last.at == bench.now)
    #expect(last.action == .assign("bob"))
    #expect(last.tickets == [ids[2], ids[0]])
    #expect(UndoID(parsing: last.id.description) == last.id)
    #expect(try bench.work.lastUndo(of: "bob") == nil)
  }

  @Test("mail leaves ten seconds later")
  func waits() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let outcome = try bench.work.bulk(.resolve(text: "Done."), on: ids, by: Workbench.alice)
    #expect(outcome.results.map(\.notices) == [1, 1])
    bench.advance(.seconds(9))
    #expect(try bench.waiting().isEmpty)
    bench.advance(.seconds(1))
    #expect(try bench.waiting().map(\.ticket) == ids)
  }

  @Test("a ticket that refuses is named and left whole; the others take the action")
  func leavesThoseThatRefuse() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(3)
    try bench.act { try $0.close(ids[1], by: Workbench.alice, in: $1) }
    let events = try bench.kinds(of: ids[1])
    let unknown = TicketID(99)
    let outcome = try bench.work.bulk(.resolve(text: "Done."), on: ids + [unknown], by: Workbench.alice)
    #expect(outcome.results.map(\.ticket.id) == [ids[0], ids[2]])
    #expect(outcome.refused.map(\.id) == [ids[1], unknown])
    #expect(outcome.refused.map(\.refusal.code) == [.illegalMove, .unknownTicket])
    #expect(try bench.kinds(of: ids[1]) == events)
    #expect(try bench.work.lastUndo(of: "alice")?.tickets == [ids[0], ids[2]])
    #expect(try bench.store.verifyAudit().isWhole)
  }

  @Test("what would be refused everywhere is refused once, and nothing is done")
  func refuses() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    func code(_ action: BulkAction, on tickets: [TicketID], by actor: Actor = Workbench.alice) throws -> Refusal.Code {
      try refusal { try bench.work.bulk(action, on: tickets, by: actor) }.code
    }
    #expect(try code(.assign("zoe"), on: ids) == .unknownOperator)
    #expect(try code(.assign("emil"), on: ids) == .notPermitted)
    #expect(try code(.priority(.high), on: ids, by: .operator("dora")) == .notPermitted)
    #expect(try code(.priority(.high), on: ids, by: .operator("zoe")) == .unknownOperator)
    #expect(try code(.resolve(text: " \n"), on: ids) == .emptyText)
    #expect(try code(.tag(add: ["two words"], remove: []), on: ids) == .badValue)
    #expect(try code(.priority(.high), on: []) == .badValue)
    let many = (1...Int64(DeskWork.mostBulkTickets) + 1).map { TicketID($0) }
    #expect(try code(.priority(.high), on: many) == .badValue)
    for id in ids { #expect(try bench.kinds(of: id) == [.opened]) }
    #expect(try bench.work.lastUndo(of: "alice") == nil)
  }

  @Test("an action that changes nothing cannot be undone and leaves the one before undoable")
  func keepsTheOneBefore() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let first = try bench.work.bulk(.assign("bob"), on: ids, by: Workbench.alice)
    #expect(try bench.work.bulk(.assign("bob"), on: ids, by: Workbench.alice).undo == nil)
    #expect(try bench.work.lastUndo(of: "alice")?.id == first.undo)
  }

  @Test("in a caller's transaction it is all or none, and its mail may leave at once")
  func actsInATransaction() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    try bench.act { try $0.close(ids[1], by: Workbench.alice, in: $1) }
    let before = try bench.outbox().count
    let refused = try refusal {
      try bench.work.perform { try bench.work.act(.resolve(text: "x"), on: ids, by: Workbench.alice, in: $0) }
    }
    #expect(refused.code == .illegalMove)
    #expect(try bench.stored(ids[0]).status == .new)
    #expect(try bench.outbox().count == before)
    let results = try bench.work.perform {
      try bench.work.act(.resolve(text: "x"), on: [ids[0]], by: Workbench.alice, in: $0)
    }
    #expect(results.map(\.notices) == [1])
    #expect(try bench.waiting().count == before + 1)
    #expect(try bench.work.lastUndo(of: "alice")?.action == .resolve(text: nil))
  }
}

extension Workbench {
  /// Several tickets, each opened by a message of its own.
  func tickets(_ count: Int) throws -> [TicketID] {
    try (1...count).map { try ticket(Letter(subject: "Request \($0)", id: "t\($0)@acme.example")) }
  }
}
