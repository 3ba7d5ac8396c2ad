import Desk
import Testing
import Triage

@Suite("No storms")
struct NoticeBrakeTests {
  private let desk = TestDesk()
  private static let ana = EmailAddress("ana@acme.example")

  private func notice(
    _ headers: String = "", _ knowledge: Knowledge = Knowledge(), _ desk: TestDesk? = nil, body: String = "Hi"
  ) throws -> String {
    let text = "\(headers)\nFrom: Ana <ana@acme.example>\nTo: support@desk.example\nMessage-ID: <1@x>\n\n\(body)"
    switch try (desk ?? self.desk).opening(text, knowing: knowledge).notice {
    case .send(let person): return "to \(person.address?.original ?? "nobody")"
    case .withhold(let because): return because
    }
  }

  @Test("a person's first message gets a notice")
  func sends() throws {
    #expect(try notice("Subject: VPN") == "to ana@acme.example")
    let decision = desk.decide("From: ana@acme.example\nSubject: VPN\n\nx")
    #expect(decision.said("notice") == ["received → ana@acme.example: a person wrote"])
  }

  @Test("no notice answers what answers or quotes mail of ours")
  func answersOurs() throws {
    let identity = desk.identity
    let id = identity.marks(desk.support, ticket: TicketID(4), sequence: 1).messageID
    let address = identity.marks(desk.support, ticket: TicketID(4), sequence: 1).replyTo
    let foot = identity.marks(desk.support, ticket: TicketID(4), sequence: 1).reference
    let closed = Knowledge { $0.namedTickets[TicketID(4)] = KnownTicket(4, .closed) }
    #expect(try notice("References: <\(id)>", closed) == "it answers mail of ours (a Message-ID of ours)")
    #expect(try notice("Cc: \(address)", closed) == "it answers mail of ours (the address it came to)")
    #expect(try notice("Subject: [SD-4] x", closed) == "it quotes mail of ours ([SD-4] in the subject)")
    #expect(try notice("X: y", closed, body: "> \(foot)") == "it quotes mail of ours (a signed reference in its text)")
    #expect(try notice("Subject: [SD-999] of another desk") == "it quotes mail of ours ([SD-999] in the subject)")
  }

  @Test("the fourth of an hour about the same subject or text gets none, whoever sends it")
  func similar() throws {
    #expect(try notice("X: y", Knowledge { $0.similarNoticesLastHour = 2 }) == "to ana@acme.example")
    #expect(
      try notice("X: y", Knowledge { $0.similarNoticesLastHour = 3 })
        == "3 notices about the same subject or text were written within the hour")
  }

  @Test("old mail gets none: by the topmost Received, else by the file")
  func age() throws {
    #expect(try notice("Received: by x; Wed, 25 Nov 2026 12:00:01 +0000") == "to ana@acme.example")
    #expect(
      try notice("Received: by x; Wed, 25 Nov 2026 11:59:59 +0000")
        == "it was received at 2026-11-25T11:59:59Z, longer ago than notices.max_age")
    #expect(try notice("Date: Wed, 1 Jan 2020 00:00:00 +0000") == "to ana@acme.example")
    var later = desk
    later.now = TestDesk.noon + .hours(24)
    #expect(try notice("X: y", Knowledge(), later).hasPrefix("it was received at 2026-11-26T11:00:00Z"))
  }

  @Test("an address whose mail came back gets none until its week is over")
  func flagged() throws {
    let flagged = Knowledge { $0.flaggedSenders[Self.ana] = TestDesk.noon + .hours(1) }
    #expect(try notice("X: y", flagged).hasPrefix("mail to ana@acme.example came back as undeliverable"))
    let over = Knowledge { $0.flaggedSenders[Self.ana] = TestDesk.noon - .hours(1) }
    #expect(try notice("X: y", over) == "to ana@acme.example")
  }

  @Test("none goes to an address that mail cannot be sent to, nor where notices are off")
  func impossible() throws {
    var off = desk
    off.settings.notices.received = false
    #expect(try notice("X: y", Knowledge(), off) == "received notices are switched off")
    let broken = try desk.opening("From: root\n\nx").notice
    #expect(broken == .withhold(because: "no mail can be sent to the sender's address"))
  }
}
