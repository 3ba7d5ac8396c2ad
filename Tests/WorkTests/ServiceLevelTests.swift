import Desk
import Store
import Testing
import Triage
import Work

@Suite("Due times")
struct ServiceLevelTests {
  @Test("count from when the ticket was made, by its priority", arguments: Priority.allCases)
  func startWithTheTicket(priority: Priority) throws {
    let bench = try Workbench()
    let ticket = try bench.stored(try bench.ticket(priority: priority))
    let level = ServiceLevels()[priority]
    #expect(ticket.firstResponseDue == ticket.createdAt + level.firstResponse)
    #expect(ticket.resolveDue == ticket.createdAt + level.resolve)
  }

  @Test("move on by the time a ticket was pending, however it leaves that status")
  func standStillWhilePending() throws {
    let bench = try Workbench()
    for next in [Status.open, .resolved, .closed] {
      let id = try bench.ticket(Letter(id: "\(next)@acme.example"))
      let before = try bench.stored(id)
      try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.alice, in: $1) }
      #expect(try bench.stored(id).due == nil)
      bench.advance(.hours(5))
      try bench.act { try $0.changeStatus(id, to: next, by: Workbench.alice, in: $1) }
      let after = try bench.stored(id)
      #expect(after.resolveDue == before.resolveDue.map { $0 + .hours(5) })
      #expect(after.firstResponseDue == before.firstResponseDue.map { $0 + .hours(5) })
      #expect(after.pendingSince == nil)
    }
  }

  @Test("move on when the requester's answer ends the waiting")
  func goOnWithTheAnswer() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let before = try bench.stored(id)
    try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.alice, in: $1) }
    bench.advance(.hours(2))
    try bench.arrive(
      Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    let after = try bench.stored(id)
    #expect(after.status == .open)
    #expect(after.resolveDue == before.resolveDue.map { $0 + .hours(2) })
  }

  @Test("follow a change of priority, and what the clock stood still stays granted")
  func followThePriority() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .low)
    try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.alice, in: $1) }
    bench.advance(.hours(3))
    try bench.act { try $0.changeStatus(id, to: .open, by: Workbench.alice, in: $1) }
    let ticket = try bench.act { try $0.prioritise(id, as: .high, by: Workbench.alice, in: $1) }.ticket
    #expect(ticket.priority == .high)
    #expect(ticket.prioritySource == .operator)
    #expect(ticket.firstResponseDue == ticket.createdAt + .hours(1 + 3))
    #expect(ticket.resolveDue == ticket.createdAt + .hours(8 + 3))
  }

  @Test("an operator's choice is final: no mail raises or lowers it")
  func operatorsChoiceIsFinal() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .medium)
    try bench.act { try $0.prioritise(id, as: .low, by: Workbench.alice, in: $1) }
    try bench.arrive(
      Letter(id: "q2@acme.example"),
      .append(.init(ticket: id, reopens: true, raisesTo: .high, tagPriority: .high, isNewcomer: false)))
    #expect(try bench.stored(id).priority == .low)
  }

  @Test("a tag on a reply raises, with its due times and an event that says from where")
  func tagRaises() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .medium)
    try bench.arrive(
      Letter(id: "q2@acme.example"),
      .append(.init(ticket: id, reopens: true, raisesTo: .high, tagPriority: .high, isNewcomer: false)))
    let ticket = try bench.stored(id)
    #expect(ticket.priority == .high)
    #expect(ticket.resolveDue == ticket.createdAt + .hours(8))
    #expect(try bench.details(of: .prioritised, on: id) == ["from": "medium", "to": "high", "source": "tag"])
  }

  @Test("the first reply keeps the promise of a first response, and later ones do not move it")
  func firstReplyCounts() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    bench.advance(.minutes(10))
    let answered = bench.now
    try bench.act { try $0.reply(id, Reply(text: "Looking."), by: Workbench.alice, in: $1) }
    bench.advance(.minutes(10))
    try bench.act { try $0.reply(id, Reply(text: "Still looking."), by: Workbench.alice, in: $1) }
    try bench.act { try $0.note(id, text: "A note is no response.", by: Workbench.alice, in: $1) }
    #expect(try bench.stored(id).firstRespondedAt == answered)
  }

  @Test("a first response that was late stays late, whatever happens afterwards")
  func aMissedResponseStaysMissed() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .high)
    let due = try #require(try bench.stored(id).firstResponseDue)
    bench.advance(.hours(2))
    try bench.act { try $0.reply(id, Reply(text: "At last."), by: Workbench.alice, in: $1) }
    try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.alice, in: $1) }
    bench.advance(.days(2))
    try bench.act { try $0.changeStatus(id, to: .open, by: Workbench.alice, in: $1) }
    try bench.act { try $0.prioritise(id, as: .low, by: Workbench.alice, in: $1) }
    let ticket = try bench.stored(id)
    #expect(ticket.firstResponseDue == due)
    #expect(try #require(ticket.firstRespondedAt) > due)
    #expect(ticket.resolveDue == ticket.createdAt + .days(7) + .days(2))
  }
}
