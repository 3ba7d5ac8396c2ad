import Desk
import Testing

/// What a server said of a mail, as people read it.
@Suite struct OutboxEntryTests {
  @Test(
    arguments: [
      ("5.1.1", "550 5.1.1 <x@y.example>: unknown user", "550 5.1.1 <x@y.example>: unknown user"),
      ("5.1.1", "550 unknown user", "5.1.1 550 unknown user"),
      ("5.1.1", "550 5.1.10 no such domain", "5.1.1 550 5.1.10 no such domain"),
      ("5.1.1", "smtp; 550 5.1.1 unknown", "smtp; 550 5.1.1 unknown"), ("5.1.1", nil, "5.1.1"), ("5.1.1", "", "5.1.1"),
      (nil, "250 2.0.0 Ok", "250 2.0.0 Ok"), (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func theStatusIsSaidOnce(_ status: String?, _ reply: String?, _ said: String?) {
    let entry = OutboxEntry(
      id: 1, ticket: TicketID(1), kind: .reply, recipient: EmailAddress("x@y.example"), messageID: "m", state: .failed,
      attempts: 1, nextAttemptAt: nil, reply: reply, failureStatus: status, createdAt: Instant(seconds: 0))
    #expect(entry.said == said)
  }
}
