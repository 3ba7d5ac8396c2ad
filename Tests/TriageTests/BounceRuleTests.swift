import Desk
import Testing
import Triage

@Suite("Delivery reports")
struct BounceRuleTests {
  private let desk = TestDesk()
  private let row = KnownOutboxRow(
    id: 7, ticket: TicketID(5), recipient: EmailAddress("ana@acme.example"), messageID: "sd.5.1.x@desk.example")

  private func report(
    _ action: String = "failed", status: String = "5.1.1", final: String = "ana@acme.example", more: String = ""
  ) -> String {
    """
    Return-Path: <>
    From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
    To: \(desk.identity.bounceAddress(desk.support, ticket: TicketID(5), row: 7))
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b
    Content-Type: text/plain

    I'm sorry to have to inform you.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.acme.example

    Final-Recipient: rfc822; \(final)
    Action: \(action)
    Status: \(status)
    Diagnostic-Code: smtp; 550 \(status) unknown user
    \(more)
    --b
    Content-Type: text/rfc822-headers

    From: support@desk.example
    To: ana@acme.example
    Message-ID: <sd.5.1.x@desk.example>

    --b--
    """
  }

  private func decide(_ text: String) -> Decision {
    desk.decide(text, knowing: Knowledge { $0.outboxRows = [row] })
  }

  @Test("a failure marks its row with the status and puts it on the ticket; the report opens nothing")
  func failure() throws {
    let decision = decide(report(status: "5.7.1"))
    #expect(decision.disposition == .bounce)
    let note = try decision.report
    let failure = try #require(note.failures.first)
    #expect(note.failures.count == 1)
    #expect(note.ticket == TicketID(5))
    #expect(failure.row == 7)
    #expect(failure.recipient == EmailAddress("ana@acme.example"))
    #expect(failure.status == "5.7.1")
    #expect(failure.diagnostic == "550 5.7.1 unknown user")
    #expect(!failure.flagsAddress)
    #expect(decision.said("bounce") == ["outbox 7 of SD-5 failed: a RFC 3464 report: ana@acme.example failed (5.7.1)"])
  }

  @Test(
    "what says that the address is dead flags it", arguments: ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"])
  func flags(status: String) throws {
    #expect(try decide(report(status: status)).report.failures.map(\.flagsAddress) == [true])
  }

  @Test("no other code does", arguments: ["5.1.0", "5.1.4", "5.2.2", "5.7.1", "5.1.11", "4.1.1", "5.0.0"])
  func doesNotFlag(status: String) throws {
    #expect(try decide(report(status: status)).report.failures.map(\.flagsAddress) == [false])
  }

  @Test(
    "a delay or a success is a report without a failure", arguments: ["delayed", "delivered", "relayed", "expanded"])
  func noFailure(action: String) throws {
    let decision = decide(report(action, status: "2.0.0"))
    #expect(decision.disposition == .bounce)
    #expect(try decision.report == .init(failures: [], ticket: TicketID(5)))
  }

  @Test("its recipient must be the row's: a guessed or quoted id marks nothing")
  func otherRecipient() throws {
    let decision = decide(report(final: "mallory@evil.example"))
    #expect(decision.disposition == .bounce)
    #expect(try decision.report == .init(failures: [], ticket: nil))
    #expect(decision.said("bounce").first?.hasPrefix("recorded; its recipient is not") == true)
  }

  @Test("an address that was forwarded on is known by the one that we wrote to")
  func originalRecipient() throws {
    let text = report(final: "x4711@internal.acme.example").replacing(
      "Action:", with: "Original-Recipient: rfc822; Ana@Acme.example\nAction:")
    #expect(try decide(text).report.failures.map(\.row) == [7])
  }

  @Test("a row is marked once, by the worst that is said of it")
  func worst() throws {
    let more = "\nFinal-Recipient: rfc822; ana@acme.example\nAction: delayed\nStatus: 4.2.0\n"
    #expect(try decide(report(more: more)).report.failures.map(\.status) == ["5.1.1"])
  }

  @Test("a report that matches nothing of ours is recorded, without a ticket and without an answer")
  func unmatched() throws {
    let decision = desk.decide(report())
    #expect(decision.disposition == .bounce)
    #expect(try decision.report == .init(failures: [], ticket: nil))
    #expect(decision.said("bounce").first?.hasPrefix("recorded; it names no mail of ours") == true)
  }

  @Test("the report is looked up by its address and by the id in the returned header")
  func inquiry() {
    let inquiry = desk.inquiry(report())
    #expect(inquiry.bounceRow == 7)
    #expect(inquiry.returnedMessageIDs == ["sd.5.1.x@desk.example"])
  }

  @Test("an informal report with a null return path is one too")
  func informal() throws {
    let decision = decide(
      """
      Return-Path: <>
      From: MAILER-DAEMON@example.net
      Subject: failure notice

      Hi. This is the qmail-send program at example.net.
      I'm afraid I wasn't able to deliver your message to the following addresses.

      <ana@acme.example>:
      Remote host said: 550 5.1.1 <ana@acme.example>: User unknown
      """)
    #expect(try decision.report.failures.map(\.row) == [7])
  }

  @Test("a person who writes about a failed delivery writes a ticket")
  func person() {
    let decision = decide(
      """
      Return-Path: <ana@acme.example>
      From: ana@acme.example
      Subject: Undelivered Mail Returned to Sender

      I get 550 5.1.1 User unknown when I write to bo@acme.example.
      """)
    #expect(decision.disposition == .opened)
    #expect(decision.said("bounce") == ["no: no delivery report, return path <ana@acme.example>"])
  }
}
