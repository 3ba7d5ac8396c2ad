import Desk
import Testing
import Triage

@Suite("Threads")
struct ThreadRuleTests {
  private let desk = TestDesk()
  private let four = TicketID(4)

  private func text(
    _ headers: String, from: String = "ana@acme.example", subject: String = "Re: VPN", body: String = "Hi"
  ) -> String {
    "From: \(from)\nTo: support@desk.example\nSubject: \(subject)\nMessage-ID: <9@x>\n\(headers)\n\n\(body)\n"
  }

  private func named(_ ticket: KnownTicket, as id: Int64 = 4) -> Knowledge {
    Knowledge { $0.namedTickets[TicketID(id)] = ticket }
  }

  // MARK: Each sign alone is enough

  @Test("a Message-ID of ours that verifies joins, wherever it is named", arguments: ["In-Reply-To", "References"])
  func signedID(header: String) throws {
    let id = desk.identity.marks(desk.support, ticket: four, sequence: 2).messageID
      .replacing("@desk.example", with: "@amazonses.example")
    let decision = desk.decide(text("\(header): <\(id)>", subject: "other"), knowing: named(KnownTicket(4)))
    #expect(decision.disposition == .appended)
    #expect(try decision.appending.ticket == four)
    #expect(decision.said("thread") == ["SD-4: it refers to our signed Message-ID"])
  }

  @Test("a signed plus-address of ours joins")
  func signedAddress() throws {
    let address = desk.identity.marks(desk.support, ticket: four, sequence: 2).replyTo
    let decision = desk.decide(text("Cc: \(address)", subject: "other"), knowing: named(KnownTicket(4)))
    #expect(try decision.appending.ticket == four)
    #expect(decision.said("thread") == ["SD-4: it came to our signed address"])
  }

