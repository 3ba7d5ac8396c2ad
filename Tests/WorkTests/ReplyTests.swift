import Desk
import MIME
import Store
import Testing
import Triage
import Work

@Suite("Replies")
struct ReplyTests {
  @Test("one message is stored once and queued with one row a recipient, each with its own bounce address")
  func oneRowARecipient() throws {
    let bench = try Workbench()
    let id = try bench.ticket(watchers: [Workbench.bo])
    let result = try bench.act { try $0.reply(id, Reply(text: "We found it."), by: Workbench.alice, in: $1) }
    #expect(result.notices == 2)
    #expect(result.recipients == [Workbench.ana, Workbench.bo])
    #expect(result.ticket.status == .open)
    #expect(result.ticket.messages == 2)
    let mails = try bench.waiting()
    #expect(mails.map(\.recipient) == [Workbench.ana, Workbench.bo].compactMap(\.address))
    #expect(Set(mails.map(\.messageID)).count == 1)
    #expect(Set(mails.map(\.bytes)).count == 1)
    #expect(Set(mails.map(\.envelopeSender)).count == 2)
    for mail in mails {
      #expect(
        bench.work.identity.verifyAddress(EmailAddress(mail.envelopeSender)) == .bounce(ticket: id, row: mail.id))
    }
    let message = Message(try #require(mails.first).bytes)
    #expect(message.to.map(\.address) == ["ana@acme.example"])
    #expect(message.cc.map(\.address) == ["bo@acme.example"])
    #expect(message.inReplyTo == ["q1@acme.example"])
    #expect(message.subject == "Re: [SD-1] VPN down")
    #expect(message.text("Auto-Submitted") == nil)
    #expect(try bench.store.conversation(of: id).last?.visibleText == "We found it.")
  }

