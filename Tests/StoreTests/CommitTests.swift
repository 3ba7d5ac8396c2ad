import Desk
import Foundation
import GRDB
import Store
import Testing

@Suite struct CommitTests {
  @Test func aMessageIsStoredWithEverythingThatWasGiven() throws {
    let desk = try TestStore()
    var mail = TestMail("1")
    mail.references = ["a@x", "b@x"]
    let id = try desk.store.write { transaction in
      let ticket = try transaction.insertTicket(
        NewTicket(
          queue: "support", subject: mail.subject, priority: .high, prioritySource: .tag, requester: mail.from,
          tags: ["vip"], createdAt: transaction.now, firstResponseDue: transaction.now + .hours(1),
          resolveDue: transaction.now + .hours(8)))
      var message = mail.message(on: ticket, at: transaction.now)
      message.to = [Person(name: "Desk, The \"Best\"", address: EmailAddress("support@desk.example"))]
      message.cc = [Person(name: nil, address: EmailAddress("bo@acme.example"))]
      message.visibleText = "stopped"
      message.defects = [DefectNote(code: "badBase64", offset: 12, note: "a \u{1F} b")]
      message.attachments = [
        NewPart(
          filename: "../x.pdf", contentType: "application/pdf", encoding: "base64", range: 3..<10, size: 4,
          digest: Digest.sha256([1]))
      ]
      _ = try transaction.insertMessage(message)
      return ticket
    }
    let ticket = try #require(try desk.store.ticket(id))
    #expect(ticket.status == .new)
    #expect(ticket.priority == .high)
    #expect(ticket.prioritySource == .tag)
    #expect(ticket.requester == mail.from)
    #expect(ticket.requester.address?.original == "Ana.Lima@Acme.Example")
    #expect(ticket.tags == ["vip"])
    #expect(ticket.messages == 1)
    #expect(ticket.due == desk.clock.now + .hours(1))
    let entry = try #require(try desk.store.conversation(of: id).first)
    #expect(entry.text == mail.text)
    #expect(entry.visibleText == "stopped")
    #expect(entry.to.first?.name == "Desk, The \"Best\"")
    #expect(entry.cc.first?.address == EmailAddress("BO@acme.example"))
    #expect(entry.defects == [DefectNote(code: "badBase64", offset: 12, note: "a \u{1F} b")])
    #expect(entry.attachments.map(\.filename) == ["../x.pdf"])
    #expect(try desk.store.rawMessage(entry.id, on: id) == mail.raw.bytes)
    let part = try #require(try desk.store.parts(of: entry.id).first)
    #expect(part.bytes == Array(mail.raw.bytes[3..<10]))
    #expect(part.encoding == "base64")
  }

