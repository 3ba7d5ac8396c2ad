import Desk
import Testing

@Suite struct UrgencyGroupTests {
  private let now = Instant(seconds: 1_764_000_000)

  private func ticket(_ status: Status, _ priority: Priority = .medium, due: Span? = nil) -> Ticket {
    Ticket(
      id: TicketID(1), queue: "support", subject: "", status: status, priority: priority, prioritySource: .queue,
      requester: Person(name: nil, address: nil), createdAt: now, updatedAt: now, resolveDue: due.map { now + $0 })
  }

  @Test func theFirstReasonThatHoldsIsTheGroup() {
    let cases: [(Ticket, UrgencyGroup)] = [
      (ticket(.new, .high, due: .seconds(-1)), .overdue), (ticket(.open, .low, due: .days(-9)), .overdue),
      (ticket(.open, .high, due: .seconds(0)), .high), (ticket(.new, .high), .high),
      (ticket(.open, due: .minutes(239)), .soon), (ticket(.open, due: .hours(4)), .later), (ticket(.open), .later),
      (ticket(.pending, .high, due: .days(-1)), .pending), (ticket(.resolved, .high), .resolved),
      (ticket(.closed, due: .days(-1)), .closed),
    ]
    for (ticket, group) in cases { #expect(UrgencyGroup.of(ticket, at: now) == group, "\(ticket)") }
  }
}
