import Desk
import Testing
import Triage

@Suite("What is looked up for a message")
struct InquiryTests {
  private let desk = TestDesk()

  @Test("references are named nearest first, each once, without the message's own id")
  func references() {
    let inquiry = desk.inquiry(
      """
      Message-ID: <own@x>
      In-Reply-To: <c@x>
      References: <a@x> <b@x>
       <own@x> <c@x>

      x
      """)
    #expect(inquiry.references == ["c@x", "b@x", "a@x"])
    #expect(inquiry.messageID == "own@x")
  }

  @Test("of too many references the nearest and the eldest are kept")
  func boundsReferences() {
    let ids = (1...500).map { "<\($0)@x>" }.joined(separator: "\n ")
    let references = desk.inquiry("References: \(ids)\n\nx").references
    #expect(references.count == Inquiry.mostReferences)
    #expect(references.first == "500@x")
    #expect(references.last == "1@x")
  }

  @Test("an address in the place of an id ties nothing together")
  func addressesAreNoIDs() {
    let inquiry = desk.inquiry(
      """
      From: Ana <ana@acme.example>
      To: Support@desk.example
      In-Reply-To: support@desk.example
      References: <ANA@acme.example> <1@x>

      x
      """)
    #expect(inquiry.references == ["1@x"])
  }

  @Test("an id longer than a line may be is none")
  func longIDs() {
    let long = String(repeating: "x", count: 2000) + "@x"
    let inquiry = desk.inquiry("Message-ID: <\(long)>\nReferences: <\(long)> <1@x>\n\nx")
    #expect(inquiry.messageID == nil)
    #expect(inquiry.references == ["1@x"])
  }

  @Test("every mark of ours is verified and its ticket looked up; tokens are looked up unverified")
  func marks() {
    let ids = desk.identity
    let one = ids.marks(desk.support, ticket: TicketID(1), sequence: 1).messageID
    let two = ids.marks(desk.support, ticket: TicketID(2), sequence: 1).replyTo
    let three = ids.marks(desk.support, ticket: TicketID(3), sequence: 1).reference
    let inquiry = desk.inquiry(
      """
      From: ana@acme.example
      To: \(two)
      Cc: support+r.9.1.aaaaaaaaaaaaaaaaaaaaaaaaaa@desk.example
      Subject: Re: [SD-4] x
      In-Reply-To: <\(one)>
      References: <sd.8.1.aaaaaaaaaaaaaaaaaaaaaaaaaa@desk.example>

      > \(three)
      """)
    #expect(inquiry.signedReferences == [TicketID(1)])
    #expect(inquiry.signedAddresses == [TicketID(2)])
    #expect(inquiry.footReferences == [TicketID(3)])
    #expect(inquiry.namedTickets == [1, 2, 4, 3].map { TicketID($0) })
    #expect(inquiry.bounceRow == nil)
  }

  @Test("a bounce address names its row, wherever the last hop wrote it down")
  func bounceAddress() {
    let address = desk.identity.bounceAddress(desk.support, ticket: TicketID(5), row: 77)
    for header in ["To", "Delivered-To", "X-Original-To"] {
      let inquiry = desk.inquiry("\(header): \(address)\n\nx")
      #expect(inquiry.bounceRow == 77)
      #expect(inquiry.signedAddresses == [TicketID(5)])
    }
  }

  @Test("senders are all who may have written it, each once")
  func senders() {
    let inquiry = desk.inquiry(
      "From: Ana <Ana@acme.example>\nReply-To: <>, ana@ACME.example, bo@acme.example\nSender: pa@acme.example\n\nx")
    #expect(inquiry.senders == ["ana@acme.example", "bo@acme.example", "pa@acme.example"].map { EmailAddress($0) })
    #expect(desk.inquiry("Subject: x\n\nx").senders.isEmpty)
  }

  @Test("equal subjects and texts have equal keys, whoever writes and quotes")
  func keys() {
    let one = desk.inquiry("From: a@x.example\nSubject: Server down\n\nHelp!")
    let two = desk.inquiry(
      "From: b@y.example\nSubject: RE: [SD-7] server  DOWN\n\nHelp!\n\nOn Thu, 26 Nov 2026, x wrote:\n> y\n")
    #expect(one.subjectKey == two.subjectKey)
    #expect(one.textKey == two.textKey)
    #expect(one.subjectKey != desk.inquiry("Subject: Server up\n\nHelp!").subjectKey)
  }
}
