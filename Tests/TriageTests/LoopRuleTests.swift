import Desk
import Testing
import Triage

@Suite("Loops")
struct LoopRuleTests {
  private let desk = TestDesk()
  private var id: String { desk.identity.marks(desk.support, ticket: TicketID(1), sequence: 3).messageID }

  private func returned(from: String = "Support <support@desk.example>", text: String = "We found it.") -> String {
    "From: \(from)\nTo: ana@acme.example\nSubject: Re: [SD-1] VPN\nMessage-ID: <\(id)>\n\n\(text)\n"
  }

  private func knowledge(of text: String = "We found it.") -> Knowledge {
    Knowledge {
      $0.ownMessage = OwnMessage(ticket: TicketID(1), textDigest: ContentDigest.ofText(text))
      $0.isIDReused = true
      $0.namedTickets[TicketID(1)] = KnownTicket(1, .resolved)
    }
  }

  @Test("our own mail that comes back is a loop, and names what it saw")
  func loop() {
    let decision = desk.decide(returned(), knowing: knowledge())
    #expect(decision.disposition == .loop)
    #expect(decision.action == .record)
    #expect(decision.said("loop") == ["yes: <\(id)> from support@desk.example is what we sent on SD-1"])
  }

  @Test("relays may wrap its lines, and an alias may be the sender")
  func wrapped() {
    let text = returned(from: "HELP+x@desk.example", text: "We\n  found\nit.")
    #expect(desk.decide(text, knowing: knowledge()).disposition == .loop)
  }

  @Test("new words under our id are a message on its ticket, not a loop, and no notice answers them")
  func newWords() throws {
    let decision = desk.decide(returned(from: "ana@acme.example", text: "Still down."), knowing: knowledge())
    #expect(try decision.appending.ticket == TicketID(1))
    #expect(try decision.appending.reopens)
    #expect(decision.said("loop") == ["no: Message-ID is ours, but From is not"])
  }

  @Test("our mail with a foreign footer joins its ticket and wakes nothing")
  func footer() throws {
    let decision = desk.decide(returned(text: "We found it.\n\nScanned by ACME."), knowing: knowledge())
    #expect(try decision.appending.ticket == TicketID(1))
    #expect(try !decision.appending.reopens)
  }

  @Test("a foreign id is no loop, whoever sends it")
  func foreign() {
    let decision = desk.decide("From: support@desk.example\nMessage-ID: <1@x>\n\nWe found it.")
    #expect(decision.disposition == .opened)
    #expect(decision.said("loop") == ["no: Message-ID is not ours"])
  }
}