  @Test func whatIsThrownUndoesTheWholeTransaction() throws {
    struct Stop: Error {}
    let desk = try TestStore()
    #expect(throws: Stop.self) {
      try desk.store.write { transaction in
        try TestMail("1").open(in: transaction)
        throw Stop()
      }
    }
    #expect(try desk.store.ticket(TicketID(1)) == nil)
    #expect(try desk.store.auditHead().sequence == 0)
    #expect(try desk.store.list(TicketFilter()).total == 0)
  }

  @Test func aFailedSavepointUndoesOneMessageAndTheBatchGoesOn() throws {
    struct Poison: Error {}
    let desk = try TestStore()
    try desk.store.write { transaction in
      try transaction.savepoint { _ = try TestMail("1").open(in: transaction) }
      #expect(throws: Poison.self) {
        try transaction.savepoint {
          var mail = TestMail("2")
          mail.from = Person(name: "New", address: EmailAddress("new@else.example"))
          mail.mailbox = "maildir:/never/met"
          try mail.open(in: transaction) { $0.queue = "other" }
          throw Poison()
        }
      }
      // Ids that the failed message made up must not be remembered.
      var mail = TestMail("3")
      mail.from = Person(name: "New", address: EmailAddress("new@else.example"))
      mail.mailbox = "maildir:/never/met"
      try transaction.savepoint { _ = try mail.open(in: transaction) { $0.queue = "other" } }
    }
    let page = try desk.store.list(TicketFilter())
    #expect(page.total == 2)
    #expect(Set(page.tickets.map(\.queue)) == ["support", "other"])
    #expect(try desk.store.intakeTotals()[.opened] == 2)
    #expect(try desk.store.verifyAudit().isWhole)
    #expect(try desk.store.reconcile(mailbox: nil, present: []).findings.isEmpty)
  }

  @Test func aTicketNumberIsNeverGivenTwiceEvenWhenItsRowIsGone() throws {
    let desk = try TestStore()
    let first = try desk.store.write { transaction in
      try transaction.insertTicket(
        NewTicket(
          queue: "support", subject: "x", requester: Person(name: nil, address: nil), createdAt: transaction.now))
    }
    try DatabaseQueue(path: desk.path).write { try $0.execute(sql: "DELETE FROM ticket") }
    let second = try desk.open(TestMail("1"))
    #expect(second > first)
  }

  @Test func aMailboxKeyIsRecordedOnce() throws {
    let desk = try TestStore()
    let mail = TestMail("1")
    try desk.open(mail)
    let again = try desk.store.write { try $0.recordIntake(mail.intake(.ignored)) }
    #expect(again == nil)
    #expect(try desk.store.intake(IntakeFilter()).map(\.disposition) == [.opened])
    #expect(try desk.store.keysNotInLedger(["1", "2"], mailbox: mail.mailbox) == ["2"])
    #expect(try desk.store.write { try $0.isInLedger(mailbox: mail.mailbox, key: "1") })
    #expect(try desk.store.write { try !$0.isInLedger(mailbox: "mbox:/other", key: "1") })
  }

  @Test func theSameBytesAreKeptOnce() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    var copy = TestMail("2")
    copy.messageID = TestMail("1").messageID
    let row = try #require(
      try desk.store.write { try $0.recordIntake(copy.intake(.duplicate, ticket: TicketID(1))) })
    #expect(try rawCount(desk) == 1)
    #expect(try desk.store.rawMessage(ofIntake: row) == copy.raw.bytes)
    #expect(try desk.store.rawStart(ofIntake: row, most: 5) == Array(copy.raw.bytes.prefix(5)))
    var rewritten = copy
    rewritten.key = "3"
    rewritten.header = "another way"
    let other = try #require(
      try desk.store.write { try $0.recordIntake(rewritten.intake(.duplicate, ticket: TicketID(1))) })
    #expect(try rawCount(desk) == 2, "the same content, but not the same bytes")
    #expect(try desk.store.rawMessage(ofIntake: other) == rewritten.raw.bytes)
  }

  private func rawCount(_ desk: TestStore) throws -> Int? {
    try DatabaseQueue(path: desk.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM raw_message") }
  }

  @Test func wordsBehindANULAreKept() throws {
    let desk = try TestStore()
    var mail = TestMail("1")
    mail.text = "before\0after"
    mail.subject = "sub\0ject"
    let id = try desk.open(mail)
    #expect(try desk.store.conversation(of: id).first?.text == "before\u{FFFD}after")
    #expect(try desk.store.ticket(id)?.subject == "sub\u{FFFD}ject")
  }

  @Test func keptCountsEqualTheCountedOnes() throws {
    let desk = try TestStore()
    try desk.store.write { transaction in
      for number in 1...30 {
        let (ticket, _) = try TestMail("\(number)").open(in: transaction)
        var changed = try transaction.ticket(ticket)
        changed.priority = Priority.allCases[number % 3]
        changed.status = Status.allCases[number % 5]
        try transaction.update(changed)
      }
      try transaction.merge(TicketID(7), into: TicketID(3))
      _ = try transaction.recordIntake(TestMail("spam").intake(.quarantined))
      try transaction.recordBaseline(mailbox: "maildir:/var/mail/support", keys: ["a", "b"])
    }
    let counted = try DatabaseQueue(path: desk.path).read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT 'lane:' || lane, count(*) FROM ticket GROUP BY 1
          UNION ALL SELECT 'intake:' || disposition, count(*) FROM intake GROUP BY 1
          EXCEPT SELECT name, count FROM tally
          """)
    }
    #expect(counted.isEmpty)
    let statistics = try desk.store.deskStatistics()
    #expect(statistics.tickets == 29)
    #expect(statistics.intake[.quarantined] == 1)
    #expect(statistics.intake[.ignored] == 2)
  }

  @Test func anUpdateKeepsTheMessageCountAndWritesTheTags() throws {
    let desk = try TestStore()
    let id = try desk.open(TestMail("1"))
    try desk.store.write { transaction in
      var ticket = try transaction.ticket(id)
      try TestMail("2").add(to: id, .appended, in: transaction)
      ticket.tags = ["b", "a"]
      ticket.subject = "Other"
      try transaction.update(ticket)
      ticket.tags = ["a", "c"]
      try transaction.update(ticket)
    }
    let ticket = try #require(try desk.store.ticket(id))
    #expect(ticket.messages == 2)
    #expect(ticket.tags == ["a", "c"])
    #expect(ticket.subject == "Other")
  }

  @Test func automaticMailAndNoticesDoNotMoveTheTimeOfTheLastChange() throws {
    let desk = try TestStore()
    let id = try desk.open(TestMail("1"))
    let before = try desk.store.ticket(id)?.updatedAt
    desk.later(.hours(1))
    try desk.store.write { transaction in
      var away = TestMail("2").message(on: id, at: transaction.now)
      away.isAutomatic = true
      _ = try transaction.insertMessage(away)
      var notice = TestMail("3").message(on: id, at: transaction.now)
      notice.kind = .outgoing
      notice.outgoingKind = .received
      _ = try transaction.insertMessage(notice)
    }
    let ticket = try #require(try desk.store.ticket(id))
    #expect(ticket.updatedAt == before)
    #expect(ticket.messages == 2)
  }

  @Test func aMergeMovesWhatBelongsTogetherAndPointsToTheSurvivor() throws {
    let desk = try TestStore()
    let colleague = Person(name: "Bo", address: EmailAddress("bo@acme.example"))
    try desk.store.write { transaction in
      for number in 1...3 { try TestMail("\(number)").open(in: transaction) { $0.tags = ["t\(number)"] } }
      try transaction.addWatcher(colleague, of: TicketID(3))
      _ = try transaction.nextSequence(of: TicketID(3))
      try transaction.merge(TicketID(3), into: TicketID(2))
      try transaction.merge(TicketID(2), into: TicketID(1))
    }
    let survivor = try #require(try desk.store.ticket(TicketID(1)))
    #expect(survivor.messages == 3)
    #expect(survivor.tags == ["t1", "t2", "t3"])
    #expect(try desk.store.watchers(of: TicketID(1)) == [colleague])
    #expect(try desk.store.conversation(of: TicketID(1)).count == 3)
    for number in [Int64(2), 3] {
      let merged = try #require(try desk.store.ticket(TicketID(number)))
      #expect(merged.status == .closed)
      #expect(merged.mergedInto == TicketID(1))
      #expect(merged.messages == 0)
      #expect(try desk.store.write { try $0.survivor(of: TicketID(number)).id } == TicketID(1))
    }
    #expect(try desk.store.write { try $0.nextSequence(of: TicketID(1)) } == 2)
    #expect(try desk.store.intakeEntries(ticket: TicketID(1)).map(\.key) == ["1", "2", "3"])
    var all = TicketFilter()
    #expect(try desk.store.list(all).tickets.map(\.id.number) == [1])
    all.statuses = .only([.closed])
    #expect(try desk.store.list(all).tickets.isEmpty)
    all.statuses = .all
    #expect(try desk.store.list(all).tickets.map(\.id.number) == [1, 2, 3])
    #expect(throws: Refusal(.conflict, "")) { try desk.store.write { try $0.merge(TicketID(1), into: TicketID(3)) } }
  }

  @Test func baselineIsRecordedOnceAndNeedsNoBytes() throws {
    let desk = try TestStore()
    let mailbox = "maildir:/var/mail/old"
    #expect(try desk.store.mailboxMetAt(mailbox) == nil)
    let counts = try desk.store.write { transaction in
      try transaction.meetMailbox(mailbox)
      return [
        try transaction.recordBaseline(mailbox: mailbox, keys: ["a", "b"]),
        try transaction.recordBaseline(mailbox: mailbox, keys: ["b", "c"]),
      ]
    }
    #expect(counts == [2, 1])
    #expect(try desk.store.mailboxMetAt(mailbox) != nil)
    let report = try desk.store.reconcile(mailbox: mailbox, present: ["a", "d"])
    #expect(report.waiting == ["d"])
    #expect(report.checked == 4)
    #expect(report.findings.isEmpty)
  }

  @Test func reconcileNamesTheRowWhoseBytesOrMessageAreGone() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    try desk.store.write { _ = try $0.recordIntake(TestMail("spam").intake(.quarantined)) }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: desk.path, configuration: configuration).write { database in
      try database.execute(sql: "DELETE FROM raw_message; DELETE FROM message")
    }
    let report = try desk.store.reconcile(mailbox: nil, present: [])
    #expect(report.findings.map(\.key) == ["1", "1", "spam"])
    #expect(report.findings.first?.problem == "opened, but its message is not there")
    #expect(report.findings.last?.problem == "its bytes are not there")
  }

  @Test func aReplacedLedgerRowKeepsItsKey() throws {
    let desk = try TestStore()
    let spam = TestMail("spam")
    let row = try #require(try desk.store.write { try $0.recordIntake(spam.intake(.quarantined)) })
    try desk.store.write { transaction in
      #expect(try transaction.intakeEntry(row).rawDigest == spam.raw.digest)
      let ticket = try transaction.insertTicket(
        NewTicket(queue: "support", subject: "x", requester: spam.from, createdAt: transaction.now))
      let message = try transaction.insertMessage(spam.message(on: ticket, at: transaction.now))
      try transaction.replaceIntake(
        row, disposition: .opened, reason: nil, ticket: ticket, message: message, evidence: [])
    }
    let entry = try #require(try desk.store.intakeEntry(mailbox: spam.mailbox, key: "spam"))
    #expect(entry.id == row)
    #expect(entry.disposition == .opened)
    #expect(try desk.store.intakeEntries(messageID: "spam@acme.example").map(\.id) == [row])
    #expect(try rawCount(desk) == 1, "the message on the ticket and the row share the bytes")
    #expect(throws: Refusal(.unknownRow, "")) {
      try desk.store.write {
        try $0.replaceIntake(99, disposition: .ignored, reason: nil, ticket: nil, message: nil, evidence: [])
      }
    }
  }

  @Test func attemptsAreCountedUntilTheyAreCleared() throws {
    let desk = try TestStore()
    let counts = try desk.store.write { transaction in
      try (1...3).map { _ in try transaction.countAttempt(mailbox: "m", key: "k") }
    }
    #expect(counts == [1, 2, 3])
    try desk.store.write { try $0.clearAttempt(mailbox: "m", key: "k") }
    #expect(try desk.store.write { try $0.attempts(mailbox: "m", key: "k") } == 0)
  }

  @Test func aRunThatEndedIsTheMailboxesLastPoll() throws {
    let desk = try TestStore()
    let run = try desk.store.write { try $0.beginRun("ingest", mailbox: "m") }
    #expect(try desk.store.deskStatistics().mailboxes.first?.polledAt == nil)
    desk.later(.seconds(5))
    try desk.store.write { try $0.endRun(run, totals: .object([.init("read", .integer(3))])) }
    #expect(try desk.store.deskStatistics().mailboxes.first?.polledAt == desk.clock.now)
  }

  @Test func ticketsResolvedLongAgoWaitToCloseOldestFirst() throws {
    let desk = try TestStore()
    try desk.store.write { transaction in
      for number in 1...4 {
        var ticket = try transaction.ticket(try TestMail("\(number)").open(in: transaction).ticket)
        ticket.status = number == 2 ? .open : .resolved
        ticket.resolvedAt = transaction.now + .days(Int64(-number))
        try transaction.update(ticket)
      }
      let due = try transaction.ticketsToClose(resolvedBefore: transaction.now + .days(-2), limit: 10)
      #expect(due.map(\.number) == [4, 3])
    }
  }
}
