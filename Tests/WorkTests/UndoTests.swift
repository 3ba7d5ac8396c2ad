import Desk
import Store
import Testing
import Triage
import Work

@Suite("Taking a bulk action back")
struct UndoTests {
  /// What an undo puts back: all of a ticket but when it last changed.
  private func same(_ left: Ticket, _ right: Ticket) -> Bool {
    var left = left
    left.updatedAt = right.updatedAt
    return left == right
  }

  @Test(
    "whatever was done, each ticket is as it was before",
    arguments: [
      BulkAction.assign("bob"), .assign(nil), .priority(.high), .priority(.low), .resolve(text: nil), .close(text: nil),
      .reopen(text: nil), .status(.open), .status(.pending), .status(.resolved),
      .tag(add: ["new", "b"], remove: ["a"]),
    ])
  func restores(_ action: BulkAction) throws {
    let bench = try Workbench()
    let ids = try bench.tickets(5)
    try bench.act { try $0.assign(ids[1], to: "carol", by: Workbench.alice, in: $1) }
    try bench.act { try $0.changeStatus(ids[2], to: .pending, by: Workbench.alice, in: $1) }
    try bench.act { try $0.tag(ids[2], adding: ["a", "b"], by: Workbench.alice, in: $1) }
    try bench.act { try $0.prioritise(ids[3], as: .high, by: Workbench.alice, in: $1) }
    try bench.act { try $0.resolve(ids[4], text: nil, by: Workbench.alice, in: $1) }
    bench.advance(.minutes(17))
    let before = try ids.map(bench.stored)
    let outcome = try bench.work.bulk(action, on: ids, by: Workbench.alice)
    let undo = try #require(outcome.undo)
    bench.advance(.minutes(5))
    let results = try bench.work.undo(undo, by: Workbench.alice)
    #expect(!results.isEmpty)
    #expect(results.allSatisfy { $0.leftovers.isEmpty && !$0.restored.isEmpty })
    for ticket in before { #expect(same(ticket, try bench.stored(ticket.id))) }
    for result in results {
      #expect(result.ticket == (try bench.stored(result.ticket.id)))
      #expect(try bench.kinds(of: result.ticket.id).contains(.undone))
      #expect(try bench.details(of: .undone, on: result.ticket.id)["action"] == action.word)
    }
    #expect(try bench.store.verifyAudit().isWhole)
  }

  @Test("mail of it that has not left is cancelled, with an event")
  func cancelsMail() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let undo = try #require(try bench.work.bulk(.resolve(text: "Done."), on: ids, by: Workbench.alice).undo)
    bench.advance(.seconds(9))
    let results = try bench.work.undo(undo, by: Workbench.alice)
    #expect(results.allSatisfy { $0.leftovers.isEmpty })
    #expect(try bench.outbox().map(\.state) == [.cancelled, .cancelled])
    #expect(try bench.kinds(of: ids[0]).suffix(2) == [.outboxCancelled, .undone])
    bench.advance(.hours(1))
    #expect(try bench.waiting().isEmpty)
  }