  @Test("an answer to it can be known by each of its marks alone")
  func isKnownAgain() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.reply(id, Reply(text: "We found it."), by: Workbench.alice, in: $1) }
    let message = Message(try #require(try bench.waiting().first).bytes)
    let identity = bench.work.identity
    let messageID = try #require(message.messageID)
    let byID = try #require(identity.verifyMessageID(messageID))
    #expect(byID.ticket == id)
    #expect(byID.sequence == 1)
    let replyTo = try #require(message.replyTo.first)
    #expect(identity.verifyAddress(EmailAddress(replyTo.address)) == .reply(ticket: id, sequence: 1))
    #expect(identity.footReferences(in: message.plain).map(\.ticket) == [id])
  }

  @Test("our own mail come back is known by its words")
  func isKnownByItsWords() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act {
      try $0.reply(id, Reply(text: "Über   uns:\n\n  - so\n  - oder so  \n"), by: Workbench.alice, in: $1)
    }
    let sent = try #require(try bench.waiting().first)
    let mail = IncomingMail(
      bytes: sent.bytes, mailbox: "maildir:/x", key: "own", fileTime: bench.now, queue: nil)
    let inquiry = Inquiry(mail, settings: bench.work.settings, identity: bench.work.identity)
    let known = try bench.work.perform { try $0.knowledge(for: inquiry) }
    #expect(known.ownMessage?.ticket == id)
    #expect(known.ownMessage?.textDigest == ContentDigest.ofText(mail.text))
  }

  @Test("a queue without plus-addressing answers from its plain address")
  func plainAddress() throws {
    let bench = try Workbench()
    let id = try bench.ticket(Letter(to: "billing@desk.example"), queue: "billing")
    try bench.act { try $0.reply(id, Reply(text: "Paid."), by: Workbench.alice, in: $1) }
    let mail = try #require(try bench.waiting().first)
    #expect(mail.envelopeSender == "billing@desk.example")
    let message = Message(mail.bytes)
    #expect(message.from.map(\.address) == ["billing@desk.example"])
    #expect(message.replyTo.isEmpty)
  }

  @Test("nobody gets it twice, and neither the desk itself nor who writes gets a copy")
  func nobodyTwice() throws {
    let bench = try Workbench()
    let alice = Person(name: "Alice", address: EmailAddress("ALICE@desk.example"))
    let own = Person(name: nil, address: EmailAddress("Help+x@Desk.example"))
    let odd = Person(name: nil, address: EmailAddress("no address"))
    let id = try bench.ticket(watchers: [Workbench.bo, alice, own, odd])
    let reply = Reply(text: "Hi", cc: [EmailAddress("BO@acme.example"), EmailAddress("cy@acme.example")])
    let result = try bench.act { try $0.reply(id, reply, by: Workbench.alice, in: $1) }
    #expect(
      result.recipients.compactMap(\.address?.normal) == ["ana@acme.example", "bo@acme.example", "cy@acme.example"])
  }

  @Test("--no-cc leaves the watchers out, --to replaces the requester")
  func choosesRecipients() throws {
    let bench = try Workbench()
    let id = try bench.ticket(watchers: [Workbench.bo])
    let reply = Reply(text: "Hi", to: [EmailAddress("cy@acme.example")], copiesWatchers: false)
    let result = try bench.act { try $0.reply(id, reply, by: Workbench.alice, in: $1) }
    #expect(result.recipients.compactMap(\.address?.normal) == ["cy@acme.example"])
  }

  @Test("a newcomer gets no copy until an operator lets them in")
  func newcomersWait() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.arrive(
      Letter(from: Workbench.bo, id: "q2@acme.example", references: ["q1@acme.example"]),
      .append(.init(ticket: id, reopens: false, isNewcomer: true)))
    #expect(try bench.store.newcomers(of: id) == [Workbench.bo])
    #expect(
      try bench.store.threadParent(of: id, requesterFirst: false)?.from == Workbench.ana,
      "what a stranger wrote is not quoted")
    #expect(
      try bench.act { try $0.reply(id, Reply(text: "1"), by: Workbench.alice, in: $1) }.recipients == [Workbench.ana])
    try bench.act { try $0.watch(id, Workbench.bo, by: Workbench.alice, in: $1) }
    #expect(try bench.store.threadParent(of: id, requesterFirst: false)?.from == Workbench.bo)
    #expect(
      try bench.act { try $0.reply(id, Reply(text: "2"), by: Workbench.alice, in: $1) }.recipients == [
        Workbench.ana, Workbench.bo,
      ])
  }

  @Test("attachments are kept as ranges of the bytes that went out")
  func keepsAttachments() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let reply = Reply(
      text: "See there.", attachments: [.init(filename: "plan.pdf", contentType: "application/pdf", bytes: bytes)])
    try bench.act { try $0.reply(id, reply, by: Workbench.alice, in: $1) }
    let entry = try #require(try bench.store.conversation(of: id).last)
    #expect(
      entry.attachments == [
        AttachmentInfo(
          filename: "plan.pdf", contentType: "application/pdf", size: 5000, digest: ContentDigest.sha256(bytes))
      ])
    #expect(try bench.store.parts(of: entry.id).first?.encoding == "base64")
  }

  @Test("what cannot be sent is refused before anything is written")
  func refuses() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    func attempt(_ reply: Reply) throws -> Refusal.Code {
      try refusal { try bench.act { try $0.reply(id, reply, by: Workbench.alice, in: $1) } }.code
    }
    #expect(try attempt(Reply(text: "  ")) == .emptyText)
    #expect(try attempt(Reply(text: "x", to: [EmailAddress("not an address")])) == .badValue)
    #expect(try attempt(Reply(text: "x", cc: [EmailAddress("support+1@desk.example")])) == .badValue)
    let large = [UInt8](repeating: 0, count: 25_000_001)
    #expect(
      try attempt(Reply(text: "x", attachments: [.init(filename: "a", contentType: "b/c", bytes: large)])) == .badValue)
    let nobody = try bench.ticket(Letter(from: Person(name: "Nobody", address: nil), id: "n@acme.example"))
    let refused = try refusal { try bench.act { try $0.reply(nobody, Reply(text: "x"), by: Workbench.alice, in: $1) } }
    #expect(refused.code == .noRecipient)
    try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }
    #expect(try attempt(Reply(text: "x")) == .illegalMove)
    #expect(try bench.outbox().map(\.kind) == [.closed])
  }

  @Test("Outlook's thread marks of the requester's message are given back")
  func echoesThreadMarks() throws {
    let bench = try Workbench()
    let letter = Letter(fields: ["Thread-Topic: VPN down", "Thread-Index: Ac3fZ2VuZXJhdGVkIGJ5IE91dGxvb2s="])
    let id = try bench.ticket(letter)
    try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }
    let message = Message(try #require(try bench.waiting().first).bytes)
    #expect(message.text("Thread-Topic") == "VPN down")
    #expect(message.text("Thread-Index") == "Ac3fZ2VuZXJhdGVkIGJ5IE91dGxvb2s=")
  }

  @Test("while the desk is tried out there is one row, to one address")
  func redirects() throws {
    let bench = try Workbench { $0.notices.redirectTo = EmailAddress("trial@acme.example") }
    let id = try bench.ticket(watchers: [Workbench.bo])
    #expect(try bench.act { try $0.reply(id, Reply(text: "Hi"), by: Workbench.alice, in: $1) }.notices == 1)
    let mail = try #require(try bench.waiting().first)
    #expect(mail.recipient == EmailAddress("trial@acme.example"))
    #expect(Message(mail.bytes).text("X-Original-Recipient") == "ana@acme.example, bo@acme.example")
  }
}
