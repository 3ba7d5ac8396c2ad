import Desk
import Store
import Testing
import Triage

@Suite struct KnowledgeTests {
  private let desk: TestStore

  init() throws { desk = try TestStore() }

  private func ask(_ mail: TestMail, _ change: (inout Inquiry) -> Void = { _ in }) throws -> Knowledge {
    var inquiry = mail.inquiry
    change(&inquiry)
    return try desk.store.write { try $0.knowledge(for: inquiry) }
  }

  /// A mail that the desk itself wrote, with one recipient.
  private func send(
    _ kind: OutgoingKind = .received, messageID: String = "sd.1.1.mac@desk.example", on ticket: TicketID,
    subjectKey: Int64 = 7, textKey: Int64 = 8
  ) throws -> Int64 {
    try desk.store.write { transaction in
      var message = NewMessage(
        ticket: ticket, kind: .outgoing, outgoingKind: kind,
        from: Person(name: "Support", address: EmailAddress("support@desk.example")), at: transaction.now,
        subject: "[SD-1] x", text: "text")
      message.messageID = messageID
      message.textDigest = Digest.sha256([1])
      message.raw = RawMail(bytes: [1], digest: Digest.sha256([9]))
      let row = try transaction.insertMessage(message)
      return try transaction.queue(
        NewOutboxRow(
          ticket: ticket, kind: kind, recipient: EmailAddress("Ana.Lima@acme.example"), message: row,
          subjectKey: subjectKey, textKey: textKey)
      ) { _ in "" }
    }
  }

  @Test func anEmptyDeskKnowsNothing() throws {
    let knowledge = try ask(TestMail("1"))
    #expect(knowledge.duplicateOf == nil)
    #expect(!knowledge.isIDReused && !knowledge.isPurged)
    #expect(knowledge.ownMessage == nil && knowledge.block == nil)
    #expect(knowledge.children.isEmpty && knowledge.siblings.isEmpty && knowledge.outboxRows.isEmpty)
    #expect(knowledge.similarNoticesLastHour == 0)
  }

  @Test func theSameContentUnderTheSameIDIsADuplicateFromAnyMailbox() throws {
    let id = try desk.open(TestMail("1"))
    var copy = TestMail("2", messageID: TestMail("1").messageID)
    copy.mailbox = "maildir:/var/mail/billing"
    copy.header = "another path"
    let knowledge = try ask(copy)
    #expect(knowledge.duplicateOf?.ticket == id)
    #expect(!knowledge.isIDReused)
  }

  @Test func aReusedIDWithOtherContentIsNoDuplicate() throws {
    try desk.open(TestMail("1"))
    var other = TestMail("2", messageID: TestMail("1").messageID)
    other.text = "something else entirely"
    let knowledge = try ask(other)
    #expect(knowledge.duplicateOf == nil)
    #expect(knowledge.isIDReused)
  }

  @Test func withoutAnIDOnlyTheSameBytesInTheSameMailboxAreADuplicate() throws {
    var mail = TestMail("1")
    mail.messageID = nil
    let id = try desk.open(mail)
    var again = TestMail("2")
    again.messageID = nil
    #expect(try ask(again).duplicateOf?.ticket == id)
    again.header = "other trace"
    #expect(try ask(again).duplicateOf == nil)
    again.header = ""
    again.mailbox = "maildir:/var/mail/billing"
    #expect(try ask(again).duplicateOf == nil)
  }

  @Test func aThousandMessagesWithoutAnIDAreEachNew() throws {
    try desk.store.write { transaction in
      for number in 0..<1000 {
        var mail = TestMail("\(number)")
        mail.messageID = nil
        mail.text = "text \(number)"
        #expect(try transaction.knowledge(for: mail.inquiry).duplicateOf == nil)
        try mail.open(in: transaction)
      }
    }
    #expect(try desk.store.intakeTotals()[.opened] == 1000)
  }