  @Test("mail that has left is named, and the ticket is open again all the same")
  func namesMailThatHasLeft() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let undo = try #require(try bench.work.bulk(.resolve(text: "Done."), on: ids, by: Workbench.alice).undo)
    bench.advance(.seconds(10))
    let sent = try bench.waiting()
    try bench.work.perform { _ = try $0.settle(sent[0].id, .accepted(reply: "250 ok"), next: nil) }
    let results = try bench.work.undo(undo, by: Workbench.alice)
    let leftover = Leftover.mail(.resolved, to: EmailAddress("ana@acme.example"))
    #expect(results.map(\.leftovers) == [[leftover], [leftover]])
    #expect(results.map(\.ticket.status) == [.new, .new])
    #expect(try bench.details(of: .undone, on: ids[0])["kept"] == leftover.description)
  }

  @Test("what somebody changed since stays, and is named with who did it")
  func leavesLaterChanges() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(4)
    let undo = try #require(try bench.work.bulk(.assign("bob"), on: ids, by: Workbench.alice).undo)
    bench.advance(.minutes(1))
    try bench.act { try $0.assign(ids[0], to: "carol", by: Workbench.bob, in: $1) }
    try bench.act { try $0.reply(ids[1], Reply(text: "On it."), by: Workbench.bob, in: $1) }
    try bench.act { try $0.prioritise(ids[2], as: .high, by: Workbench.bob, in: $1) }
    let results = try bench.work.undo(undo, by: Workbench.alice)
    #expect(results[0].leftovers == [.assignee("carol", by: "bob")])
    #expect(results[0].restored.isEmpty)
    #expect(results[0].ticket.status == .open)
    #expect(!(try bench.kinds(of: ids[0]).contains(.undone)))
    #expect(results[1].leftovers == [.status(.open, by: "bob")])
    #expect(results[1].ticket.assignee == nil)
    #expect(results[1].ticket.status == .open)
    #expect(results[2].leftovers.isEmpty)
    #expect(results[2].ticket.priority == .high)
    #expect(results[2].ticket.status == .new)
    #expect(results[3].ticket.assignee == nil)
    #expect(results[3].ticket.status == .new)
  }

  @Test("a requester's answer to a resolution stays an answer")
  func leavesAnswers() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let undo = try #require(try bench.work.bulk(.resolve(text: "Done."), on: [id], by: Workbench.alice).undo)
    bench.advance(.seconds(5))
    try bench.arrive(
      Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    let result = try #require(try bench.work.undo(undo, by: Workbench.alice).first)
    #expect(result.leftovers == [.status(.open, by: "mail")])
    #expect(try bench.outbox().first { $0.kind == .resolved }?.state == .queued)
  }

  @Test("a ticket that went into another since is left there")
  func leavesMergedTickets() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let undo = try #require(try bench.work.bulk(.priority(.high), on: ids, by: Workbench.alice).undo)
    try bench.act { try $0.merge(ids[0], ids[1], by: Workbench.bob, in: $1) }
    let results = try bench.work.undo(undo, by: Workbench.alice)
    #expect(results[0].restored == ["priority"])
    #expect(results[1].leftovers == [.merged(into: ids[0])])
    #expect(results[1].ticket.mergedInto == ids[0])
  }

  @Test("the time that a ticket has stood still meanwhile stays granted")
  func keepsGrantedTime() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let due = try #require(try bench.stored(id).resolveDue)
    let undo = try #require(try bench.work.bulk(.priority(.high), on: [id], by: Workbench.alice).undo)
    try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.bob, in: $1) }
    bench.advance(.minutes(30))
    try bench.act { try $0.changeStatus(id, to: .open, by: Workbench.bob, in: $1) }
    _ = try bench.work.undo(undo, by: Workbench.alice)
    #expect(try bench.stored(id).resolveDue == due + .minutes(30))
  }

  @Test("it can be taken back once, by whoever did it, until they do the next")
  func isTakenBackOnce() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let first = try #require(try bench.work.bulk(.priority(.high), on: ids, by: Workbench.alice).undo)
    #expect(try refusal { try bench.work.undo(first, by: Workbench.bob) }.code == .notPermitted)
    #expect(try refusal { try bench.work.undo(first, by: .operator("dora")) }.code == .notPermitted)
    _ = try bench.work.bulk(.priority(.low), on: ids, by: Workbench.bob)
    let second = try #require(try bench.work.bulk(.tag(add: ["x"], remove: []), on: ids, by: Workbench.alice).undo)
    #expect(try refusal { try bench.work.undo(first, by: Workbench.alice) }.code == .unknownRow)
    _ = try bench.work.undo(second, by: Workbench.alice)
    #expect(try refusal { try bench.work.undo(second, by: Workbench.alice) }.code == .unknownRow)
    #expect(try bench.work.lastUndo(of: "alice") == nil)
    #expect(try bench.work.lastUndo(of: "bob")?.action == .priority(.low))
  }

  @Test("words that were sent are not kept beside the ticket, where nobody would erase them")
  func keepsNoWords() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(1)
    _ = try bench.work.bulk(.resolve(text: "Secret words."), on: ids, by: Workbench.alice)
    #expect(try bench.store.undoRecord(of: "alice")?.record.contains("Secret") == false)
  }
}
