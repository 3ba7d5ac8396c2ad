import Desk
import Testing
import Triage

@Suite("Where a conversation begins")
struct BeginningTests {
  private let desk = TestDesk()
  /// When the messages of these tests were written.
  private static let ten = Instant(seconds: 1_795_687_200)

  private func decide(
    _ id: String, _ headers: String = "", subject: String = "VPN", _ change: (inout Knowledge) -> Void
  ) throws -> Decision.Appending {
    let text = """
      From: Ana <ana@acme.example>
      To: support@desk.example
      Cc: Dan <dan@acme.example>
      Subject: \(subject)
      Date: Thu, 26 Nov 2026 10:00:00 +0000
      Message-ID: <\(id)>
      \(headers)

      x
      """
    return try desk.decide(text, knowing: Knowledge(change)).appending
  }

  @Test("a parent that comes late makes the ticket its own: requester, subject, priority, watchers")
  func lateParent() throws {
    let appending = try decide("1@x", "Importance: low") {
      $0.children = [
        KnownTicket(
          4, .open, priority: .high, source: .tag, root: "2@x", refersTo: ["1@x"], writtenAt: Self.ten - .hours(9))
      ]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(
      appending.root
        == .init(
          requester: Person(name: "Ana", address: EmailAddress("ana@acme.example")), subject: "VPN", priority: .low,
          prioritySource: .header))
    #expect(appending.watchers == [Person(name: "Dan", address: EmailAddress("dan@acme.example"))])
    #expect(!appending.isNewcomer)
    #expect(!appending.reopens)
    #expect(appending.merging.isEmpty)
  }

  @Test(
    "a stranger whose Message-ID somebody has referred to gets no ticket that is worked on", arguments: Status.allCases)
  func strangersID(_ status: Status) throws {
    guard status != .closed else { return }
    let appending = try decide("1@x", subject: "urgent: VPN") {
      $0.children = [
        KnownTicket(4, status, takesPart: false, root: "2@x", refersTo: ["1@x"], writtenAt: Self.ten - .hours(9))
      ]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(
      (appending.root == nil) == (status != .new), "while nobody has it in hand, the order of arrival is no matter")
    #expect(appending.isNewcomer == (status != .new))
  }

  @Test("a message in the middle ties a later ticket to an earlier one, which began with what it answers")
  func middle() throws {
    let appending = try decide("2@x", "In-Reply-To: <1@x>") {
      $0.ticketOfReference["1@x"] = KnownTicket(4, root: "1@x", writtenAt: Self.ten - .hours(1))
      $0.children = [KnownTicket(6, root: "3@x", refersTo: ["2@x"], writtenAt: Self.ten)]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(appending.merging == [TicketID(6)])
    #expect(appending.root == nil)
    #expect(appending.rootTicket == nil)
  }

  @Test("where the answer came first, the survivor begins with what the message answers")
  func middleReversed() throws {
    let appending = try decide("2@x", "In-Reply-To: <1@x>") {
      $0.ticketOfReference["1@x"] = KnownTicket(6, root: "1@x", writtenAt: Self.ten + .hours(1))
      $0.children = [KnownTicket(4, root: "3@x", refersTo: ["2@x"], writtenAt: Self.ten)]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(appending.merging == [TicketID(6)])
    #expect(appending.rootTicket == TicketID(6))
    #expect(appending.root == nil)
  }

  @Test("messages that share a reference never seen join; the one written first is the beginning")
  func siblings() throws {
    func sibling(_ writtenAt: Instant, _ status: Status = .new) throws -> Decision.Appending {
      try decide("3@x", "References: <1@x>") {
        $0.siblings = [KnownTicket(4, status, takesPart: false, root: "2@x", refersTo: ["1@x"], writtenAt: writtenAt)]
      }
    }
    let later = try sibling(Self.ten - .minutes(1))
    #expect(later.ticket == TicketID(4))
    #expect(later.root == nil)
    #expect(later.isNewcomer)
    let earlier = try sibling(Self.ten + .minutes(1))
    #expect(earlier.root?.requester.name == "Ana")
    #expect(!earlier.isNewcomer)
    // Of the same second the lower id.
    #expect(try sibling(Self.ten).root == nil)
  }

  @Test(
    "on the word of a date alone no ticket changes hands that somebody works on",
    arguments: [Status.open, .pending, .resolved])
  func worked(status: Status) throws {
    let appending = try decide("3@x", "References: <1@x>") {
      $0.siblings = [
        KnownTicket(4, status, takesPart: false, root: "2@x", refersTo: ["1@x"], writtenAt: Self.ten + .hours(1))
      ]
    }
    #expect(appending.root == nil)
    #expect(appending.isNewcomer)
  }

  @Test("a ticket that began without a mail keeps what an operator gave it")
  func withoutMail() throws {
    let appending = try decide("3@x") { $0.children = [KnownTicket(4)] }
    #expect(appending.root == nil)
  }

  @Test("an answer never becomes the beginning, however early its date")
  func answer() throws {
    let appending = try decide("3@x", "In-Reply-To: <1@x>") {
      $0.ticketOfReference["1@x"] = KnownTicket(4, root: "1@x", writtenAt: Self.ten + .hours(9))
    }
    #expect(appending.root == nil)
  }

  @Test("messages that answer each other in a ring are one ticket that stays as it was")
  func ring() throws {
    let ticket = KnownTicket(4, root: "2@x", refersTo: ["1@x"], writtenAt: Self.ten)
    let appending = try decide("1@x", "In-Reply-To: <3@x>") {
      $0.ticketOfReference["3@x"] = ticket
      $0.children = [ticket]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(appending.root == nil)
    #expect(appending.rootTicket == nil)
  }

  @Test("a parent of two tickets' first messages makes them one, and its own")
  func parentOfTwo() throws {
    let appending = try decide("1@x") {
      $0.children = [
        KnownTicket(6, root: "3@x", refersTo: ["1@x"], writtenAt: Self.ten),
        KnownTicket(4, root: "2@x", refersTo: ["1@x"], writtenAt: Self.ten),
      ]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(appending.merging == [TicketID(6)])
    #expect(appending.root?.subject == "VPN")
  }

  @Test("closed tickets are not merged into open ones")
  func closed() throws {
    let appending = try decide("3@x", "References: <1@x> <2@x>") {
      $0.ticketOfReference["1@x"] = KnownTicket(2, .closed)
      $0.ticketOfReference["2@x"] = KnownTicket(4)
      $0.siblings = [KnownTicket(5)]
    }
    #expect(appending.ticket == TicketID(4))
    #expect(appending.merging == [TicketID(5)])
  }
}
