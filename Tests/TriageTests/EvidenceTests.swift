import Desk
import Testing
import Triage

@Suite("Everything can be explained")
struct EvidenceTests {
  private let desk = TestDesk()

  @Test("each rule that was looked at says what it saw, in order, up to the one that decided")
  func explains() {
    let decision = desk.decide(
      """
      Return-Path: <billing@acme.example>
      From: Acme Billing <billing@acme.example>
      To: support@desk.example
      Subject: [P1] Invoice run failed
      X-Priority: 3
      Message-ID: <20261124.88@acme.example>

      It failed.
      """)
    let told = decision.evidence.map { "\($0.rule) \($0.effect) \($0.because)" }
    #expect(
      told == [
        "loop no Message-ID is not ours",
        "duplicate no <20261124.88@acme.example> not met before",
        "bounce no no delivery report, return path <billing@acme.example>",
        "automatic no no Auto-Submitted, no list headers",
        "thread no no In-Reply-To or References, no token in the subject",
        "open yes new ticket in queue support (To: support@desk.example)",
        "priority high tag [P1] in \"[P1] Invoice run failed\" (beats X-Priority: 3)",
        "notice received → billing@acme.example a person wrote",
      ])
  }

  @Test("a message that joins says by which sign, and what came before it")
  func explainsThreads() {
    let decision = desk.decide(
      "From: ana@acme.example\nSubject: Re: [P1] VPN\nIn-Reply-To: <1@x>\nMessage-ID: <2@x>\n\nx",
      knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4) })
    #expect(decision.evidence.map(\.rule) == ["loop", "duplicate", "bounce", "automatic", "thread", "priority"])
    #expect(decision.evidence.last?.effect == "high")
  }

  @Test("the same message with the same knowledge is decided the same")
  func repeatable() {
    let text = "From: ana@acme.example\nCc: bo@acme.example\nSubject: [P1] x\nReferences: <1@x> <2@x>\n\nx"
    let known = Knowledge { $0.siblings = [KnownTicket(3), KnownTicket(2)] }
    #expect(desk.decide(text, knowing: known) == desk.decide(text, knowing: known))
  }
}
