import Desk
import Store
import Testing

@Suite struct OutboxTests {
  static let caps = OutboxCaps(perAddressHour: 5, hourly: 200)

  @Test func aQueuedRowIsClaimedWithItsBytesAndSettledOnce() throws {
    let desk = try Outbox()
    let row = try desk.queue(.reply, to: "ana@acme.example")
    #expect(try desk.store.outboxEntry(row)?.state == .queued)
    let mail = try #require(try desk.claim().mails.first)
    #expect(mail.id == row)
    #expect(mail.attempt == 1)
    #expect(mail.envelopeSender == "support+b.\(row)@desk.example")
    #expect(mail.messageID == "sd.1@desk.example")
    #expect(mail.bytes == Array("mail 1".utf8))
    #expect(try desk.store.outboxEntry(row)?.state == .sending)
    #expect(try desk.settle(row, .accepted(reply: "250 2.0.0 ok")))
    let entry = try #require(try desk.store.outboxEntry(row))
    #expect(entry.state == .sent)
    #expect(entry.reply == "250 2.0.0 ok")
    #expect(entry.nextAttemptAt == nil)
    #expect(try !desk.settle(row, .refused(status: "5.1.1", reply: "550")))
    #expect(try desk.store.outboxEntry(row)?.state == .sent)
    #expect(try desk.store.conversation(of: TicketID(1)).last?.deliveries.map(\.id) == [row])
  }

  @Test func oneMessageToSeveralPeopleIsOneMailWithARowEach() throws {
    let desk = try Outbox()
    let rows = try desk.queue(.reply, to: "a@x.example", "b@x.example", "c@x.example")
    #expect(rows.count == 3)
    let mails = try desk.claim().mails
    #expect(Set(mails.map(\.messageID)).count == 1)
    #expect(mails.map(\.recipient.normal) == ["a@x.example", "b@x.example", "c@x.example"])
  }

