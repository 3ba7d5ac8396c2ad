import Desk
import MIME
import Store
import Testing
import Work

@Suite("Promises that pass")
struct OverdueTests {
  @Test("a promise that passes is noted once, the next one again, and the assignee hears of both")
  func notesOnce() throws {
    let bench = try Workbench { $0.notices.overdue = true }
    let id = try bench.ticket(priority: .high)
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.bob, in: $1) }
    var watch = OverdueWatch(bench.work)
    #expect(try watch.round().isEmpty)
    bench.advance(.minutes(61))
    #expect(try watch.round().map(\.ticket.id) == [id])
    #expect(try bench.details(of: .overdue, on: id)["promise"] == "first response")
    #expect(try watch.round().isEmpty)
    // Another program, or the same one after a restart, notes nothing twice.
    var second = OverdueWatch(bench.work)
    #expect(try second.round().isEmpty)
    try bench.act { try $0.reply(id, Reply(text: "Sorry."), by: Workbench.bob, in: $1) }
    bench.advance(.hours(8))
    #expect(try watch.round().map(\.notices) == [1])
    #expect(try bench.details(of: .overdue, on: id)["promise"] == "resolution")
    #expect(try bench.outbox().map(\.kind) == [.overdue, .reply, .overdue])
    let mail = try #require(try bench.waiting().first)
    #expect(mail.recipient == EmailAddress("bob@desk.example"))
    #expect(Message(mail.bytes).plain.hasPrefix("SD-1 is overdue by 1 min."))
  }

  @Test("it is noted without a mail where notices of it are off, as they are at first")
  func notesSilently() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .high)
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.bob, in: $1) }
    bench.advance(.hours(2))
    var watch = OverdueWatch(bench.work)
    #expect(try watch.round().count == 1)
    #expect(try bench.kinds(of: id).last == .overdue)
    #expect(try bench.outbox().isEmpty)
  }

  @Test("what waits for its requester or is finished is never overdue")
  func pausesCount() throws {
    let bench = try Workbench()
    for status in [Status.pending, .resolved, .closed] {
      let id = try bench.ticket(Letter(id: "\(status)@acme.example"), priority: .high)
      try bench.act { try $0.changeStatus(id, to: status, by: Workbench.alice, in: $1) }
    }
    bench.advance(.days(5))
    var watch = OverdueWatch(bench.work)
    #expect(try watch.round().isEmpty)
  }

  @Test("a change that puts a promise into the past is noted, though time alone has passed it long ago")
  func notesChanges() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .low)
    var watch = OverdueWatch(bench.work)
    bench.advance(.hours(12))
    #expect(try watch.round().isEmpty)
    try bench.act { try $0.prioritise(id, as: .high, by: Workbench.alice, in: $1) }
    #expect(try watch.round().map(\.ticket.id) == [id])
    #expect(try watch.round().isEmpty)
  }

  @Test("thousands that are overdue are noted some at a time, once each, and cost nothing more afterwards")
  func scales() throws {
    let bench = try Workbench()
    let levels = bench.work.settings.serviceLevels
    let now = bench.now
    let ids = try bench.work.perform { transaction in
      try (0..<1500).map { number in
        // Many share a due time to the microsecond, as an import makes them.
        let created = now - .days(30) + .minutes(Int64(number / 700))
        let priority = Priority.allCases[number % 3]
        return try transaction.insertTicket(
          NewTicket(
            queue: "support", subject: "Old \(number)", priority: priority, requester: Workbench.ana,
            createdAt: created, firstResponseDue: created + levels[priority].firstResponse,
            resolveDue: created + levels[priority].resolve))
      }
    }
    var watch = OverdueWatch(bench.work)
    #expect(try Set(watch.round().map(\.ticket.id)) == Set(ids))
    let events = try bench.store.lastEventSequence()
    #expect(try watch.round().isEmpty)
    // One that was away meanwhile looks at each once more, and finds it noted.
    var second = OverdueWatch(bench.work)
    #expect(try second.round().isEmpty)
    #expect(try bench.store.lastEventSequence() == events)
    let late = try bench.ticket(priority: .high)
    bench.advance(.hours(2))
    #expect(try watch.round().map(\.ticket.id) == [late])
  }

  @Test("a round that is told to stop finds the rest the next time")
  func stops() throws {
    let bench = try Workbench()
    for number in 0..<3 { _ = try bench.ticket(Letter(id: "\(number)@acme.example"), priority: .high) }
    bench.advance(.hours(2))
    var watch = OverdueWatch(bench.work)
    #expect(try watch.round { true }.isEmpty)
    #expect(try watch.round().count == 3)
  }
}
