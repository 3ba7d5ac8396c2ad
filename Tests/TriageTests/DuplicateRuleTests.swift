import Desk
import Testing
import Triage

@Suite("Duplicates")
struct DuplicateRuleTests {
  private let desk = TestDesk()
  private let known = KnownMessage(row: 8, ticket: TicketID(3))

  private func decide(_ headers: String, _ known: KnownMessage? = nil, isReused: Bool = false) -> Decision {
    desk.decide(
      "From: ana@acme.example\n\(headers)\n\nHello",
      knowing: Knowledge {
        $0.duplicateOf = known
        $0.isIDReused = isReused
      })
  }

  @Test("the second copy is noted on the ticket with the address it came to")
  func copy() {
    let decision = decide("Delivered-To: help@desk.example\nTo: support@desk.example\nMessage-ID: <1@x>", known)
    #expect(decision.disposition == .duplicate)
    #expect(decision.action == .noteCopy(of: known, recipients: [EmailAddress("help@desk.example")]))
    #expect(decision.said("duplicate") == ["SD-3: <1@x> was met before with the same content"])
  }

  @Test("without the last hop's word its own addresses among To and Cc are noted")
  func named() {
    let decision = decide("To: ana@x.example, support@desk.example\nCc: billing@desk.example\nMessage-ID: <1@x>", known)
    #expect(
      decision.action
        == .noteCopy(of: known, recipients: ["support@desk.example", "billing@desk.example"].map { EmailAddress($0) }))
  }

  @Test("without a Message-ID the same bytes are the same message")
  func withoutID() {
    #expect(decide("To: x@y.example", known).said("duplicate") == ["SD-3: the same bytes came to this mailbox before"])
  }

  @Test("a Message-ID used again with other content is a message, and not the parent of what answers the first")
  func reuse() {
    var knowledge = Knowledge { $0.isIDReused = true }
    knowledge.children = [KnownTicket(3, root: "1@x"), KnownTicket(4, refersTo: ["1@x"])]
    let decision = desk.decide("From: ana@acme.example\nMessage-ID: <1@x>\n\nHello", knowing: knowledge)
    #expect(decision.disposition == .opened)
    #expect(decision.said("duplicate") == ["no: <1@x> was met before with other content"])
  }

  @Test("a message not met before says so")
  func fresh() {
    #expect(decide("Message-ID: <1@x>").said("duplicate") == ["no: <1@x> not met before"])
  }
}