  @Test func aMessageThatWasOnlyRecordedIsADuplicateWithoutATicket() throws {
    try desk.store.write { _ = try $0.recordIntake(TestMail("1").intake(.quarantined)) }
    let found = try #require(try ask(TestMail("2", messageID: TestMail("1").messageID)).duplicateOf)
    #expect(found.ticket == nil)
  }

  @Test func aReferenceFindsTheTicketThatBearsItInTheSameBatchToo() throws {
    try desk.store.write { transaction in
      let ticket = try TestMail("1").open(in: transaction).ticket
      var reply = TestMail("2")
      reply.references = ["1@acme.example", "unknown@x"]
      let knowledge = try transaction.knowledge(for: reply.inquiry)
      #expect(knowledge.ticketOfReference["1@acme.example"]?.id == ticket)
      #expect(knowledge.ticketOfReference["unknown@x"] == nil)
      #expect(knowledge.siblings.isEmpty)
    }
  }

  @Test func aLateParentFindsItsChildrenAndSiblingsFindEachOther() throws {
    var child = TestMail("child")
    child.references = ["parent@x", "root@x"]
    let id = try desk.open(child)
    let parent = try ask(TestMail("p", messageID: "parent@x"))
    #expect(parent.children.map(\.id) == [id])
    #expect(parent.children.first?.rootMessageID == "child@acme.example")
    #expect(parent.children.first?.rootReferences == ["parent@x", "root@x"])
    var sibling = TestMail("sibling")
    sibling.references = ["root@x"]
    #expect(try ask(sibling).siblings.map(\.id) == [id])
  }

  @Test func aMergedTicketIsFollowedToItsSurvivorEverywhere() throws {
    var child = TestMail("2")
    child.references = ["gone@x"]
    try desk.store.write { transaction in
      try TestMail("1").open(in: transaction)
      try child.open(in: transaction)
      try transaction.merge(TicketID(2), into: TicketID(1))
    }
    var asking = TestMail("3")
    asking.references = ["2@acme.example", "gone@x"]
    let knowledge = try ask(asking) { $0.namedTickets = [TicketID(2), TicketID(9)] }
    #expect(knowledge.ticketOfReference["2@acme.example"]?.id == TicketID(1))
    #expect(knowledge.siblings.map(\.id) == [TicketID(1)])
    #expect(knowledge.namedTickets[TicketID(2)]?.id == TicketID(1))
    #expect(knowledge.namedTickets[TicketID(9)] == nil)
    var reuse = TestMail("x", messageID: "2@acme.example")
    reuse.text = "other words"
    #expect(try ask(reuse).isIDReused)
    #expect(try ask(child).duplicateOf?.ticket == TicketID(1))
  }

  @Test func whoTakesPartIsTheRequesterAWatcherAWriterOrAnOperator() throws {
    let people = [
      "ana.lima@acme.example", "watcher@x.example", "writer@x.example", "mara@desk.example", "stranger@x.example",
    ]
    let id = try desk.store.write { transaction in
      let ticket = try TestMail("1").open(in: transaction).ticket
      try transaction.addWatcher(Person(name: nil, address: EmailAddress(people[1])), of: ticket)
      var mail = TestMail("2")
      mail.from = Person(name: nil, address: EmailAddress(people[2]))
      try mail.add(to: ticket, .appended, in: transaction)
      try transaction.insertOperator(Operator(name: "mara", address: EmailAddress("Mara@Desk.Example")))
      try transaction.insertOperator(
        Operator(name: "gone", address: EmailAddress(people[4]), isDisabled: true))
      return ticket
    }
    for (index, address) in people.enumerated() {
      let knowledge = try ask(TestMail("3")) { inquiry in
        inquiry.senders = [EmailAddress(address)]
        inquiry.namedTickets = [id]
      }
      #expect(knowledge.namedTickets[id]?.senderTakesPart == (index < 4), "\(address)")
      #expect(knowledge.namedTickets[id]?.senderIsRequester == (index == 0), "\(address)")
      #expect(knowledge.operators[EmailAddress(address)] == (index == 3 ? "mara" : nil))
    }
  }

