import Desk
import Testing
import Triage

@Suite("New tickets")
struct OpenRuleTests {
  private let desk = TestDesk()

  // MARK: Requester

  @Test(
    "the requester is whom answers go to, else who wrote, and never ourselves",
    arguments: [
      ("From: Ana <ana@acme.example>", "Ana", "ana@acme.example"),
      ("From: www@shop.example\nReply-To: Bruno <bruno@pires.example>", "Bruno", "bruno@pires.example"),
      ("From: Ana <ana@acme.example>\nReply-To: ana@acme.example", "Ana", "ana@acme.example"),
      ("From: Support <support@desk.example>\nReply-To: bruno@pires.example", nil, "bruno@pires.example"),
      ("From: Ana <ana@acme.example>\nReply-To: help+x@DESK.example", "Ana", "ana@acme.example"),
      ("From: Ana <ana@acme.example>\nReply-To: <>", "Ana", "ana@acme.example"),
      ("From: \"Okafor, Chidi\" <c@x.example>, b@y.example", "Okafor, Chidi", "c@x.example"),
      ("Sender: pa@acme.example", nil, "pa@acme.example"),
      ("From: Friends: ana@acme.example, bo@acme.example;", nil, "ana@acme.example"),
      ("From: root", nil, "root"),
      ("From: root\nSender: Ops <ops@acme.example>", "Ops", "ops@acme.example"),
    ])
  func requester(headers: String, name: String?, address: String) throws {
    let requester = try desk.opening("\(headers)\n\nx").requester
    #expect(requester.name == name)
    #expect(requester.address?.original == address)
  }

  @Test(
    "where nobody else is named the sender is unknown, and nobody is written to",
    arguments: ["Subject: x", "From:", "From: <>", "From: support@desk.example", "From: Support <help@desk.example>"])
  func unknown(header: String) throws {
    let opening = try desk.opening("\(header)\n\nx")
    #expect(opening.requester.address == nil)
    #expect(opening.notice == .withhold(because: "there is no address to write to"))
  }

  // MARK: Queue

  @Test(
    "the last hop's word names the queue, then To and Cc, then the mailbox",
    arguments: [
      ("Delivered-To: billing@desk.example\nTo: support@desk.example", "billing", "Delivered-To: billing@desk.example"),
      (
        "Delivered-To: vmail@mx.example\nX-Original-To: billing@desk.example", "billing",
        "X-Original-To: billing@desk.example"
      ),
      (
        "Delivered-To: support@desk.example\nDelivered-To: billing@desk.example", "support",
        "Delivered-To: support@desk.example"
      ),
      ("To: x@y.example, Billing+z@desk.example", "billing", "To: Billing+z@desk.example"),
      ("To: x@y.example\nCc: help@desk.example", "support", "Cc: help@desk.example"),
      ("To: unknown@desk.example", "support", "the mailbox's own; no queue's address is named"),
      ("To: undisclosed-recipients:;\nCc: <>", "support", "the mailbox's own; no queue's address is named"),
    ])
  func queue(headers: String, queue: String, because: String) throws {
    let decision = desk.decide("\(headers)\n\nx")
    #expect(try decision.opening.queue == queue)
    #expect(decision.said("open") == ["yes: new ticket in queue \(queue) (\(because))"])
  }

