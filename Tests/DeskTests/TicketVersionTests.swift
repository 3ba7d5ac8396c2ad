import Desk
import Testing

@Suite struct TicketVersionTests {
  private let ticket = Ticket(
    id: TicketID(1), queue: "support", subject: "VPN", status: .open, priority: .medium, prioritySource: .queue,
    requester: Person(name: "Ana", address: EmailAddress("ana@acme.example")), tags: ["a", "b"], messages: 2,
    createdAt: Instant(seconds: 1), updatedAt: Instant(seconds: 2))

  @Test func whateverPeopleSeeOfATicketMakesAnotherVersion() {
    let changes: [(inout Ticket) -> Void] = [
      { $0.updatedAt = Instant(microseconds: 2_000_001) }, { $0.messages = 3 }, { $0.status = .pending },
      { $0.priority = .high }, { $0.prioritySource = .operator }, { $0.assignee = "bob" }, { $0.tags = ["ab"] },
      { $0.subject = "VPN " }, { $0.queue = "billing" }, { $0.requester.name = nil }, { $0.mergedInto = TicketID(0) },
      { $0.requester.address = EmailAddress("ANA@acme.example") },
    ]
    var versions: Set<TicketVersion> = [TicketVersion(ticket)]
    for change in changes {
      var changed = ticket
      change(&changed)
      #expect(versions.insert(TicketVersion(changed)).inserted)
    }
  }

  @Test func itIsReadBackAsItWasWritten() throws {
    let version = TicketVersion(ticket)
    #expect(TicketVersion(parsing: version.description) == version)
    #expect(version.description.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" })
    #expect(version.description == TicketVersion(ticket).description)
  }

  @Test(arguments: [
    "", "-", "1-2", "1-2-3-4", "x-2-3", "1--3", "1-2-g", "1-2-10000000000000000", "ffffffffffffffffff-2-3", "1- 2-3",
    "1-99999999999999999999-3", String(repeating: "1", count: 1_000_000), "\"1-2-3\"", "1-2-3\n",
  ])
  func anythingElseIsNone(_ text: String) {
    #expect(TicketVersion(parsing: text) == nil)
  }
}
