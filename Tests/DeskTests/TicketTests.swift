import Desk
import Testing

@Suite struct TicketTests {
  @Test(arguments: [("SD-42", 42), ("sd-42", 42), ("#42", 42), ("42", 42), ("Sd-0007", 7)])
  func readsEveryWayOfWritingANumber(text: String, number: Int) {
    #expect(TicketID(parsing: text) == TicketID(Int64(number)))
  }

  @Test(arguments: ["", "SD-", "SD-0", "-1", "SD--1", "4 2", "٤٢", "SD-99999999999999999999", "SDX-1", "1e3"])
  func refusesWhatIsNoNumber(text: String) {
    #expect(TicketID(parsing: text) == nil)
  }

  private func ticket(_ status: Status, responded: Bool) -> Ticket {
    Ticket(
      id: TicketID(1), queue: "support", subject: "x", status: status, priority: .medium, prioritySource: .queue,
      requester: Person(name: nil, address: nil), createdAt: Instant(seconds: 0), updatedAt: Instant(seconds: 0),
      firstResponseDue: Instant(seconds: 100), resolveDue: Instant(seconds: 200),
      firstRespondedAt: responded ? Instant(seconds: 50) : nil)
  }

  @Test func theNextPromiseIsTheFirstResponseUntilItIsGiven() {
    #expect(ticket(.new, responded: false).due == Instant(seconds: 100))
    #expect(ticket(.open, responded: true).due == Instant(seconds: 200))
  }

  @Test func nothingIsDueWhileTheClockStands() {
    for status in [Status.pending, .resolved, .closed] {
      #expect(ticket(status, responded: false).due == nil)
      #expect(!ticket(status, responded: false).isOverdue(at: Instant(seconds: 1000)))
    }
    #expect(ticket(.new, responded: false).isOverdue(at: Instant(seconds: 101)))
    #expect(!ticket(.new, responded: false).isOverdue(at: Instant(seconds: 100)))
  }
}
