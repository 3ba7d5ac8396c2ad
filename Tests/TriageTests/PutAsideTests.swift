import Desk
import Testing
import Triage

@Suite("Erased and oversize mail")
struct PutAsideTests {
  private let desk = TestDesk()

  @Test("an erased message that comes back is ignored before anything else is looked at")
  func tombstone() {
    let decision = desk.decide(
      "From: ana@acme.example\nMessage-ID: <1@x>\n\nx",
      knowing: Knowledge {
        $0.isPurged = true
        $0.duplicateOf = KnownMessage(row: 1, ticket: TicketID(1))
      })
    #expect(decision.disposition == .ignored)
    #expect(decision.reason == "purged")
    #expect(decision.action == .record)
    #expect(decision.evidence.map(\.rule) == ["purged"])
  }

  @Test("an oversize message is quarantined with a stub ticket of what was read, and nobody is written to")
  func oversize() throws {
    let mail = desk.mail(
      "From: ana@acme.example\nSubject: [URGENT] film\nTo: billing@desk.example\n\nSee the film", oversize: 90_000_000)
    let decision = desk.decide(mail)
    #expect(decision.disposition == .quarantined)
    #expect(decision.reason == "oversize")
    let stub = try decision.opening
    #expect(stub.requester.address == EmailAddress("ana@acme.example"))
    #expect(stub.priority == .high)
    #expect(stub.queue == "billing")
    #expect(stub.notice == .withhold(because: "the message was too large to be taken in"))
    #expect(decision.said("oversize").first?.contains("1795690800.M1P1.mx") == true)
    #expect(decision.said("oversize").first?.contains("90000000 bytes") == true)
  }
}