  @Test func twoWorkersNeverHoldTheSameRow() async throws {
    let desk = try Outbox()
    try desk.store.write { transaction in
      for number in 0..<40 { _ = try desk.queue(.reply, to: ["p\(number)@x.example"], in: transaction) }
    }
    let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
      for _ in 0..<4 {
        let store = try desk.base.another()
        group.addTask {
          var mine: [Int64] = []
          while true {
            let batch = try store.write {
              try $0.claim(limit: 3, maxBytes: 1_000_000, lease: .minutes(10), caps: Self.caps)
            }
            if batch.mails.isEmpty { return mine }
            mine += batch.mails.map(\.id)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(claimed.count == 40)
    #expect(Set(claimed).count == 40)
  }

  @Test func aLeaseThatRanOutIsClaimedAgainUnderTheSameMessageID() throws {
    let desk = try Outbox()
    let row = try desk.queue(.reply, to: "ana@acme.example")
    let first = try #require(try desk.claim(lease: .minutes(5)).mails.first)
    desk.base.later(.minutes(4))
    #expect(try desk.claim(lease: .minutes(5)).mails.isEmpty)
    desk.base.later(.minutes(1))
    let second = try #require(try desk.claim(lease: .minutes(5)).mails.first)
    #expect(second.id == row)
    #expect(second.messageID == first.messageID)
    #expect(second.attempt == 2)
  }

  @Test func aDeferredRowComesBackAtItsTimeAndAGivenUpOneFails() throws {
    let desk = try Outbox()
    let row = try desk.queue(.reply, to: "ana@acme.example")
    _ = try desk.claim()
    try desk.settle(row, .deferred(status: "4.2.1", reply: "450 later"), next: desk.now + .minutes(5))
    #expect(try desk.store.outboxEntry(row)?.nextAttemptAt == desk.now + .minutes(5))
    let early = try desk.claim()
    #expect(early.mails.isEmpty)
    #expect(early.standing.waiting == 1)
    #expect(early.standing.nextDue == desk.now + .minutes(5))
    desk.base.later(.minutes(5))
    #expect(try desk.claim().mails.first?.attempt == 2)
    try desk.settle(row, .deferred(status: "4.2.1", reply: "450 later"), next: nil)
    let entry = try #require(try desk.store.outboxEntry(row))
    #expect(entry.state == .failed)
    #expect(entry.failureStatus == "4.2.1")
  }

  @Test func anUnreachableRelayCostsNoAttempt() throws {
    let desk = try Outbox()
    let row = try desk.queue(.reply, to: "ana@acme.example")
    _ = try desk.claim()
    try desk.settle(row, .unavailable(reason: "connection refused"), next: desk.now)
    #expect(try desk.store.outboxEntry(row)?.attempts == 0)
    #expect(try desk.claim().mails.first?.attempt == 1)
  }

  @Test func aBatchEndsAtItsWeight() throws {
    let desk = try Outbox()
    try desk.queue(.reply, to: "a@x.example", "b@x.example", "c@x.example")
    #expect(try desk.claim(maxBytes: 7).mails.count == 2)
    #expect(try desk.claim(maxBytes: 1).mails.count == 1, "one that is too heavy alone goes all the same")
  }

  @Test func noMoreThanTheCapGoesToOneAddressInAnHourAndTheRestIsHeldNotLost() throws {
    let desk = try Outbox()
    for _ in 0..<7 { try desk.queue(.received, to: "ana@acme.example") }
    try desk.queue(.received, to: "bo@acme.example")
    let first = try desk.claim()
    #expect(first.mails.count == 6)
    #expect(first.standing.held == 2)
    for mail in first.mails { try desk.settle(mail.id, .accepted(reply: "250")) }
    let again = try desk.claim()
    #expect(again.mails.isEmpty)
    #expect(again.standing.held == 2)
    #expect(again.standing.waiting == 0)
    desk.base.later(.minutes(59))
    #expect(try desk.claim().mails.isEmpty)
    desk.base.later(.minutes(1))
    #expect(try desk.claim().mails.count == 2)
    #expect(try desk.store.outboxStanding().held == 0)
  }

  @Test func mailsInHandCountForTheCapUntilTheyAreRefused() throws {
    let desk = try Outbox()
    for _ in 0..<6 { try desk.queue(.closed, to: "ana@acme.example") }
    let mails = try desk.claim().mails
    #expect(mails.count == 5)
    try desk.settle(mails[0].id, .refused(status: "5.7.1", reply: "550 no"))
    for mail in mails.dropFirst() { try desk.settle(mail.id, .accepted(reply: "250")) }
    try desk.queue(.closed, to: "ana@acme.example")
    let next = try desk.claim()
    #expect(next.mails.count == 1, "the refused one left room for one more")
    #expect(next.standing.held == 1)
  }

  @Test func theHourlyCapHoldsAllAutomaticNoticesTogether() throws {
    let desk = try Outbox()
    for number in 0..<6 { try desk.queue(.received, to: "p\(number)@x.example") }
    let batch = try desk.claim(caps: OutboxCaps(perAddressHour: 5, hourly: 4))
    #expect(batch.mails.count == 4)
    #expect(batch.standing.held == 2)
  }

  @Test func resolutionsAndRepliesAreNeverHeld() throws {
    let desk = try Outbox()
    for _ in 0..<4 {
      try desk.queue(.resolved, to: "ana@acme.example")
      try desk.queue(.reply, to: "ana@acme.example")
    }
    #expect(try desk.claim(caps: OutboxCaps(perAddressHour: 0, hourly: 0)).mails.count == 8)
  }

  @Test func aBounceMarksASentRowFailed() throws {
    let desk = try Outbox()
    let row = try desk.queue(.resolved, to: "ana@acme.example")
    _ = try desk.claim()
    try desk.settle(row, .accepted(reply: "250"))
    let changed = try desk.store.write { try $0.markFailed(row, status: "5.1.1", diagnostic: "unknown user") }
    #expect(changed)
    let entry = try #require(try desk.store.outboxEntry(row))
    #expect(entry.state == .failed)
    #expect(entry.failureStatus == "5.1.1")
    #expect(entry.reply == "unknown user")
    #expect(try desk.store.outbox(OutboxFilter(state: .failed)).map(\.id) == [row])
    #expect(try desk.store.write { try !$0.markFailed(row, status: "5.1.1", diagnostic: nil) })
  }

  @Test func retryAndCancelMoveOnlyWhatHasNotLeft() throws {
    let desk = try Outbox()
    let row = try desk.queue(.reply, to: "ana@acme.example")
    try desk.store.write { try $0.cancelOutbox(row) }
    #expect(try desk.claim().mails.isEmpty)
    try desk.store.write { try $0.retryOutbox(row) }
    #expect(try desk.claim().mails.map(\.id) == [row])
    #expect(throws: Refusal(.illegalMove, "")) { try desk.store.write { try $0.cancelOutbox(row) } }
    try desk.settle(row, .accepted(reply: "250"))
    #expect(throws: Refusal(.illegalMove, "")) { try desk.store.write { try $0.retryOutbox(row) } }
    #expect(throws: Refusal(.unknownRow, "")) { try desk.store.write { try $0.retryOutbox(99) } }
  }

  @Test func theStandingIsAlwaysWhatTheRowsSay() throws {
    let desk = try Outbox()
    for number in 0..<9 { try desk.queue(.received, to: "p\(number % 2)@x.example") }
    let mails = try desk.claim(limit: 8, caps: OutboxCaps(perAddressHour: 3, hourly: 200)).mails
    try desk.settle(mails[0].id, .accepted(reply: "250"))
    try desk.settle(mails[1].id, .refused(status: "5.1.1", reply: "550"))
    try desk.settle(mails[2].id, .deferred(status: nil, reply: "timeout"), next: desk.now + .minutes(1))
    let rows = try desk.store.outbox(OutboxFilter(limit: 0))
    let standing = try desk.store.outboxStanding()
    #expect(standing.sent == rows.filter { $0.state == .sent }.count)
    #expect(standing.failed == rows.filter { $0.state == .failed }.count)
    #expect(standing.sending == rows.filter { $0.state == .sending }.count)
    #expect(standing.waiting + standing.held == rows.filter { $0.state == .queued }.count)
    #expect(standing.held == 3)
  }
}

extension OutboxFilter {
  init(state: OutboxState? = nil, limit: Int = 50) {
    self.init()
    self.state = state
    self.limit = limit
  }
}

/// A store with one ticket, and mail on it to queue.
private struct Outbox {
  let base: TestStore
  var store: TicketStore { base.store }
  var now: Instant { base.clock.now }

  init() throws {
    base = try TestStore()
    try base.open(TestMail("1"))
  }

  @discardableResult
  func queue(_ kind: OutgoingKind, to recipient: String) throws -> Int64 {
    try store.write { try queue(kind, to: [recipient], in: $0)[0] }
  }

  @discardableResult
  func queue(_ kind: OutgoingKind, to recipients: String...) throws -> [Int64] {
    try store.write { try queue(kind, to: recipients, in: $0) }
  }

  func queue(_ kind: OutgoingKind, to recipients: [String], in transaction: Transaction) throws -> [Int64] {
    let ticket = TicketID(1)
    let sequence = try transaction.nextSequence(of: ticket)
    let bytes = Array("mail \(sequence)".utf8)
    var message = NewMessage(
      ticket: ticket, kind: .outgoing, outgoingKind: kind,
      from: Person(name: "Support", address: EmailAddress("support@desk.example")), at: transaction.now,
      subject: "[SD-1] x", text: "text")
    message.messageID = "sd.\(sequence)@desk.example"
    message.sequence = sequence
    message.raw = RawMail(bytes: bytes, digest: Digest.sha256(bytes))
    let row = try transaction.insertMessage(message)
    return try recipients.map { recipient in
      try transaction.queue(
        NewOutboxRow(
          ticket: ticket, kind: kind, recipient: EmailAddress(recipient), message: row, subjectKey: 1, textKey: 2)
      ) { "support+b.\($0)@desk.example" }
    }
  }

  func claim(
    limit: Int = 16, maxBytes: Int = 1_000_000, lease: Span = .minutes(10), caps: OutboxCaps = OutboxTests.caps
  ) throws -> ClaimedBatch {
    try store.write { try $0.claim(limit: limit, maxBytes: maxBytes, lease: lease, caps: caps) }
  }

  @discardableResult
  func settle(_ row: Int64, _ outcome: DeliveryOutcome, next: Instant? = nil) throws -> Bool {
    try store.write { try $0.settle(row, outcome, next: next) }
  }
}
