import Desk
import Foundation
import Store
import Support
import Testing
import Triage
import Work

@Suite("Messages that arrive")
struct ArrivalTests {
  @Test("a message that opens a ticket is stored as it came, with its people and links")
  func opens() throws {
    let bench = try Workbench()
    let closed = try bench.ticket(Letter(id: "0@acme.example"))
    let letter = Letter(cc: "Bo Chen <bo@acme.example>", references: ["r2@acme.example", "r1@acme.example"])
    let applied = try bench.arrive(
      letter,
      .open(
        .init(
          queue: "support", requester: Workbench.ana, subject: "VPN down", priority: .high, prioritySource: .tag,
          tagPriority: .high, watchers: [Workbench.bo], links: [.init(ticket: closed, kind: "continues")],
          notice: .withhold(because: "old"))))
    let id = try #require(applied.ticket)
    let ticket = try bench.stored(id)
    #expect(ticket.status == .new)
    #expect(ticket.requester == Workbench.ana)
    #expect(ticket.priority == .high)
    #expect(ticket.messages == 1)
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.from == Workbench.ana)
    #expect(entry.cc == [Workbench.bo])
    #expect(entry.text == "Nobody can reach the VPN.")
    #expect(entry.messageID == "q1@acme.example")
    #expect(entry.sentAt == Instant(seconds: 1_795_680_000))
    #expect(try bench.store.rawMessage(entry.id, on: id) == letter.bytes)
    #expect(applied.message == entry.id)
    #expect(try bench.store.watchers(of: id) == [Workbench.bo])
    #expect(try bench.store.links(of: id) == [TicketLink(ticket: id, other: closed, kind: "continues")])
    #expect(try bench.kinds(of: id) == [.opened, .linked])
    #expect(try bench.store.events(of: id).first?.actor == "mail")
  }

  @Test("attachments are ranges of the bytes that came, defects are kept")
  func keepsParts() throws {
    let bench = try Workbench()
    let text = [
      "--b", "Content-Type: text/plain", "", "See there.", "--b", "Content-Type: application/pdf; name=a.pdf",
      "Content-Transfer-Encoding: base64", "Content-Disposition: attachment", "", "AAEC*AwQ=", "--b--",
    ].joined(separator: "\r\n")
    let id = try bench.ticket(Letter(text: text, fields: ["Content-Type: multipart/mixed; boundary=b"]))
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(
      entry.attachments == [
        AttachmentInfo(
          filename: "a.pdf", contentType: "application/pdf", size: 5, digest: ContentDigest.sha256([0, 1, 2, 3, 4]))
      ])
    #expect(!entry.defects.isEmpty)
    let part = try #require(try bench.store.parts(of: entry.id).first)
    #expect(String(decoding: part.bytes, as: UTF8.self) == "AAEC*AwQ=")
  }

  @Test("what Outlook wrapped into a winmail.dat is read, its files are kept, and so is the wrapping")
  func unwrapsTNEF() throws {
    let bench = try Workbench()
    var stream = TNEFStream()
    stream.attribute(
      0x9003, level: 1, TNEFStream.properties([(0x001F, 0x1000, TNEFStream.utf16("The plan is inside."))]))
    stream.attribute(0x9002, level: 2, [UInt8](repeating: 0, count: 14))
    stream.attribute(0x8010, level: 2, Array("plan.txt\0".utf8))
    stream.attribute(0x800F, level: 2, Array("Two pumps.".utf8))
    let encoded = Data(stream.bytes).base64EncodedString()
    let text = [
      "--b", "Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64", "", encoded,
      "--b--",
    ].joined(separator: "\r\n")
    let id = try bench.ticket(Letter(text: text, fields: ["Content-Type: multipart/mixed; boundary=b"]))
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.text == "The plan is inside.")
    #expect(entry.attachments.map(\.filename) == ["winmail.dat", "plan.txt"])
    #expect(entry.attachments.map(\.size) == [stream.bytes.count, 10])
    #expect(try bench.work.attachment(0, of: entry.id, on: id)?.bytes == stream.bytes)
    #expect(try bench.work.attachment(1, of: entry.id, on: id)?.bytes == Array("Two pumps.".utf8))
  }

  @Test("an oversize message makes a stub ticket without bytes")
  func stubs() throws {
    let bench = try Workbench()
    let mail = IncomingMail(
      bytes: Letter().bytes, mailbox: "maildir:/x", key: "huge", fileTime: bench.now, queue: nil, oversize: 90_000_000)
    let inquiry = Inquiry(mail, settings: bench.work.settings, identity: bench.work.identity)
    let decision = Decision(
      disposition: .quarantined, reason: "oversize",
      action: .open(
        .init(
          queue: "support", requester: Workbench.ana, subject: "Huge", priority: .medium, prioritySource: .queue,
          tagPriority: nil, watchers: [], links: [], notice: .withhold(because: "oversize"))), evidence: [])
    let applied = try bench.work.perform {
      try bench.work.apply(decision, of: mail, inquiry: inquiry, sendNotices: true, in: $0)
    }
    let id = try #require(applied.ticket)
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.text == "Nobody can reach the VPN.")
    #expect(try bench.store.rawMessage(entry.id, on: id) == nil)
    #expect(try bench.outbox().isEmpty)
  }

  @Test("an ordinary reply changes no status of an open ticket and causes no mail")
  func appends() throws {
    let bench = try Workbench()
    let id = try bench.ticket(priority: .high)
    let before = try bench.stored(id)
    bench.advance(.minutes(5))
    let applied = try bench.arrive(
      Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    var expected = before
    expected.messages = 2
    expected.updatedAt = bench.now
    #expect(try bench.stored(id) == expected)
    #expect(applied.notices == 0)
    #expect(try bench.kinds(of: id) == [.opened, .appended])
  }

  @Test("automatic mail is kept on its ticket and changes nothing else")
  func keepsAutomaticMail() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.resolve(id, text: "x", by: Workbench.alice, in: $1) }
    let before = try bench.stored(id)
    let outbox = try bench.outbox().count
    bench.advance(.minutes(5))
    let applied = try bench.arrive(Letter(id: "ooo@acme.example", text: "I am away."), .keepAutomatic(on: id))
    #expect(applied.ticket == id)
    var expected = before
    expected.messages = 2
    #expect(try bench.stored(id) == expected)
    #expect(try bench.outbox().count == outbox)
    let entry = try #require(try bench.store.conversation(of: id).last)
    #expect(entry.isAutomatic)
    #expect(try bench.kinds(of: id).last == .autoReplied)
    let nowhere = try bench.arrive(Letter(id: "ooo2@acme.example"), .keepAutomatic(on: nil))
    #expect(nowhere.ticket == nil)
  }

  @Test("the next notice answers the requester's last message, not their out-of-office")
  func answersAPerson() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    bench.advance(.minutes(5))
    try bench.arrive(Letter(id: "ooo@acme.example", text: "I am away."), .keepAutomatic(on: id))
    try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }
    let sent = try #require(try bench.waiting().first)
    let text = String(decoding: sent.bytes, as: UTF8.self)
    #expect(text.contains("In-Reply-To: <q1@acme.example>"))
    #expect(!text.contains("I am away."))
  }

  @Test("a second copy is an event that names who it came to")
  func notesCopies() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let applied = try bench.arrive(
      Letter(), .noteCopy(of: KnownMessage(row: 1, ticket: id), recipients: [EmailAddress("billing@desk.example")]))
    #expect(applied.ticket == id)
    #expect(applied.message == nil)
    #expect(try bench.details(of: .duplicate, on: id)["to"] == "billing@desk.example")
    #expect(try bench.stored(id).messages == 1)
  }

  @Test("a report without a failure is an event and no more")
  func notesReports() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }
    try bench.arrive(Letter(from: Person(name: nil, address: nil)), .noteReport(.init(failures: [], ticket: id)))
    #expect(try bench.outbox().map(\.state) == [.queued])
    #expect(try bench.kinds(of: id).last == .bounced)
    let unmatched = try bench.arrive(Letter(), .noteReport(.init(failures: [], ticket: nil)))
    #expect(unmatched.ticket == nil)
  }

  @Test("a root that comes late makes the ticket what it would be had it come first")
  func adoptsRoot() throws {
    let bench = try Workbench()
    let cy = Person(name: "Cy", address: EmailAddress("cy@else.example"))
    let dan = Person(name: "Dan", address: EmailAddress("dan@acme.example"))
    let id = try bench.ticket(
      Letter(
        from: Workbench.bo, cc: "Cy <cy@else.example>, Dan <dan@acme.example>", subject: "Re: [P1] VPN",
        id: "child@acme.example", references: ["root@acme.example"]),
      priority: .high, source: .tag, watchers: [cy, dan])
    bench.advance(.minutes(-30))
    let received = bench.now
    let letter = Letter(cc: "Dan <dan@acme.example>", subject: "VPN", id: "root@acme.example")
    let mail = letter.mail(at: received)
    bench.advance(.minutes(40))
    let decision = Decision(
      disposition: .appended,
      action: .append(
        .init(
          ticket: id, reopens: true, isNewcomer: false,
          root: .init(requester: Workbench.ana, subject: "VPN", priority: .low, prioritySource: .header),
          watchers: [dan])), evidence: [])
    let inquiry = Inquiry(mail, settings: bench.work.settings, identity: bench.work.identity)
    _ = try bench.work.perform { try bench.work.apply(decision, of: mail, inquiry: inquiry, sendNotices: true, in: $0) }
    let ticket = try bench.stored(id)
    #expect(ticket.requester == Workbench.ana)
    #expect(ticket.subject == "VPN")
    #expect(ticket.createdAt == received)
    #expect(ticket.priority == .high)
    #expect(ticket.prioritySource == .tag)
    #expect(ticket.resolveDue == received + .hours(8))
    #expect(ticket.status == .new)
    #expect(try bench.store.watchers(of: id) == [dan])
    #expect(try bench.store.newcomers(of: id) == [Workbench.bo])
    #expect(try bench.kinds(of: id).contains(.becameRoot))
  }

  @Test("a root's own priority holds where no answer's tag asks for more, and never against an operator")
  func rootsPriority() throws {
    let bench = try Workbench()
    for chosen in [false, true] {
      let id = try bench.ticket(Letter(id: "child-\(chosen)@acme.example"), priority: .high, source: .header)
      if chosen { try bench.act { try $0.prioritise(id, as: .medium, by: Workbench.alice, in: $1) } }
      try bench.arrive(
        Letter(id: "root-\(chosen)@acme.example"),
        .append(
          .init(
            ticket: id, reopens: true, isNewcomer: false,
            root: .init(requester: Workbench.ana, subject: "VPN", priority: .low, prioritySource: .header))))
      let ticket = try bench.stored(id)
      #expect(ticket.priority == (chosen ? .medium : .low))
      #expect(ticket.prioritySource == (chosen ? .operator : .header))
    }
  }

  @Test("what is only recorded leaves nothing but the ledger's row to the caller")
  func records() throws {
    let bench = try Workbench()
    let applied = try bench.arrive(Letter(), .record)
    #expect(applied.ticket == nil)
    #expect(applied.message == nil)
    #expect(try bench.store.deskStatistics().tickets == 0)
  }

  @Test("everything that happened stands in one whole chain of events")
  func chains() throws {
    let bench = try Workbench()
    let id = try bench.ticket(sendNotices: true)
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.bob, in: $1) }
    try bench.act { try $0.resolve(id, text: "Done.", by: Workbench.bob, in: $1) }
    #expect(
      try bench.kinds(of: id) == [
        .opened, .noticeQueued, .assigned, .statusChanged, .noticeQueued, .replied, .resolved, .noticeQueued,
      ])
    let report = try bench.store.verifyAudit()
    #expect(report.isWhole)
  }
}
