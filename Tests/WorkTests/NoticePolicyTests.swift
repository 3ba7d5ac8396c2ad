import Desk
import MIME
import Store
import Testing
import Triage
import Work

@Suite("To whom the desk writes by itself")
struct NoticePolicyTests {
  @Test("a first message is acknowledged from the null sender, in its own thread, by the marks of its ticket")
  func acknowledges() throws {
    let bench = try Workbench()
    let applied = try bench.arrive(
      Letter(fields: ["Thread-Topic: VPN down"]),
      .open(opening(Workbench.ana)))
    #expect(applied.notices == 1)
    let mail = try #require(try bench.waiting().first)
    #expect(mail.kind == .received)
    #expect(mail.envelopeSender.isEmpty)
    let message = Message(mail.bytes)
    #expect(message.text("Auto-Submitted") == "auto-replied")
    #expect(message.inReplyTo == ["q1@acme.example"])
    #expect(message.text("Thread-Topic") == "VPN down")
    #expect(bench.work.identity.verifyMessageID(try #require(message.messageID))?.ticket == applied.ticket)
    #expect(try bench.kinds(of: try #require(applied.ticket)) == [.opened, .noticeQueued])
  }

  @Test("no notices means none, and the evidence says so")
  func sendsNone() throws {
    let bench = try Workbench()
    let applied = try bench.arrive(Letter(), .open(opening(Workbench.ana)), sendNotices: false)
    #expect(applied.notices == 0)
    #expect(try bench.outbox().isEmpty)
    #expect(applied.evidence.last?.rule == "notice")
    #expect(applied.evidence.last?.effect == "no")
  }