  @Test("a known Message-ID of the conversation joins", arguments: ["In-Reply-To", "References"])
  func knownID(header: String) throws {
    let decision = desk.decide(
      text("\(header): <1@x>"), knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4) })
    #expect(try decision.appending.ticket == four)
    #expect(decision.said("thread") == ["SD-4: it refers to <1@x>, which is on it"])
  }

  @Test("a token joins where the sender takes part")
  func token() throws {
    let decision = desk.decide(text("", subject: "VPN [SD-4]"), knowing: named(KnownTicket(4)))
    #expect(try decision.appending.ticket == four)
    #expect(decision.said("thread") == ["SD-4: [SD-4] in the subject"])
  }

  @Test("a signed reference in the quoted text joins where the sender takes part")
  func foot() throws {
    let foot = desk.identity.marks(desk.support, ticket: four, sequence: 2).reference
    let body = "Thanks\n\n> We found it.\n> \(foot)"
    #expect(try desk.decide(text("", body: body), knowing: named(KnownTicket(4))).appending.ticket == four)
    let stranger = desk.decide(text("", body: body), knowing: named(KnownTicket(4, takesPart: false)))
    #expect(try stranger.opening.links == [.init(ticket: four, kind: "possible-reply")])
  }

  // MARK: Whom to believe

  @Test("a token alone from a stranger opens a new ticket that links there, without a notice")
  func strangersToken() throws {
    let decision = desk.decide(
      text("", from: "eve@evil.example", subject: "[SD-4] urgent"), knowing: named(KnownTicket(4, takesPart: false)))
    #expect(decision.disposition == .opened)
    let opening = try decision.opening
    #expect(opening.links == [.init(ticket: four, kind: "possible-reply")])
    #expect(opening.notice == .withhold(because: "it quotes mail of ours ([SD-4] in the subject)"))
    #expect(
      decision.said("thread") == ["possible reply: [SD-4] in the subject, but its sender takes no part in SD-4"])
  }

  @Test("a token of no ticket, and a similar subject, join nothing")
  func nothing() throws {
    #expect(try desk.opening(text("", subject: "Re: [SD-99] VPN")).links.isEmpty)
    let decision = desk.decide(text("In-Reply-To: <unseen@x>", subject: "Re: VPN"))
    #expect(decision.disposition == .opened)
    #expect(decision.said("thread") == ["no: its references were not met before, no token in the subject"])
    #expect(
      desk.decide(text("")).said("thread") == ["no: no In-Reply-To or References, no token in the subject"])
  }

  @Test("a forged or foreign mark of ours joins nothing")
  func forged() throws {
    let other = MessageIdentity(key: TestDesk.key, desk: "desk-2", domain: "desk.example")
    let id = other.marks(desk.support, ticket: four, sequence: 2).messageID
    let address = other.marks(desk.support, ticket: four, sequence: 2).replyTo
    let decision = desk.decide(
      text("In-Reply-To: <\(id)>\nCc: \(address)"), knowing: named(KnownTicket(4)))
    #expect(decision.disposition == .opened)
  }

  @Test("whoever knows a Message-ID joins, as a newcomer and no watcher, where not met on the ticket")
  func newcomer() throws {
    let decision = desk.decide(
      text("In-Reply-To: <1@x>\nCc: bo@acme.example", from: "dan@acme.example"),
      knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4, .resolved, takesPart: false) })
    let appending = try decision.appending
    #expect(appending.isNewcomer)
    #expect(appending.watchers.isEmpty)
    #expect(appending.reopens)
    #expect(decision.said("thread").last == "newcomer: its sender took no part in SD-4 before")
  }

  // MARK: What it does to the ticket

  @Test("the requester's answer wakes the ticket, and the people in its Cc become watchers")
  func requester() throws {
    let appending = try desk.decide(
      text("In-Reply-To: <1@x>\nCc: Bo <bo@acme.example>, HELP@desk.example, ana@acme.example"),
      knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4, .pending, isRequester: true) }
    ).appending
    #expect(appending.reopens)
    #expect(!appending.isNewcomer)
    #expect(appending.watchers == [Person(name: "Bo", address: EmailAddress("bo@acme.example"))])
  }

  @Test("an operator's mail is appended and wakes nothing, unless the operator asked")
  func operatorsMail() throws {
    func decide(_ isRequester: Bool) throws -> Decision.Appending {
      try desk.decide(
        text("In-Reply-To: <1@x>", from: "Alice@desk.example"),
        knowing: Knowledge {
          $0.ticketOfReference["1@x"] = KnownTicket(4, .resolved, isRequester: isRequester)
          $0.operators[EmailAddress("alice@desk.example")] = "alice"
        }
      ).appending
    }
    #expect(try !decide(false).reopens)
    #expect(try !decide(false).isNewcomer)
    #expect(try decide(true).reopens)
  }

  @Test("a customer whose answers go to an operator is no operator")
  func replyToOperator() throws {
    let appending = try desk.decide(
      text("In-Reply-To: <1@x>\nReply-To: alice@desk.example"),
      knowing: Knowledge {
        $0.ticketOfReference["1@x"] = KnownTicket(4, .resolved)
        $0.operators[EmailAddress("alice@desk.example")] = "alice"
      }
    ).appending
    #expect(appending.reopens)
  }

  @Test(
    "automatic mail on a thread wakes nothing",
    arguments: [
      "Auto-Submitted: auto-generated", "Precedence: bulk", "List-Id: <x.y>", "Return-Path: <>",
      "Reply-To: noreply@acme.example",
    ])
  func automatic(header: String) throws {
    let appending = try desk.decide(
      text("In-Reply-To: <1@x>\n" + header),
      knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4, .resolved, isRequester: true) }
    ).appending
    #expect(!appending.reopens)
    #expect(appending.watchers.isEmpty)
  }

  @Test("a person whose server asks for no automatic answers is still a person")
  func suppression() throws {
    let appending = try desk.decide(
      text("In-Reply-To: <1@x>\nX-Auto-Response-Suppress: DR, OOF, AutoReply"),
      knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4, .resolved) }
    ).appending
    #expect(appending.reopens)
  }

  @Test("the answer to a closed ticket opens a new one that continues it")
  func closed() throws {
    let decision = desk.decide(
      text("In-Reply-To: <1@x>"), knowing: Knowledge { $0.ticketOfReference["1@x"] = KnownTicket(4, .closed) })
    #expect(decision.disposition == .opened)
    #expect(try decision.opening.links == [.init(ticket: four, kind: "continues")])
    #expect(
      decision.said("thread") == ["continues it: it refers to <1@x>, which is on it, but SD-4 is closed"])
  }

  @Test("once a closed ticket has been continued, answers join the one that continues it")
  func continued() throws {
    let known = Knowledge {
      $0.ticketOfReference["1@x"] = KnownTicket(4, .closed)
      $0.ticketOfReference["2@x"] = KnownTicket(6, .open)
    }
    let appending = try desk.decide(text("References: <1@x> <2@x>"), knowing: known).appending
    #expect(appending.ticket == TicketID(6))
    #expect(appending.merging.isEmpty)
    let byToken = Knowledge {
      $0.ticketOfReference["1@x"] = KnownTicket(4, .closed)
      $0.namedTickets[TicketID(6)] = KnownTicket(6, .open)
    }
    #expect(
      try desk.decide(text("References: <1@x>", subject: "[SD-6] VPN"), knowing: byToken).appending.ticket
        == TicketID(6))
  }

  @Test("a stranger who names a closed ticket twice gets one link")
  func oneLink() throws {
    let ticket = KnownTicket(4, .closed, takesPart: false)
    let opening = try desk.opening(
      text("In-Reply-To: <1@x>", subject: "[SD-4] VPN"),
      knowing: Knowledge {
        $0.ticketOfReference["1@x"] = ticket
        $0.namedTickets[four] = ticket
      })
    #expect(opening.links == [.init(ticket: four, kind: "continues")])
  }

  @Test("of several signs the strongest decides, of several tokens the last")
  func strongest() throws {
    let address = desk.identity.marks(desk.support, ticket: four, sequence: 1).replyTo
    let known = Knowledge {
      $0.namedTickets[four] = KnownTicket(4)
      $0.namedTickets[TicketID(2)] = KnownTicket(2)
      $0.namedTickets[TicketID(3)] = KnownTicket(3)
    }
    #expect(try desk.decide(text("Cc: \(address)", subject: "[SD-2] x"), knowing: known).appending.ticket == four)
    #expect(try desk.decide(text("", subject: "[SD-2] x [SD-3]"), knowing: known).appending.ticket == TicketID(3))
  }

  @Test("a sign that points to a merged ticket leads to the survivor")
  func survivor() throws {
    let appending = try desk.decide(text("", subject: "[SD-9] x"), knowing: named(KnownTicket(4), as: 9)).appending
    #expect(appending.ticket == four)
  }

  // MARK: Priority of answers

  private func answer(_ subject: String, to ticket: KnownTicket, headers: String = "") throws -> Decision {
    desk.decide(
      text("In-Reply-To: <1@x>\n\(headers)", subject: subject),
      knowing: Knowledge { $0.ticketOfReference["1@x"] = ticket })
  }

  @Test("on an answer only a new tag raises, nothing lowers, headers do nothing")
  func priorities() throws {
    #expect(try answer("Re: [P1] VPN", to: KnownTicket(4)).appending.raisesTo == .high)
    #expect(try answer("Re: [normal] VPN", to: KnownTicket(4, priority: .low)).appending.raisesTo == .medium)
    #expect(try answer("Re: [low] VPN", to: KnownTicket(4, priority: .high)).appending.raisesTo == nil)
    #expect(try answer("Re: [P1] VPN", to: KnownTicket(4, priority: .high)).appending.raisesTo == nil)
    #expect(
      try answer("Re: [P1] VPN", to: KnownTicket(4, priority: .high)).said("priority")
        == ["no: tag [P1] asks for no more than it has"])
    #expect(try answer("Re: VPN", to: KnownTicket(4), headers: "X-Priority: 1").appending.raisesTo == nil)
    #expect(try answer("Re: VPN", to: KnownTicket(4), headers: "X-Priority: 5").appending.raisesTo == nil)
  }

  @Test("an operator's choice is final, also against a tag that the subject still quotes")
  func operatorsChoice() throws {
    let decision = try answer("Re: [URGENT] VPN", to: KnownTicket(4, priority: .low, source: .operator))
    #expect(try decision.appending.raisesTo == nil)
    #expect(try decision.appending.tagPriority == .high)
    #expect(decision.said("priority") == ["no: tag [URGENT], but an operator chose the priority"])
  }
}
