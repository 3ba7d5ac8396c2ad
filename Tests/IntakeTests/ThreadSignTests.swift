import Desk
import Foundation
import MIME
import Store
import Support
import Testing
import Work

/// Answers that show one sign of their conversation and no other, taken in from a maildir as any mail is.
@Suite("One sign of a conversation is enough")
struct ThreadSignTests {
  private let desk: IntakeDesk
  /// What the desk has written on the first ticket: the reply of an operator.
  private let ours: Message

  private static let ticket = TicketID(1)

  init() throws {
    desk = try IntakeDesk(TestMaildir())
    try desk.work.perform { [desk] in
      try desk.work.addOperator(
        Operator(name: "alice", address: EmailAddress("alice@office.example")), by: .desk, in: $0)
    }
    try desk.maildir.put("1795000001.1", Self.mail("Message-ID: <root@acme.example>"))
    _ = try desk.round()
    _ = try desk.work.perform { [desk] in
      try desk.work.reply(Self.ticket, Reply(text: "Which floor?"), by: .operator("alice"), in: $0)
    }
    let entry = try #require(try desk.store.conversation(of: Self.ticket).last { $0.kind == .outgoing })
    ours = Message(try #require(try desk.store.rawMessage(entry.id, on: Self.ticket)))
  }

  private static func mail(
    _ fields: String, from: String = "Ana <ana@acme.example>", to: String = "support@desk.example",
    subject: String = "VPN down", text: String = "All of them."
  ) -> String { "From: \(from)\nTo: \(to)\nSubject: \(subject)\n\(fields)\n\n\(text)\n" }

  enum Sign: String, CaseIterable {
    case answersOurs, refersToOurs, answersTheirs, refersToTheirs, address, token, foot, ownID
  }

  /// An answer that shows one sign alone.
  private func answer(_ sign: Sign, from: String = "Ana <ana@acme.example>", number: Int = 2) throws -> String {
    let id = try #require(ours.messageID)
    let plain = "Message-ID: <\(number)@acme.example>"
    switch sign {
    case .answersOurs: return Self.mail("\(plain)\nIn-Reply-To: <\(id)>", from: from)
    case .refersToOurs: return Self.mail("\(plain)\nReferences: <x@relay.example> <\(id)>", from: from)
    case .answersTheirs: return Self.mail("\(plain)\nIn-Reply-To: <root@acme.example>", from: from)
    case .refersToTheirs: return Self.mail("\(plain)\nReferences: <root@acme.example>", from: from)
    case .address: return Self.mail(plain, from: from, to: try #require(ours.replyTo.first).address)
    case .token: return Self.mail(plain, from: from, subject: try #require(ours.subject))
    case .foot:
      let foot = try #require(
        ours.bodyText.map { ours.decodedText($0) }?.split(separator: "\n").last { $0.contains("Ref: ") })
      return Self.mail(plain, from: from, text: "All of them.\n\n> Which floor?\n> \(foot)")
    case .ownID: return Self.mail("Message-ID: <\(id)>", from: from)
    }
  }

  private func take(_ mail: String, named name: String = "1795000002.1") throws {
    try desk.maildir.put(name, mail)
    _ = try desk.round()
  }

  private func tickets() throws -> [Desk.Ticket] {
    var filter = TicketFilter()
    filter.limit = 0
    return try desk.store.list(filter).tickets.sorted { $0.id < $1.id }
  }

  @Test("of the requester's answer", arguments: Sign.allCases)
  func alone(sign: Sign) throws {
    try take(try answer(sign))
    #expect(try tickets().map(\.id) == [Self.ticket])
    #expect(try desk.store.conversation(of: Self.ticket).last?.text.hasPrefix("All of them.") == true)
  }

  @Test("of a stranger's, but for what anybody can guess or read in a quotation", arguments: Sign.allCases)
  func ofStranger(sign: Sign) throws {
    try take(try answer(sign, from: "Eve <eve@elsewhere.example>"))
    let isBelieved = sign != .token && sign != .foot
    #expect(try tickets().count == (isBelieved ? 1 : 2))
    if isBelieved {
      #expect(try desk.store.newcomers(of: Self.ticket).map(\.address?.normal) == ["eve@elsewhere.example"])
    } else {
      #expect(try desk.store.links(of: Self.ticket).map(\.kind) == ["possible-reply"])
    }
  }

  @Test(
    "a relay that gives our mail another Message-ID does not cut the answer off",
    arguments: [Sign.address, .token, .foot])
  func rewrittenID(sign: Sign) throws {
    let fields = "In-Reply-To: <0100018f-rewritten@relay.example>\nReferences: <0100018f-rewritten@relay.example>\n"
    try take(fields + (try answer(sign)))
    #expect(try tickets().map(\.id) == [Self.ticket])
    // The next, which has nothing but the relay's id, belongs there too.
    try take(Self.mail("\(fields)Message-ID: <3@acme.example>"), named: "1795000003.1")
    #expect(try tickets().map(\.id) == [Self.ticket])
  }

  @Test("answers to a mail that never came here belong together")
  func unseenRoot() throws {
    for (number, from) in ["ana@acme.example", "bo@acme.example", "cy@other.example"].enumerated() {
      try take(
        Self.mail("Message-ID: <s\(number)@x>\nReferences: <never@acme.example>", from: from, subject: "Lunch"),
        named: "1795000002.\(number)")
    }
    #expect(try tickets().map(\.messages) == [2, 3])
  }

  @Test("answers to tickets that were merged reach the survivor, however often", arguments: Sign.allCases)
  func merged(sign: Sign) throws {
    // Two earlier tickets would be needed to merge the first into: it is the survivor's survivor that counts here.
    for number in 2...3 {
      try take(
        Self.mail("Message-ID: <q\(number)@acme.example>", from: "p\(number)@acme.example", subject: "VPN"),
        named: "179500000\(number).1")
    }
    let written = try desk.work.perform { [desk] transaction in
      try desk.work.reply(TicketID(3), Reply(text: "Which?"), by: .operator("alice"), in: transaction)
    }
    #expect(written.ticket.id == TicketID(3))
    let entry = try #require(try desk.store.conversation(of: TicketID(3)).last { $0.kind == .outgoing })
    let third = Message(try #require(try desk.store.rawMessage(entry.id, on: TicketID(3))))
    try desk.work.perform { [desk] in _ = try desk.work.merge(TicketID(2), TicketID(3), by: .operator("alice"), in: $0)
    }
    try desk.work.perform { [desk] in _ = try desk.work.merge(TicketID(1), TicketID(2), by: .operator("alice"), in: $0)
    }
    let test = ThreadSignTests(desk: desk, ours: third)
    var mail = try test.answer(sign, from: "p3@acme.example", number: 9)
    mail = mail.replacing("<root@acme.example>", with: "<q3@acme.example>")
    try take(mail, named: "1795000009.1")
    #expect(try tickets().map(\.id) == [Self.ticket])
    #expect(try desk.store.conversation(of: Self.ticket).last?.text.hasPrefix("All of them.") == true)
  }

  private init(desk: IntakeDesk, ours: Message) {
    self.desk = desk
    self.ours = ours
  }

  @Test("a notice continues what the requester wrote last, whatever others wrote since, with Outlook's marks of it")
  func continues() throws {
    try take(
      Self.mail(
        "Message-ID: <2@acme.example>\nIn-Reply-To: <root@acme.example>\nThread-Topic: VPN down\nThread-Index: AdA1bQ=="
      ))
    try take(
      Self.mail(
        "Message-ID: <3@acme.example>\nIn-Reply-To: <2@acme.example>\nThread-Topic: Other\nThread-Index: AdA1bR==",
        from: "bo@acme.example"), named: "1795000003.1")
    try desk.work.perform { [desk] in
      _ = try desk.work.watch(
        Self.ticket, Person(name: nil, address: EmailAddress("bo@acme.example")), by: .operator("alice"), in: $0)
      _ = try desk.work.resolve(Self.ticket, text: "Done.", by: .operator("alice"), in: $0)
    }
    let entry = try #require(try desk.store.conversation(of: Self.ticket).last { $0.outgoingKind == .resolved })
    let notice = Message(try #require(try desk.store.rawMessage(entry.id, on: Self.ticket)))
    #expect(notice.inReplyTo == ["2@acme.example"])
    #expect(notice.references == ["root@acme.example", "2@acme.example"])
    #expect(notice.text("Thread-Topic") == "VPN down")
    #expect(notice.text("Thread-Index") == "AdA1bQ==")
    // A reply answers whoever wrote last.
    try desk.work.perform { [desk] in
      _ = try desk.work.reopen(Self.ticket, by: .operator("alice"), in: $0)
      _ = try desk.work.reply(Self.ticket, Reply(text: "Bo?"), by: .operator("alice"), in: $0)
    }
    let last = try #require(try desk.store.conversation(of: Self.ticket).last { $0.outgoingKind == .reply })
    #expect(Message(try #require(try desk.store.rawMessage(last.id, on: Self.ticket))).inReplyTo == ["3@acme.example"])
  }

  /// Somebody asks whether a mail that came to them is genuine; its sender then writes to the desk under the same id.
  @Test func whoeverWasReferredToTakesNoTicketOver() throws {
    try desk.maildir.put(
      "1795000002.2",
      Self.mail("Message-ID: <question@acme.example>\nReferences: <lure@evil.example>", subject: "Genuine?"))
    _ = try desk.round()
    let id = TicketID(2)
    _ = try desk.work.perform { [desk] in
      try desk.work.reply(id, Reply(text: "No, delete it."), by: .operator("alice"), in: $0)
    }
    for (number, fields) in [
      "Message-ID: <other@evil.example>\nReferences: <lure@evil.example>", "Message-ID: <lure@evil.example>",
    ]
    .enumerated() {
      try desk.maildir.put(
        "179500000\(3 + number).3", Self.mail(fields, from: "Mallory <m@evil.example>", subject: "urgent: mine"))
      _ = try desk.round()
    }
    let ticket = try #require(try desk.store.ticket(id))
    #expect(ticket.requester.address == EmailAddress("ana@acme.example") && ticket.subject == "Genuine?")
    #expect(ticket.messages == 4, "what was written is there, and its sender waits to be let in")
  }
}
