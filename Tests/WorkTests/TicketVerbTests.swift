import Desk
import Store
import Testing
import Work

@Suite("Working tickets")
struct TicketVerbTests {
  @Test("a ticket that somebody takes is open; taking it away again leaves it so")
  func assigns() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let taken = try bench.act { try $0.assign(id, to: "alice", by: Workbench.alice, in: $1) }.ticket
    #expect(taken.assignee == "alice")
    #expect(taken.status == .open)
    #expect(try bench.details(of: .assigned, on: id) == ["to": "alice"])
    let freed = try bench.act { try $0.assign(id, to: nil, by: Workbench.alice, in: $1) }.ticket
    #expect(freed.assignee == nil)
    #expect(freed.status == .open)
    let events = try bench.kinds(of: id)
    try bench.act { try $0.assign(id, to: nil, by: Workbench.alice, in: $1) }
    #expect(try bench.kinds(of: id) == events)
  }

  @Test("only somebody who may work tickets is given one, or does anything to one")
  func permits() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    func code(assigning name: String, by actor: Actor = Workbench.alice) throws -> Refusal.Code {
      try refusal { try bench.act { try $0.assign(id, to: name, by: actor, in: $1) } }.code
    }
    #expect(try code(assigning: "zoe") == .unknownOperator)
    #expect(try code(assigning: "emil") == .notPermitted)
    #expect(try code(assigning: "bob", by: .operator("zoe")) == .unknownOperator)
    #expect(try code(assigning: "bob", by: .operator("dora")) == .notPermitted)
    #expect(try code(assigning: "bob", by: .operator("emil")) == .notPermitted)
    let verbs: [(DeskWork, Transaction) throws -> VerbResult] = [
      { try $0.note(id, text: "x", by: .operator("dora"), in: $1) },
      { try $0.reply(id, Reply(text: "x"), by: .operator("dora"), in: $1) },
      { try $0.resolve(id, text: "x", by: .operator("dora"), in: $1) },
      { try $0.close(id, by: .operator("dora"), in: $1) },
      { try $0.reopen(id, by: .operator("dora"), in: $1) },
      { try $0.prioritise(id, as: .high, by: .operator("dora"), in: $1) },
      { try $0.changeStatus(id, to: .open, by: .operator("dora"), in: $1) },
      { try $0.tag(id, adding: ["x"], by: .operator("dora"), in: $1) },
      { try $0.watch(id, Workbench.bo, by: .operator("dora"), in: $1) },
      { try $0.unwatch(id, EmailAddress("bo@acme.example"), by: .operator("dora"), in: $1) },
      { try $0.changeRequester(id, to: Workbench.bo, by: .operator("dora"), in: $1) },
      { try $0.changeSubject(id, to: "x", by: .operator("dora"), in: $1) },
      { try $0.link(id, with: id, by: .operator("dora"), in: $1) },
      { try $0.merge(id, id, by: .operator("dora"), in: $1) },
      { try $0.open(NewRequest(requester: Workbench.bo, subject: "x", text: ""), by: .operator("dora"), in: $1) },
    ]
    for verb in verbs { #expect(try refusal { try bench.act(verb) }.code == .notPermitted) }
  }

  @Test("a ticket that is not there is named in the refusal")
  func refusesUnknownTickets() throws {
    let bench = try Workbench()
    let refused = try refusal { try bench.act { try $0.note(TicketID(99), text: "x", by: Workbench.alice, in: $1) } }
    #expect(refused.code == .unknownTicket)
    #expect(refused.description.contains("SD-99"))
  }

  @Test("tags are words in lower case, put on and taken off once each")
  func tags() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let tagged = try bench.act { try $0.tag(id, adding: ["VIP", "hardware", "vip"], by: Workbench.alice, in: $1) }
    #expect(tagged.ticket.tags == ["hardware", "vip"])
    let changed = try bench.act {
      try $0.tag(id, adding: ["vpn"], removing: ["vip", "none"], by: Workbench.alice, in: $1)
    }
    #expect(changed.ticket.tags == ["hardware", "vpn"])
    #expect(try bench.kinds(of: id).filter { $0 == .tagged }.count == 3)
    #expect(try bench.kinds(of: id).filter { $0 == .untagged }.count == 1)
    for bad in ["", "two words", "a,b", String(repeating: "x", count: 65)] {
      #expect(
        try refusal { try bench.act { try $0.tag(id, adding: [bad], by: Workbench.alice, in: $1) } }.code == .badValue)
    }
  }

  @Test("a new requester gets all that is sent from then on")
  func changesRequester() throws {
    let bench = try Workbench()
    let id = try bench.ticket(watchers: [Workbench.bo])
    let ticket = try bench.act { try $0.changeRequester(id, to: Workbench.bo, by: Workbench.alice, in: $1) }.ticket
    #expect(ticket.requester == Workbench.bo)
    #expect(try bench.details(of: .requesterChanged, on: id) == ["from": "ana@acme.example", "to": "bo@acme.example"])
    #expect(
      try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }.recipients == [Workbench.bo])
    #expect(try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }.recipients == [Workbench.bo])
  }

  @Test("watchers come and go with an event each")
  func watches() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.watch(id, Workbench.bo, by: Workbench.alice, in: $1) }
    try bench.act { try $0.watch(id, Workbench.bo, by: Workbench.alice, in: $1) }
    #expect(try bench.store.watchers(of: id) == [Workbench.bo])
    try bench.act { try $0.unwatch(id, EmailAddress("BO@acme.example"), by: Workbench.alice, in: $1) }
    #expect(try bench.store.watchers(of: id).isEmpty)
    #expect(try bench.kinds(of: id).suffix(2) == [.watched, .unwatched])
    let refused = try refusal {
      try bench.act { try $0.unwatch(id, EmailAddress("bo@acme.example"), by: Workbench.alice, in: $1) }
    }
    #expect(refused.code == .unknownRow)
  }

  @Test("a subject is one line, with what it was in the event")
  func changesSubject() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let ticket = try bench.act { try $0.changeSubject(id, to: " Office VPN\r\n down ", by: Workbench.alice, in: $1) }
      .ticket
    #expect(ticket.subject == "Office VPN down")
    #expect(try bench.details(of: .subjectChanged, on: id) == ["from": "VPN down", "to": "Office VPN down"])
    #expect(
      try refusal { try bench.act { try $0.changeSubject(id, to: "\n", by: Workbench.alice, in: $1) } }.code
        == .emptyText)
  }

  @Test("two tickets are linked once, and none with itself")
  func links() throws {
    let bench = try Workbench()
    let one = try bench.ticket(Letter(id: "1@acme.example"))
    let two = try bench.ticket(Letter(id: "2@acme.example"))
    try bench.act { try $0.link(one, with: two, by: Workbench.alice, in: $1) }
    #expect(try bench.store.links(of: two) == [TicketLink(ticket: one, other: two, kind: "related")])
    #expect(
      try refusal { try bench.act { try $0.link(two, with: one, by: Workbench.alice, in: $1) } }.code == .alreadyThere)
    #expect(
      try refusal { try bench.act { try $0.link(one, with: one, by: Workbench.alice, in: $1) } }.code == .badValue)
  }

  @Test("a call written down is a ticket with its words as a note, and no mail goes to the caller")
  func opensByHand() throws {
    let bench = try Workbench()
    let result = try bench.act {
      try $0.open(
        NewRequest(
          requester: Workbench.ana, subject: "Printer", text: "Smells.", queue: "billing", assignee: "bob",
          tags: ["Hardware"], watchers: [Workbench.bo]), by: Workbench.alice, in: $1)
    }
    let ticket = result.ticket
    #expect(ticket.queue == "billing")
    #expect(ticket.priority == .low)
    #expect(ticket.status == .open)
    #expect(ticket.assignee == "bob")
    #expect(ticket.tags == ["hardware"])
    #expect(ticket.messages == 1)
    #expect(ticket.resolveDue == ticket.createdAt + .days(7))
    #expect(result.recipients.map(\.address) == [EmailAddress("bob@desk.example")])
    #expect(try bench.outbox().map(\.kind) == [.assigned])
    #expect(try bench.store.conversation(of: ticket.id).filter { $0.kind == .note }.map(\.text) == ["Smells."])
    #expect(try bench.store.watchers(of: ticket.id) == [Workbench.bo])
  }

  @Test("a new ticket needs a subject, and a queue and an assignee that exist")
  func refusesToOpen() throws {
    let bench = try Workbench()
    func code(_ new: NewRequest) throws -> Refusal.Code {
      try refusal { try bench.act { try $0.open(new, by: Workbench.alice, in: $1) } }.code
    }
    #expect(try code(NewRequest(requester: Workbench.ana, subject: " ", text: "x")) == .emptyText)
    #expect(try code(NewRequest(requester: Workbench.ana, subject: "x", text: "x", queue: "sales")) == .unknownQueue)
    #expect(
      try code(NewRequest(requester: Workbench.ana, subject: "x", text: "x", assignee: "zoe")) == .unknownOperator)
    let own = Person(name: nil, address: EmailAddress("support@desk.example"))
    #expect(try code(NewRequest(requester: own, subject: "x", text: "x")) == .badValue)
    var filter = TicketFilter()
    filter.statuses = .all
    #expect(try bench.store.list(filter).tickets.isEmpty)
  }

  @Test("an operator is made on first use, once; names that events use are not for operators")
  func operators() throws {
    let bench = try Workbench()
    let first = try bench.work.perform { try bench.work.ensureOperator("zoe", in: $0) }
    let second = try bench.work.perform { try bench.work.ensureOperator("zoe", in: $0) }
    #expect(first.isNew && !second.isNew)
    for name in ["", "desk", "mail", "two words", "-x", "a\u{7}b"] {
      #expect(try refusal { try bench.work.perform { try bench.work.ensureOperator(name, in: $0) } }.code == .badValue)
    }
    let own = Operator(name: "loop", address: EmailAddress("support@desk.example"))
    #expect(
      try refusal { try bench.work.perform { try bench.work.addOperator(own, by: .desk, in: $0) } }.code == .badValue)
    let twice = Operator(name: "alice")
    #expect(
      try refusal { try bench.work.perform { try bench.work.addOperator(twice, by: .desk, in: $0) } }.code
        == .alreadyThere)
    var bob = try #require(try bench.store.operator(named: "bob"))
    bob.isDisabled = true
    try bench.work.perform { try bench.work.changeOperator(bob, by: Workbench.alice, in: $0) }
    #expect(try bench.store.operator(named: "bob")?.isDisabled == true)
  }
}
