import Desk
import Testing
import Triage

@Suite("Automatic mail")
struct AutoReplyRuleTests {
  private let desk = TestDesk()

  private func text(_ headers: String, subject: String = "VPN") -> String {
    "From: ana@acme.example\nTo: support@desk.example\nSubject: \(subject)\nMessage-ID: <9@x>\n\(headers)\n\nI am away."
  }

  @Test(
    "an answer by a program, by RFC 3834 or an old sign, opens no ticket",
    arguments: [
      "Auto-Submitted: auto-replied", "Auto-Submitted: Auto-Replied (vacation)", "X-Autoreply: yes", "X-Autorespond: x",
      "X-Mail-Autoreply: on", "Precedence: auto_reply", "X-Precedence: auto_reply",
    ])
  func answers(header: String) {
    let decision = desk.decide(text(header))
    #expect(decision.disposition == .autoReply)
    #expect(decision.action == .keepAutomatic(on: nil))
    #expect(decision.said("automatic").first?.hasPrefix("recorded: ") == true)
  }

  @Test(
    "on a thread it is stored there, whatever ties it, even to a closed ticket, and changes nothing",
    arguments: [Status.resolved, .closed])
  func onThread(status: Status) {
    let ticket = KnownTicket(4, status)
    let marks = desk.identity
    let ways: [(String, Knowledge)] = [
      ("In-Reply-To: <1@x>", Knowledge { $0.ticketOfReference["1@x"] = ticket }),
      (
        "X-Original-To: \(marks.bounceAddress(desk.support, ticket: TicketID(4), row: 1))",
        Knowledge { $0.namedTickets[TicketID(4)] = ticket }
      ),
      (
        "In-Reply-To: <\(marks.marks(desk.support, ticket: TicketID(4), sequence: 1).messageID)>",
        Knowledge { $0.namedTickets[TicketID(4)] = ticket }
      ),
    ]
    for (header, knowledge) in ways {
      let decision = desk.decide(text("Auto-Submitted: auto-replied\n" + header), knowing: knowledge)
      #expect(decision.disposition == .autoReply)
      #expect(decision.action == .keepAutomatic(on: TicketID(4)))
    }
    let token = desk.decide(
      text("Auto-Submitted: auto-replied", subject: "Out of office: [SD-4] VPN"),
      knowing: Knowledge { $0.namedTickets[TicketID(4)] = ticket })
    #expect(token.action == .keepAutomatic(on: TicketID(4)))
  }

  @Test("a stranger's token does not put it on a ticket")
  func stranger() {
    let decision = desk.decide(
      text("Auto-Submitted: auto-replied", subject: "[SD-4] away"),
      knowing: Knowledge { $0.namedTickets[TicketID(4)] = KnownTicket(4, takesPart: false) })
    #expect(decision.action == .keepAutomatic(on: nil))
  }

  @Test("a subject counts only together with another sign")
  func subjects() {
    for subject in ["Automatic reply: VPN", "Out of Office: VPN", "Abwesenheitsnotiz: VPN", "Re: Automatische Antwort"]
    {
      #expect(desk.decide(text("X-Auto-Response-Suppress: All", subject: subject)).disposition == .autoReply)
      #expect(desk.decide(text("Return-Path: <>", subject: subject)).disposition == .autoReply)
      #expect(desk.decide(text("X-Mailer: x", subject: subject)).disposition == .opened)
    }
  }

  @Test(
    "what a program writes unasked opens a ticket and gets no acknowledgement",
    arguments: [
      "Auto-Submitted: auto-generated", "Auto-Submitted: auto-notified", "Precedence: bulk", "Precedence: list",
      "List-Id: <x.y>", "List-Unsubscribe: <mailto:u@x.example>", "Return-Path: <>", "X-Auto-Response-Suppress: All",
      "Reply-To: no-reply@acme.example", "Sender: mailer-daemon@acme.example",
    ])
  func alarms(header: String) throws {
    let opening = try desk.opening(text(header, subject: "[P1] disk full"))
    #expect(opening.priority == .high)
    guard case .withhold(let because) = opening.notice else {
      Issue.record("a notice would go out")
      return
    }
    #expect(because.hasPrefix("automatic mail is never answered"))
  }

  @Test("Auto-Submitted: no is a person")
  func person() throws {
    let opening = try desk.opening(text("Auto-Submitted: no"))
    #expect(opening.notice == .send(to: Person(name: nil, address: EmailAddress("ana@acme.example"))))
  }
}
