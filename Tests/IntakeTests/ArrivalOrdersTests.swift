import Desk
import Foundation
import Store
import Support
import Testing
import Triage
import Work

/// Six messages of one conversation in every order they can come in, taken in from a maildir as any mail is.
@Suite("All orders of arrival")
struct ArrivalOrdersTests {
  /// A conversation whose ids belong to it alone, so that many can go through one desk.
  private struct Conversation {
    let number: Int
    /// The Message-ID of the notice that its first message gets.
    let notice: String
    let ticket: TicketID
    /// Whether a colleague's answer asks for more by a tag.
    let isTagged: Bool

    private func id(_ name: String) -> String { "<\(name).\(number)@acme.example>" }

    var messages: [String] {
      [
        // The root; a colleague is in Cc.
        mail(0, "VPN down", ["Cc: Bo <bo@acme.example>", "Message-ID: \(id("root"))"]),
        // Its writer again, by a program that calls everything important.
        mail(1, "Re: VPN down", ["Message-ID: \(id("more"))", "References: \(id("root"))", "X-Priority: 1"]),
        // The colleague, with somebody else in Cc.
        mail(
          2, isTagged ? "AW: [P1] VPN down" : "AW: VPN down",
          ["Cc: dan@acme.example", "Message-ID: \(id("bo"))", "In-Reply-To: \(id("root"))"],
          from: "Bo <bo@acme.example>"),
        // An answer to our notice.
        mail(
          3, "Re: [\(ticket)] VPN down",
          ["Message-ID: \(id("late"))", "In-Reply-To: <\(notice)>", "References: \(id("root")) <\(notice)>"]),
        // An answer to the colleague.
        mail(4, "Re: AW: VPN down", ["Message-ID: \(id("toBo"))", "References: \(id("root")) \(id("bo"))"]),
        // A branch: somebody to whom the second message was passed on, by a program that keeps no References.
        mail(
          5, "Re: Fwd: VPN down", ["Message-ID: \(id("cy"))", "In-Reply-To: \(id("more"))", "Importance: high"],
          from: "Cy <cy@other.example>"),
      ]
    }

    private func mail(_ place: Int, _ subject: String, _ fields: [String], from: String = "Ana <ana@acme.example>")
      -> String
    {
      """
      Received: from mx by desk; Thu, 26 Nov 2026 07:0\(place):00 +0000
      Date: Thu, 26 Nov 2026 07:0\(place):00 +0000
      From: \(from)
      To: support@desk.example
      Subject: \(subject)
      \(fields.joined(separator: "\n"))

      Words \(place) of \(number).

      """
    }

    var ids: Set<String> { Set(["root", "more", "bo", "late", "toBo", "cy"].map { "\($0).\(number)@acme.example" }) }
  }

  @Test("720 orders of six messages make the same ticket", arguments: [false, true])
  func allOrders(isTagged: Bool) throws {
    let desk = try IntakeDesk(TestMaildir())
    var orders = 0
    for order in Self.orders(of: 6) {
      orders += 1
      let ticket = TicketID(try Self.highestTicket(desk) + 1)
      let marks = desk.work.identity.marks(desk.work.settings.queues[0], ticket: ticket, sequence: 1)
      let conversation = Conversation(
        number: orders, notice: marks.messageID, ticket: ticket, isTagged: isTagged)
      for (place, index) in order.enumerated() {
        try desk.maildir.put("1795000001.M\(orders)P\(place)", conversation.messages[index])
        // Some of the orders arrive bit by bit, the others at once.
        if orders.isMultiple(of: 8) { _ = try desk.round() }
      }
      if !orders.isMultiple(of: 8) { _ = try desk.round() }
      let found = try Self.describe(ticket, conversation, desk)
      let priority = isTagged ? "high by tag" : "medium by queue"
      #expect(
        found
          == "VPN down of ana@acme.example, \(priority), new, 2026-11-26T07:00:00Z, 6 messages, watched by bo@acme.example, waiting cy@other.example",
        "in the order \(order)")
    }
    print("orders: \(orders) of six messages")
    #expect(orders == 720)
    // The tickets that stand by themselves are as many as the conversations.
    var filter = TicketFilter()
    filter.limit = 0
    #expect(try desk.store.list(filter).tickets.count == 720)
    #expect(try desk.store.verifyAudit().isWhole)
  }

  private static func describe(_ id: TicketID, _ conversation: Conversation, _ desk: IntakeDesk) throws -> String {
    let ticket = try #require(try desk.store.ticket(id))
    let entries = try desk.store.conversation(of: id).filter { $0.kind == .incoming }
    #expect(Set(entries.compactMap(\.messageID)) == conversation.ids)
    func names(_ people: [Person]) -> String { people.compactMap(\.address?.normal).sorted().joined(separator: ", ") }
    return [
      "\(ticket.subject) of \(ticket.requester.address?.original ?? "nobody")",
      "\(ticket.priority.rawValue) by \(ticket.prioritySource.rawValue)", ticket.status.rawValue,
      ticket.createdAt.description, "\(ticket.messages) messages",
      "watched by \(names(try desk.store.watchers(of: id)))",
      "waiting \(names(try desk.store.newcomers(of: id)))",
    ].joined(separator: ", ")
  }

  private static func highestTicket(_ desk: IntakeDesk) throws -> Int64 {
    var filter = TicketFilter()
    filter.statuses = .all
    filter.order = .newest
    filter.limit = 1
    return try desk.store.list(filter).tickets.first?.id.number ?? 0
  }

  private static func orders(of count: Int) -> [[Int]] {
    func permutations(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return permutations(Array(0..<count))
  }
}
