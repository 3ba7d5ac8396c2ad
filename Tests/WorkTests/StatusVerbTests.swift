import Desk
import MIME
import Store
import Testing
import Work

@Suite("Resolving, closing, reopening")
struct StatusVerbTests {
  @Test("resolve works from every earlier status, tells the requester the whole resolution, and is a first response")
  func resolves() throws {
    let bench = try Workbench()
    for status in [Status.new, .open, .pending] {
      let id = try bench.ticket(Letter(id: "\(status)@acme.example"))
      if status != .new { try bench.act { try $0.changeStatus(id, to: status, by: Workbench.alice, in: $1) } }
      let result = try bench.act {
        try $0.resolve(id, text: "Renewed the certificate.\n\nPlease reconnect.", by: Workbench.alice, in: $1)
      }
      #expect(result.ticket.status == .resolved)
      #expect(result.ticket.resolvedAt == bench.now)
      #expect(result.ticket.firstRespondedAt == bench.now)
      #expect(result.notices == 1)
      #expect(result.recipients == [Workbench.ana])
      #expect(try bench.details(of: .resolved, on: id) == ["from": status.rawValue])
    }
    let mails = try bench.waiting()
    #expect(mails.map(\.kind) == [.resolved, .resolved, .resolved])
    for mail in mails {
      let message = Message(mail.bytes)
      #expect(message.plain.contains("Renewed the certificate.\n\nPlease reconnect."))
      #expect(message.text("Auto-Submitted") == "auto-generated")
      #expect(mail.recipient == Workbench.ana.address)
    }
  }