  @Test("the configured recipient header counts instead, and the first queue where nothing is known")
  func recipientHeader() throws {
    var desk = desk
    desk.settings.trusted.recipientHeader = "Envelope-To"
    #expect(
      try desk.opening("Envelope-To: billing@desk.example\nDelivered-To: support@desk.example\n\nx").queue == "billing")
    #expect(try desk.opening("Delivered-To: billing@desk.example\n\nx").queue == "support")
    #expect(try desk.decide(desk.mail("X: y\n\nx", queue: nil)).opening.queue == "support")
    #expect(try desk.decide(desk.mail("X: y\n\nx", queue: "billing")).opening.queue == "billing")
  }

  // MARK: Watchers, subject

  @Test("people in To and Cc other than us become watchers, each once")
  func watchers() throws {
    let opening = try desk.opening(
      """
      From: ana@acme.example
      To: support@desk.example, Bo <bo@acme.example>, BO@acme.example
      Cc: Ana@acme.example, billing+x@desk.example, "Cy, Jr" <cy@else.example>, no address, <"x y"@c.example>

      x
      """)
    #expect(
      opening.watchers == [
        Person(name: "Bo", address: EmailAddress("bo@acme.example")),
        Person(name: "Cy, Jr", address: EmailAddress("cy@else.example")),
      ])
  }

  @Test("of a hostile Cc only so many watch, and a list's readers never")
  func manyWatchers() throws {
    let many = (1...5000).map { "w\($0)@x.example" }.joined(separator: ",\n ")
    #expect(try desk.opening("From: ana@acme.example\nCc: \(many)\n\nx").watchers.count == 50)
    #expect(try desk.opening("From: ana@acme.example\nCc: bo@x.example\nList-Id: <l.x>\n\nx").watchers.isEmpty)
  }

  @Test("the subject is kept whole in one line, prefixes and all")
  func subject() throws {
    #expect(try desk.opening("Subject: Re: [SD-9]  VPN\n\tdown\n\nx").subject == "Re: [SD-9] VPN down")
    #expect(try desk.opening("From: a@b.example\n\nx").subject == "")
  }

  // MARK: Forwards

  private static let inline = """
    From: alice@desk.example
    To: support@desk.example
    Subject: Fwd: VPN down

    Please look.

    ---------- Forwarded message ---------
    From: Ana Lima <ana@acme.example>
    Date: Thu, 26 Nov 2026 at 10:00
    Subject: VPN down
    To: <alice@desk.example>

    Nobody can reach the VPN.
    """

  private static let attached = """
    From: alice@desk.example
    To: support@desk.example
    Subject: VPN
    Content-Type: multipart/mixed; boundary=b

    --b

    Please look.
    --b
    Content-Type: message/rfc822

    From: Ana Lima <ana@acme.example>
    Subject: VPN down

    Nobody can reach the VPN.
    --b--
    """

  private static let german = """
    From: alice@desk.example
    Subject: WG: VPN

    > Von: Ana Lima <ana@acme.example>
    > Gesendet: Donnerstag, 26. November 2026 10:00
    > An: alice@desk.example

    """

  private let isOperator = Knowledge { $0.operators[EmailAddress("alice@desk.example")] = "alice" }

  @Test("an operator's forward is the original sender's, when so configured", arguments: [inline, attached, german])
  func forwards(text: String) throws {
    var desk = desk
    desk.settings.trusted.forwards = true
    let requester = try desk.opening(text, knowing: isOperator).requester
    #expect(requester == Person(name: "Ana Lima", address: EmailAddress("ana@acme.example")))
    #expect(try self.desk.opening(text, knowing: isOperator).requester.address == EmailAddress("alice@desk.example"))
    #expect(try desk.opening(text).requester.address == EmailAddress("alice@desk.example"))
  }

  @Test("what is no forward, or holds no sender, stays the operator's")
  func noForward() throws {
    var desk = desk
    desk.settings.trusted.forwards = true
    let own = Self.inline.replacing("Ana Lima <ana@acme.example>", with: "support@desk.example")
    let line = "From: alice@desk.example\nSubject: Fwd: x\n\nFrom: the field we know who wrote, ana@acme.example\n"
    for text in [Self.inline.replacing("Fwd: ", with: ""), own, line, "From: alice@desk.example\nSubject: Fwd: x\n\n"] {
      #expect(try desk.opening(text, knowing: isOperator).requester.address == EmailAddress("alice@desk.example"))
    }
  }
}
