import Desk
import Testing
import Triage

@Suite("Our signed marks")
struct MessageIdentityTests {
  private let desk = TestDesk()
  private var identity: MessageIdentity { desk.identity }
  private let ticket = TicketID(42)

  // The codes were computed with Python's hmac and base64.
  private static let id = "sd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7y@desk.example"
  private static let reply = "support+r.42.7.ixjyruif77s6sh23uoxkgpm7ke@desk.example"
  private static let bounce = "support+b.42.1001.mrxttfzhd6osiqwzqg55dilbu4@desk.example"
  private static let foot = "Ref: SD-42.7.mqhu3yit6ctxcm4q6on3t3zply"

  @Test("marks are HMAC-SHA256 over PURPOSE.DESK.TICKET.N, its first 16 bytes in base32")
  func makesMarks() {
    #expect(identity.marks(desk.support, ticket: ticket, sequence: 7).messageID == Self.id)
    #expect(identity.marks(desk.support, ticket: ticket, sequence: 7).replyTo == EmailAddress(Self.reply))
    #expect(identity.bounceAddress(desk.support, ticket: ticket, row: 1001) == EmailAddress(Self.bounce))
    #expect(identity.marks(desk.support, ticket: ticket, sequence: 7).reference == Self.foot)
  }

  @Test("what was made verifies, in any case, whatever relays did to the domain")
  func verifies() throws {
    for id in [Self.id, Self.id.uppercased(), "sd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7y@eu-west.amazonses.com"] {
      let read = try #require(identity.verifyMessageID(id))
      #expect(read.ticket == ticket)
      #expect(read.sequence == 7)
    }
    #expect(identity.verifyAddress(EmailAddress(Self.reply)) == .reply(ticket: ticket, sequence: 7))
    #expect(identity.verifyAddress(EmailAddress(Self.reply.uppercased())) == .reply(ticket: ticket, sequence: 7))
    #expect(identity.verifyAddress(EmailAddress(Self.bounce)) == .bounce(ticket: ticket, row: 1001))
  }

  @Test(
    "what was changed does not verify",
    arguments: [
      "sd.43.7.ai3wdwqwlnpv2f7fqhv7ciow7y@d", "sd.42.8.ai3wdwqwlnpv2f7fqhv7ciow7y@d",
      "sd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7z@d", "sd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7@d", "sd.42.7.@d", "sd.42.7@d",
      "sd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7y.x@d", "xd.42.7.ai3wdwqwlnpv2f7fqhv7ciow7y@d", "", "sd.", "@", "sd..7.x@d",
      "sd.-42.7.ai3wdwqwlnpv2f7fqhv7ciow7y@d", "sd.99999999999999999999.7.ai3wdwqwlnpv2f7fqhv7ciow7y@d",
      "sd.SD-42.7.ai3wdwqwlnpv2f7fqhv7ciow7y@d",
    ])
  func refuses(id: String) {
    #expect(identity.verifyMessageID(id) == nil)
  }

  @Test("a mark of one purpose is of no use for another")
  func separatesPurposes() {
    let code = "ai3wdwqwlnpv2f7fqhv7ciow7y"
    #expect(identity.verifyAddress(EmailAddress("support+r.42.7.\(code)@desk.example")) == nil)
    #expect(identity.verifyAddress(EmailAddress("support+b.42.7.\(code)@desk.example")) == nil)
    #expect(identity.verifyAddress(EmailAddress("support+m.42.7.\(code)@desk.example")) == nil)
    #expect(identity.footReferences(in: "Ref: SD-42.7.\(code)").isEmpty)
  }

  @Test("no other desk's marks are ours, nor those of another key")
  func separatesDesks() {
    let other = MessageIdentity(key: TestDesk.key, desk: "desk-2", domain: "desk.example")
    let forger = MessageIdentity(key: Array(TestDesk.key.reversed()), desk: "desk-1", domain: "desk.example")
    for stranger in [other, forger] {
      #expect(identity.verifyMessageID(stranger.marks(desk.support, ticket: ticket, sequence: 7).messageID) == nil)
      #expect(stranger.verifyMessageID(Self.id) == nil)
    }
  }

  @Test("without plus-addressing the plain address is used")
  func plainAddress() {
    let billing = desk.settings.queues[1]
    #expect(identity.marks(billing, ticket: ticket, sequence: 7).replyTo.original == "billing@desk.example")
    #expect(identity.bounceAddress(billing, ticket: ticket, row: 7).original == "billing@desk.example")
    #expect(identity.verifyAddress(billing.address) == nil)
  }

  @Test(
    "a reference at a foot is found however it is quoted",
    arguments: [
      "Thanks!\n\n> We found it.\n>\n> \(Self.foot)\n", ">> \(Self.foot.uppercased())", "*\(Self.foot)*",
      "Ref:\n> SD-42.7.mqhu3yit6ctxcm4q6on3t3zply.", Self.foot,
    ])
  func findsFoot(text: String) {
    #expect(identity.footReferences(in: text).map(\.ticket) == [ticket])
    #expect(identity.footReferences(in: text).map(\.sequence) == [7])
  }

  @Test("each reference is named once, and only the first few of a hostile text are looked at")
  func boundsFeet() {
    let next = identity.marks(desk.support, ticket: TicketID(43), sequence: 1).reference
    #expect(identity.footReferences(in: "\(Self.foot) \(next) \(Self.foot)").map(\.ticket) == [ticket, TicketID(43)])
    let false_ = String(repeating: "Ref: SD-42.7.aaaaaaaaaaaaaaaaaaaaaaaaaa ", count: 20)
    #expect(identity.footReferences(in: false_ + Self.foot).isEmpty)
    for text in [
      "", "-", "SD-", "sd-1", "SD-1.", "SD-1.2", "SD-1.2.", "SD-1.2.abc", String(repeating: "SD-", count: 50_000),
    ] {
      #expect(identity.footReferences(in: text).isEmpty)
    }
  }
}