  @Test(
    "a kind that is off is not written", arguments: [OutgoingKind.received, .resolved, .closed, .assigned, .reopened])
  func kindsThatAreOff(kind: OutgoingKind) throws {
    let bench = try Workbench { settings in
      switch kind {
      case .received: settings.notices.received = false
      case .resolved: settings.notices.resolved = false
      case .closed: settings.notices.closed = false
      case .assigned: settings.notices.assigned = false
      default: settings.notices.reopened = false
      }
    }
    let id = try bench.ticket(sendNotices: true)
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }
    try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }
    try bench.act { try $0.reopen(id, by: Workbench.alice, in: $1) }
    let all: Set<OutgoingKind> = [.received, .resolved, .closed, .assigned, .reopened]
    #expect(Set(try bench.outbox().map(\.kind)) == all.subtracting([kind]))
  }

  @Test(
    "an address of the desk's own gets nothing, however it is written",
    arguments: ["support@desk.example", "SUPPORT+r.1.2@Desk.Example", "help@desk.example", "billing+x@desk.example"])
  func neverToOurselves(address: String) throws {
    let bench = try Workbench()
    let own = Person(name: "Loop", address: EmailAddress(address))
    let id = try bench.ticket(Letter(from: own), sendNotices: true)
    try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }
    try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }
    #expect(try bench.outbox().isEmpty)
    #expect(try refusal { try bench.act { try $0.watch(id, own, by: Workbench.alice, in: $1) } }.code == .badValue)
    #expect(
      try refusal { try bench.act { try $0.changeRequester(id, to: own, by: Workbench.alice, in: $1) } }.code
        == .badValue)
  }

  @Test("an address that mail cannot go to gets nothing", arguments: ["ana", "ana@", "a b@acme.example", "a@b\u{7}"])
  func neverToWhatIsNoAddress(address: String) throws {
    let bench = try Workbench()
    let id = try bench.ticket(Letter(from: Person(name: nil, address: EmailAddress(address))), sendNotices: true)
    let result = try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }
    #expect(result.notices == 0)
    #expect(result.withheld.count == 1)
    #expect(try bench.outbox().isEmpty)
  }

  @Test("a dead address gets no notices for a week, replies still go, and mail from it lifts that")
  func deadAddresses() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }
    let row = try #require(try bench.outbox().first)
    let failure = Decision.DeliveryNote.Failure(
      row: row.id, ticket: id, recipient: row.recipient, status: "5.1.1", diagnostic: "550 no such user",
      flagsAddress: true)
    try bench.arrive(Letter(from: Person(name: nil, address: nil)), .noteReport(.init(failures: [failure], ticket: id)))
    let failed = try #require(try bench.outbox().first)
    #expect(failed.state == .failed)
    #expect(failed.failureStatus == "5.1.1")
    #expect(try bench.details(of: .bounced, on: id)["said"] == "550 no such user")
    #expect(try bench.kinds(of: id).contains(.addressFlagged))

    let resolved = try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }
    #expect(resolved.notices == 0)
    #expect(resolved.withheld.first?.contains("came back as undeliverable") == true)
    #expect(try bench.act { try $0.reply(id, Reply(text: "Still there?"), by: Workbench.alice, in: $1) }.notices == 1)

    try bench.arrive(Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    #expect(try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }.notices == 1)
  }

  @Test("a flag ends by itself after a week")
  func flagsEnd() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let failure = Decision.DeliveryNote.Failure(
      row: 1, ticket: id, recipient: EmailAddress("ana@acme.example"), status: "5.1.1", diagnostic: nil,
      flagsAddress: true)
    try bench.arrive(Letter(from: Person(name: nil, address: nil)), .noteReport(.init(failures: [failure], ticket: id)))
    bench.advance(.days(6))
    #expect(try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }.notices == 0)
    try bench.act { try $0.reopen(id, by: Workbench.alice, in: $1) }
    bench.advance(.days(1))
    #expect(try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }.notices == 1)
  }

  @Test("operators hear of what others do, not of what they do themselves, and only where they have an address")
  func operatorsHear() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    #expect(try bench.act { try $0.assign(id, to: "alice", by: Workbench.alice, in: $1) }.notices == 0)
    #expect(try bench.act { try $0.assign(id, to: "carol", by: Workbench.alice, in: $1) }.notices == 0)
    let result = try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    #expect(result.recipients == [Person(name: "bob", address: EmailAddress("bob@desk.example"))])
    let mail = try #require(try bench.waiting().first)
    #expect(mail.envelopeSender.isEmpty)
    #expect(Message(mail.bytes).plain.contains("assigned to you by Alice Weiss"))
  }

  @Test("a requester's answer to a resolved ticket opens it again and tells the assignee")
  func answersReopen() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.bob, in: $1) }
    try bench.act { try $0.resolve(id, text: "x", by: Workbench.bob, in: $1) }
    let applied = try bench.arrive(
      Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    #expect(applied.notices == 1)
    #expect(try bench.stored(id).status == .open)
    #expect(try bench.outbox().map(\.kind) == [.resolved, .reopened])
    let quiet = try bench.arrive(
      Letter(id: "q3@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    #expect(quiet.notices == 0)
  }

  @Test("a queue's standing assignee gets new tickets; one who is no operator leaves them to everybody")
  func standingAssignee() throws {
    for (name, expected) in [("bob", "bob"), ("nobody", nil), ("emil", nil)] {
      let bench = try Workbench { $0.queues[0].assignee = name }
      let applied = try bench.arrive(Letter(), .open(opening(Workbench.ana)))
      let ticket = try bench.stored(try #require(applied.ticket))
      #expect(ticket.assignee == expected)
      #expect(ticket.status == .new)
      #expect(try bench.outbox().map(\.kind) == (expected == nil ? [.received] : [.assigned, .received]))
    }
  }

  private func opening(_ person: Person) -> Decision.Opening {
    Decision.Opening(
      queue: "support", requester: person, subject: "VPN down", priority: .medium, prioritySource: .queue,
      tagPriority: nil, watchers: [], links: [], notice: .send(to: person))
  }
}
