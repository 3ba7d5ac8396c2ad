import Desk
import Store
import Testing
import Triage
import Work

@Suite("The order of arrival makes no difference")
struct ArrivalOrderTests {
  /// A question, an answer to it, a colleague's answer to that, and another: each names only the one before.
  private static let conversation = [
    Letter(subject: "VPN down", id: "1@acme.example", text: "It is down."),
    Letter(subject: "Re: VPN down", id: "2@acme.example", references: ["1@acme.example"], text: "Still down."),
    Letter(
      from: Workbench.bo, subject: "Re: [P1] VPN down", id: "3@acme.example", references: ["2@acme.example"],
      text: "For me too."),
    Letter(subject: "Re: VPN down", id: "4@acme.example", references: ["3@acme.example"], text: "All floors."),
  ]

  @Test(
    "a conversation becomes the same ticket in any order",
    arguments: orders(of: 3) + orders(of: 4))
  func anyOrder(order: [Int]) throws {
    let bench = try Workbench()
    for number in order { try take(Self.conversation[number], bench) }
    var filter = TicketFilter()
    filter.limit = 0
    let tickets = try bench.store.list(filter).tickets
    let ticket = try #require(tickets.first)
    #expect(tickets.count == 1)
    #expect(ticket.id == TicketID(1))
    #expect(ticket.requester == Workbench.ana)
    #expect(ticket.subject == "VPN down")
    #expect(ticket.status == .new)
    #expect(ticket.messages == order.count)
    #expect(ticket.priority == .high)
    #expect(ticket.prioritySource == .tag)
    #expect(ticket.resolveDue == ticket.createdAt + .hours(8))
    #expect(try bench.store.watchers(of: ticket.id).isEmpty)
    #expect(try bench.store.newcomers(of: ticket.id) == [Workbench.bo])
    #expect(try bench.store.verifyAudit().isWhole)
  }

  /// As above, and an answer that its sender's program calls important.
  private static let important = [
    Letter(subject: "VPN down", id: "1@acme.example", text: "It is down."),
    Letter(
      subject: "Re: VPN down", id: "2@acme.example", references: ["1@acme.example"], text: "Now.",
      fields: ["X-Priority: 1"]),
    Letter(subject: "Re: VPN down", id: "3@acme.example", references: ["2@acme.example"], text: "Still down."),
  ]

  @Test("a header of an answer raises nothing in any order", arguments: orders(of: 3))
  func headersOfAnswers(order: [Int]) throws {
    let bench = try Workbench()
    for number in order { try take(Self.important[number], bench) }
    let ticket = try bench.stored(TicketID(1))
    #expect(ticket.messages == 3)
    #expect(ticket.priority == .medium)
    #expect(ticket.prioritySource == .queue)
  }

  /// Decided by the rules, as the intake does it.
  private func take(_ letter: Letter, _ bench: Workbench) throws {
    let mail = letter.mail(at: bench.now, key: letter.id ?? "")
    let inquiry = Inquiry(mail, settings: bench.work.settings, identity: bench.work.identity)
    try bench.work.perform { transaction in
      let known = try transaction.knowledge(for: inquiry)
      let decision = bench.work.rules.decide(mail, inquiry, knowing: known, now: transaction.now)
      let applied = try bench.work.apply(decision, of: mail, inquiry: inquiry, sendNotices: false, in: transaction)
      _ = try transaction.recordIntake(
        NewIntake(
          mailbox: mail.mailbox, key: mail.key, disposition: decision.disposition, ticket: applied.ticket,
          message: applied.message, raw: RawMail(bytes: letter.bytes, digest: mail.rawDigest),
          contentDigest: mail.contentDigest, messageID: inquiry.messageID, evidence: applied.evidence))
    }
  }

  private static func orders(of count: Int) -> [[Int]] {
    func permutations(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return permutations(Array(0..<count))
  }
}