  @Test("a finished ticket is not resolved again, and says what can be done instead")
  func refusesToResolveTwice() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.resolve(id, text: nil, by: Workbench.alice, in: $1) }
    #expect(
      try refusal { try bench.act { try $0.resolve(id, text: nil, by: Workbench.alice, in: $1) } }.code == .alreadyThere
    )
    try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }
    let refused = try refusal { try bench.act { try $0.resolve(id, text: nil, by: Workbench.alice, in: $1) } }
    #expect(refused.code == .illegalMove)
    #expect(refused.description.contains("reopen it first"))
    #expect(try bench.outbox().map(\.kind) == [.resolved, .closed])
  }

  @Test("a blank resolution is refused and changes nothing")
  func refusesBlankText() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let refused = try refusal { try bench.act { try $0.resolve(id, text: " \n\t", by: Workbench.alice, in: $1) } }
    #expect(refused.code == .emptyText)
    #expect(try bench.stored(id).status == .new)
    #expect(try bench.outbox().isEmpty)
  }

  @Test("where the notice cannot go out the resolution stays on the ticket as a note, and the result says why")
  func keepsTheResolution() throws {
    let bench = try Workbench()
    let id = try bench.ticket(Letter(from: Person(name: "Nobody", address: nil)))
    let result = try bench.act { try $0.resolve(id, text: "Done by phone.", by: Workbench.alice, in: $1) }
    #expect(result.notices == 0)
    #expect(result.withheld == ["there is no address to write to"])
    let note = try #require(try bench.store.conversation(of: id).last)
    #expect(note.kind == .note)
    #expect(note.text == "Done by phone.")
    #expect(try bench.kinds(of: id).contains(.noticeHeld))
  }

  @Test("close works from every earlier status and tells the requester")
  func closes() throws {
    let bench = try Workbench()
    for status in [Status.new, .open, .pending, .resolved] {
      let id = try bench.ticket(Letter(id: "\(status)@acme.example"))
      if status != .new { try bench.act { try $0.changeStatus(id, to: status, by: Workbench.alice, in: $1) } }
      let result = try bench.act { try $0.close(id, text: "No answer.", by: Workbench.alice, in: $1) }
      #expect(result.ticket.status == .closed)
      #expect(result.ticket.closedAt == bench.now)
      #expect(result.ticket.pendingSince == nil)
      #expect(result.notices == 1)
    }
  }

  @Test("what has been resolved for longer than close_after closes by itself, and nothing else does")
  func closesStale() throws {
    let bench = try Workbench()
    let old = try bench.ticket(Letter(id: "old@acme.example"))
    try bench.act { try $0.resolve(old, text: nil, by: Workbench.alice, in: $1) }
    bench.advance(.days(3))
    let young = try bench.ticket(Letter(id: "young@acme.example"))
    try bench.act { try $0.resolve(young, text: nil, by: Workbench.alice, in: $1) }
    let open = try bench.ticket(Letter(id: "open@acme.example"))
    bench.advance(.days(4))
    let closed = try bench.work.perform { try bench.work.closeStale(in: $0) }
    #expect(closed.map(\.id) == [old])
    #expect(try bench.stored(old).status == .closed)
    #expect(try bench.stored(young).status == .resolved)
    #expect(try bench.stored(open).status == .new)
    #expect(try bench.store.events(of: old).last { $0.kind == .closed }?.actor == "desk")
    #expect(try bench.work.perform { try bench.work.closeStale(in: $0) }.isEmpty)
    #expect(try bench.outbox().map(\.kind) == [.resolved, .resolved, .closed])
    bench.advance(.days(3))
    #expect(try bench.work.perform { try bench.work.closeStale(sendNotices: false, in: $0) }.map(\.id) == [young])
    #expect(try bench.outbox().count == 3)
  }

  @Test("reopen takes resolved and closed back to open, keeps the reason as a note, and tells the assignee")
  func reopens() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    for status in [Status.resolved, .closed] {
      try bench.act { try $0.changeStatus(id, to: status, by: Workbench.alice, in: $1) }
      let result = try bench.act { try $0.reopen(id, text: "It came back.", by: Workbench.alice, in: $1) }
      #expect(result.ticket.status == .open)
      #expect(result.ticket.resolvedAt == nil)
      #expect(result.ticket.closedAt == nil)
      #expect(result.recipients.map(\.address) == [EmailAddress("bob@desk.example")])
      #expect(try bench.store.conversation(of: id).last { $0.kind == .note }?.text == "It came back.")
    }
    #expect(try refusal { try bench.act { try $0.reopen(id, by: Workbench.alice, in: $1) } }.code == .illegalMove)
  }

  @Test("status sends the notice of the verb it stands for")
  func statusIsTheVerb() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    for (status, notices) in [(Status.open, 0), (.pending, 0), (.resolved, 1), (.closed, 1), (.open, 0)] {
      let result = try bench.act { try $0.changeStatus(id, to: status, by: Workbench.alice, in: $1) }
      #expect(result.ticket.status == status)
      #expect(result.notices == notices)
    }
    #expect(
      try refusal { try bench.act { try $0.changeStatus(id, to: .new, by: Workbench.alice, in: $1) } }.code
        == .illegalMove)
    #expect(
      try refusal { try bench.act { try $0.changeStatus(id, to: .open, by: Workbench.alice, in: $1) } }.code
        == .alreadyThere)
  }

  @Test("several tickets are changed together or not at all")
  func allOrNothing() throws {
    let bench = try Workbench()
    let first = try bench.ticket(Letter(id: "1@acme.example"))
    let second = try bench.ticket(Letter(id: "2@acme.example"))
    try bench.act { try $0.close(second, by: Workbench.alice, in: $1) }
    let before = try bench.outbox().count
    #expect(throws: Refusal.self) {
      try bench.work.all([first, second]) { try bench.work.resolve($0, text: nil, by: Workbench.alice, in: $1) }
    }
    #expect(try bench.stored(first).status == .new)
    #expect(try bench.outbox().count == before)
    let results = try bench.work.all([first]) { try bench.work.resolve($0, text: nil, by: Workbench.alice, in: $1) }
    #expect(results.map(\.ticket.status) == [.resolved])
  }
}
