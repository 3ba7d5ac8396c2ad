import Desk
import Testing
import Triage

@Suite("Hostile mail costs little and harms nothing")
struct HostileTests {
  private let desk = TestDesk()

  @Test("ids, names and subjects of any content are decided, and evidence stays short")
  func oddValues() {
    let odd = ["\u{1B}[2J", "\u{202E}gpj.exe", "' OR 1=1 --", "<script>", "\u{0}", "..", "%s%n", "\u{FFFD}", "🇺🇸👩‍👩‍👧‍👦"]
    for value in odd + [String(repeating: "x", count: 50_000), String(repeating: "\u{301}", count: 50_000)] {
      let text = """
        From: "\(value)" <\(value)@acme.example>
        Reply-To: \(value)
        To: \(value), support+\(value)@desk.example
        Subject: [\(value)] (\(value)) \(value): [SD-\(value)]
        Message-ID: <\(value)>
        In-Reply-To: <\(value)> <sd.\(value).1.x@y>
        References: <\(value)@x>
        Auto-Submitted: \(value)
        X-Priority: \(value)
        Received: \(value); \(value)

        Ref: SD-\(value)
        """
      let decision = desk.decide(text)
      #expect(decision.evidence.allSatisfy { $0.because.utf8.count < 4000 })
      #expect(decision.disposition != .loop)
    }
  }

  @Test("many recipients, references and marks are read to their bounds")
  func many() throws {
    let address = desk.identity.marks(desk.support, ticket: TicketID(1), sequence: 1).replyTo.original
    let id = desk.identity.marks(desk.support, ticket: TicketID(1), sequence: 1).messageID
    let addresses = (0..<20_000).map { "\($0)\(address)" }.joined(separator: ",\n ")
    let ids = (0..<20_000).map { "<\($0)\(id)> <\(id)>" }.joined(separator: "\n ")
    let inquiry = desk.inquiry("To: \(addresses)\nCc: \(address)\nReferences: \(ids)\n\nx")
    #expect(inquiry.references.count == Inquiry.mostReferences)
    #expect(inquiry.namedTickets == [TicketID(1)])
    #expect(inquiry.senders.isEmpty)
  }

  @Test("a message that answers every ticket merges no more than it can name")
  func merges() throws {
    let ids = (1...1000).map { "\($0)@x" }
    let appending = try desk.decide(
      "From: ana@acme.example\nReferences: \(ids.map { "<\($0)>" }.joined(separator: "\n "))\n\nx",
      knowing: Knowledge { known in
        for (index, id) in ids.enumerated() { known.ticketOfReference[id] = KnownTicket(Int64(index + 1)) }
      }
    ).appending
    #expect(appending.merging.count < Inquiry.mostReferences)
    #expect(appending.merging == appending.merging.sorted())
    #expect(!appending.merging.contains(appending.ticket))
  }
}
