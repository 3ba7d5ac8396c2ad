import Desk
import Store
import Testing
import Triage
import Work

@Suite("Merging")
struct MergeTests {
  @Test("the later ticket goes into the earlier, whichever is named first", arguments: [true, false])
  func laterIntoEarlier(laterFirst: Bool) throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    let later = try bench.ticket(Letter(from: Workbench.bo, id: "2@acme.example"))
    let result = try bench.act {
      try laterFirst
        ? $0.merge(later, earlier, by: Workbench.alice, in: $1) : $0.merge(earlier, later, by: Workbench.alice, in: $1)
    }
    #expect(result.ticket.id == earlier)
    #expect(result.ticket.messages == 2)
    let absorbed = try bench.stored(later)
    #expect(absorbed.status == .closed)
    #expect(absorbed.mergedInto == earlier)
    #expect(try bench.store.watchers(of: earlier) == [Workbench.bo])
    #expect(try bench.details(of: .merged, on: earlier) == ["from": later.description])
    #expect(try bench.details(of: .merged, on: later) == ["into": earlier.description])
    #expect(try bench.store.links(of: earlier).map(\.kind) == ["merged"])
    #expect(try bench.outbox().isEmpty)
  }

  @Test("nothing that somebody still has to do vanishes in a finished ticket", arguments: [Status.resolved, .closed])
  func reopensTheSurvivor(status: Status) throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    try bench.act { try $0.changeStatus(earlier, to: status, by: Workbench.alice, in: $1) }
    let later = try bench.ticket(Letter(id: "2@acme.example"), priority: .high, source: .tag)
    let survivor = try bench.act { try $0.merge(earlier, later, by: Workbench.alice, in: $1) }.ticket
    #expect(survivor.status == .open)
    #expect(survivor.priority == .high)
    #expect(survivor.resolveDue == survivor.createdAt + .hours(8))
  }

  @Test("a ticket that waits for its requester is not finished by going into one that is")
  func keepsWaiting() throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    try bench.act { try $0.close(earlier, by: Workbench.alice, in: $1) }
    let later = try bench.ticket(Letter(id: "2@acme.example"))
    try bench.act { try $0.changeStatus(later, to: .pending, by: Workbench.alice, in: $1) }
    #expect(try bench.act { try $0.merge(earlier, later, by: Workbench.alice, in: $1) }.ticket.status == .open)
  }

  @Test("a priority that an operator chose stays, and an assignee too")
  func keepsChoices() throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    try bench.act { try $0.prioritise(earlier, as: .low, by: Workbench.alice, in: $1) }
    try bench.act { try $0.assign(earlier, to: "alice", by: Workbench.alice, in: $1) }
    let later = try bench.ticket(Letter(id: "2@acme.example"), priority: .high, source: .tag)
    try bench.act { try $0.assign(later, to: "bob", by: Workbench.alice, in: $1) }
    let survivor = try bench.act { try $0.merge(earlier, later, by: Workbench.alice, in: $1) }.ticket
    #expect(survivor.priority == .low)
    #expect(survivor.assignee == "alice")
  }

  @Test("a merged ticket takes no verb more, and says which one to name")
  func refusesVerbs() throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    let later = try bench.ticket(Letter(id: "2@acme.example"))
    try bench.act { try $0.merge(earlier, later, by: Workbench.alice, in: $1) }
    let verbs: [(DeskWork, Transaction) throws -> VerbResult] = [
      { try $0.note(later, text: "x", by: Workbench.alice, in: $1) },
      { try $0.reply(later, Reply(text: "x"), by: Workbench.alice, in: $1) },
      { try $0.reopen(later, by: Workbench.alice, in: $1) },
      { try $0.merge(later, earlier, by: Workbench.alice, in: $1) },
    ]
    for verb in verbs {
      let refused = try refusal { try bench.act(verb) }
      #expect(refused.code == .conflict)
      #expect(refused.description.contains("name \(earlier) instead"))
    }
    #expect(
      try refusal { try bench.act { try $0.merge(earlier, earlier, by: Workbench.alice, in: $1) } }.code == .badValue)
  }

  @Test("mail for a merged ticket goes to the survivor, through two merges")
  func followsMerges() throws {
    let bench = try Workbench()
    let ids = try (1...3).map { try bench.ticket(Letter(id: "\($0)@acme.example")) }
    try bench.act { try $0.merge(ids[1], ids[2], by: Workbench.alice, in: $1) }
    try bench.act { try $0.merge(ids[0], ids[1], by: Workbench.alice, in: $1) }
    let applied = try bench.arrive(
      Letter(id: "4@acme.example"), .append(.init(ticket: ids[2], reopens: true, isNewcomer: false)))
    #expect(applied.ticket == ids[0])
    #expect(try bench.stored(ids[0]).messages == 4)
  }

  @Test("a message that ties two tickets together merges them, and their strangers wait to be let in")
  func mergesByMail() throws {
    let bench = try Workbench()
    let cy = Person(name: "Cy", address: EmailAddress("cy@else.example"))
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    let later = try bench.ticket(
      Letter(from: Workbench.bo, cc: "Cy <cy@else.example>", id: "2@acme.example"), watchers: [cy])
    let applied = try bench.arrive(
      Letter(id: "3@acme.example"),
      .append(.init(ticket: earlier, merging: [later], reopens: true, isNewcomer: false)))
    #expect(applied.ticket == earlier)
    #expect(try bench.stored(later).mergedInto == earlier)
    #expect(try bench.stored(earlier).messages == 3)
    #expect(try bench.store.watchers(of: earlier).isEmpty)
    #expect(try bench.store.newcomers(of: earlier) == [Workbench.bo], "whom a stranger has in Cc is nobody")
    #expect(try bench.store.verifyAudit().isWhole)
  }

  @Test(
    "a mail that ties tickets together raises the priority by tags and operators alone, never by a header",
    arguments: [
      (Priority.Source.header, Priority.medium), (.queue, .medium), (.tag, .high), (.operator, .high),
    ])
  func raisesByMail(source: Priority.Source, expected: Priority) throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"))
    let later = try bench.ticket(Letter(id: "2@acme.example"), priority: .high, source: source)
    if source == .operator { try bench.act { try $0.prioritise(later, as: .high, by: Workbench.alice, in: $1) } }
    try bench.arrive(
      Letter(id: "3@acme.example"),
      .append(.init(ticket: earlier, merging: [later], reopens: true, isNewcomer: false)))
    let survivor = try bench.stored(earlier)
    #expect(survivor.priority == expected)
    #expect(survivor.prioritySource == (expected == .medium ? .queue : source))
  }

  @Test("a tag below a header counts when the header does not")
  func raisesByTheTagBelow() throws {
    let bench = try Workbench()
    let earlier = try bench.ticket(Letter(id: "1@acme.example"), priority: .low)
    let later = try bench.ticket(Letter(id: "2@acme.example"), priority: .high, source: .header)
    try bench.arrive(
      Letter(id: "4@acme.example"),
      .append(.init(ticket: later, reopens: true, tagPriority: .medium, isNewcomer: false)))
    try bench.arrive(
      Letter(id: "3@acme.example"),
      .append(.init(ticket: earlier, merging: [later], reopens: true, isNewcomer: false)))
    let survivor = try bench.stored(earlier)
    #expect(survivor.priority == .medium)
    #expect(survivor.prioritySource == .tag)
  }

  @Test("where the conversation begins with the later ticket the survivor becomes what that one was")
  func adoptsTheElder() throws {
    let bench = try Workbench()
    let cy = Person(name: "Cy", address: EmailAddress("cy@else.example"))
    let child = try bench.ticket(
      Letter(
        from: Workbench.bo, cc: "Cy <cy@else.example>", subject: "Re: VPN", id: "3@acme.example",
        references: ["2@acme.example"]),
      priority: .high, source: .header, watchers: [cy])
    bench.advance(.minutes(-20))
    let dan = Person(name: "Dan", address: EmailAddress("dan@acme.example"))
    let elder = try bench.ticket(
      Letter(cc: "Dan <dan@acme.example>", subject: "VPN", id: "1@acme.example"), watchers: [dan])
    let began = bench.now
    bench.advance(.minutes(60))
    let applied = try bench.arrive(
      Letter(id: "2@acme.example", references: ["1@acme.example"]),
      .append(.init(ticket: child, merging: [elder], reopens: true, isNewcomer: false, rootTicket: elder)))
    #expect(applied.ticket == child)
    let ticket = try bench.stored(child)
    #expect(ticket.requester == Workbench.ana)
    #expect(ticket.subject == "VPN")
    #expect(ticket.createdAt == began)
    #expect(ticket.priority == .medium)
    #expect(ticket.resolveDue == began + .days(3))
    #expect(ticket.messages == 3)
    #expect(try bench.store.watchers(of: child) == [dan])
    #expect(try bench.store.newcomers(of: child) == [Workbench.bo])
    #expect(try bench.stored(elder).mergedInto == child)
  }
}