  @Test func ourOwnMailIsKnownWhenItComesBack() throws {
    let id = try desk.open(TestMail("1"))
    _ = try send(on: id)
    let knowledge = try ask(TestMail("x", messageID: "sd.1.1.mac@desk.example"))
    #expect(knowledge.ownMessage == OwnMessage(ticket: id, textDigest: Digest.sha256([1])))
    var reply = TestMail("reply")
    reply.references = ["sd.1.1.mac@desk.example"]
    #expect(try ask(reply).ticketOfReference["sd.1.1.mac@desk.example"]?.id == id)
  }

  @Test func aReportFindsItsRowByBounceAddressAndByReturnedID() throws {
    let id = try desk.open(TestMail("1"))
    let row = try send(.resolved, on: id)
    let expected = [
      KnownOutboxRow(
        id: row, ticket: id, recipient: EmailAddress("ana.lima@acme.example"), messageID: "sd.1.1.mac@desk.example")
    ]
    let byAddress = try ask(TestMail("b")) { $0.bounceRow = row }
    #expect(byAddress.outboxRows == expected)
    let byID = try ask(TestMail("b")) { $0.returnedMessageIDs = ["sd.1.1.mac@desk.example"] }
    #expect(byID.outboxRows == expected)
    let both = try ask(TestMail("b")) { inquiry in
      inquiry.bounceRow = row
      inquiry.returnedMessageIDs = ["sd.1.1.mac@desk.example", "other@x"]
    }
    #expect(both.outboxRows == expected)
  }

  @Test func similarNoticesOfTheLastHourAreCountedByTheLargerKey() throws {
    let id = try desk.open(TestMail("1"))
    for number in 0..<3 { _ = try send(messageID: "n\(number)@desk", on: id, subjectKey: 7, textKey: Int64(number)) }
    _ = try send(.resolved, messageID: "r@desk", on: id, subjectKey: 7, textKey: 1)
    let asked: (inout Inquiry) -> Void = { inquiry in
      inquiry.subjectKey = 7
      inquiry.textKey = 1
    }
    #expect(try ask(TestMail("2"), asked).similarNoticesLastHour == 3)
    desk.later(.hours(1))
    #expect(try ask(TestMail("2"), asked).similarNoticesLastHour == 0)
  }

  @Test func flagsBlocksAndTombstonesAreSeen() throws {
    let ana = try #require(TestMail("1").from.address)
    try desk.store.write { transaction in
      try transaction.flag(ana, until: transaction.now + .days(7))
      try transaction.block(
        Block(pattern: "@ACME.example", reason: "sold us spam", author: "mara", createdAt: transaction.now))
      try transaction.bury(digests: [TestMail("9").contentDigest])
    }
    let knowledge = try ask(TestMail("1"))
    #expect(knowledge.flaggedSenders[ana] == desk.clock.now + .days(7))
    #expect(knowledge.block == "@acme.example: sold us spam")
    #expect(!knowledge.isPurged)
    #expect(try ask(TestMail("9")).isPurged)
    desk.later(.days(8))
    #expect(try ask(TestMail("1")).flaggedSenders.isEmpty)
    let lifted = try desk.store.write { [try $0.unblock("@acme.example"), try $0.unflag(ana)] }
    #expect(lifted == [true, true])
    #expect(try ask(TestMail("1")).block == nil)
  }

  @Test func aMessageThatCollidesAThousandTimesCostsNoMoreRows() throws {
    // The same id with other content each time: each look-up reads a bounded number of rows.
    try desk.store.write { transaction in
      for number in 0..<1000 {
        var mail = TestMail("\(number)", messageID: "reused@x")
        mail.text = "text \(number)"
        #expect(try transaction.knowledge(for: mail.inquiry).isIDReused == (number > 0))
        try mail.open(in: transaction)
      }
      var last = TestMail("last", messageID: "reused@x")
      last.text = "text 500"
      #expect(try transaction.knowledge(for: last.inquiry).duplicateOf != nil)
    }
  }
}
