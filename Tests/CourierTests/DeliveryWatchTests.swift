import Courier
import Desk
import Store
import Synchronization
import Testing

/// The outbox under watch: sent when due, left alone when not, and patient with a relay that is away.
@Suite struct DeliveryWatchTests {
  private func watch(_ desk: OutboxDesk, _ post: Post) -> DeliveryWatch {
    DeliveryWatch(store: desk.store) { try desk.round(connections: 2, through: post).run() }
  }

  @Test func whatIsDueIsSentAndThenThereIsQuiet() throws {
    let desk = try OutboxDesk()
    let post = Post()
    var watch = watch(desk, post)
    #expect(watch.look().report?.sent == 0)
    #expect(watch.look().isQuiet)
    try desk.queue(to: ["ana@acme.example", "bo@acme.example"])
    let report = try #require(watch.look().report)
    #expect(report.sent == 2)
    #expect(watch.look().isQuiet)
    #expect(watch.pause == .seconds(1))
  }

  @Test func whatAServerPutOffWaitsForItsTime() throws {
    let desk = try OutboxDesk()
    let isAway = Mutex(true)
    let post = Post { _, _ in
      isAway.withLock { $0 } ? .deferred(status: "4.2.1", reply: "451 later") : .accepted(reply: "250 ok")
    }
    var watch = watch(desk, post)
    try desk.queue(to: ["ana@acme.example"])
    let report = try #require(watch.look().report)
    #expect(report.deferred == 1)
    #expect(watch.look().isQuiet, "not before its time")
    isAway.withLock { $0 = false }
    desk.later(.minutes(2))
    let second = try #require(watch.look().report)
    #expect(second.sent == 1)
  }

  @Test func whatWasPutOffByAWrongClockDoesNotWaitForIt() throws {
    let desk = try OutboxDesk()
    let isAway = Mutex(true)
    let post = Post { _, _ in
      isAway.withLock { $0 } ? .deferred(status: "4.2.1", reply: "451 later") : .accepted(reply: "250 ok")
    }
    var watch = watch(desk, post)
    desk.later(.days(1))
    try desk.queue(to: ["ana@acme.example"])
    #expect(watch.look().report?.deferred == 1)
    desk.later(.days(-1))
    isAway.withLock { $0 = false }
    #expect(watch.look().report?.sent == 1)
  }

  /// A round that the database ends must not keep the lock by which the next one knows that it is alone.
  @Test func aRoundThatEndsInTroubleStandsInNobodysWay() throws {
    let desk = try OutboxDesk()
    let post = Post()
    var watch = watch(desk, post)
    try desk.queue(to: ["ana@acme.example"])
    // In the hands of one that died.
    _ = try desk.store.write { transaction in
      try transaction.claim(
        limit: 1, maxBytes: 1 << 20, lease: .hours(1), caps: OutboxCaps(perAddressHour: 100, hourly: 100))
    }
    let other = try TicketStore.open(at: desk.store.path, mode: .write) { desk.now }
    try other.write { _ in
      #expect(watch.look().trouble?.contains("locked by another program") == true)
    }
    #expect(watch.look().report?.sent == 1)
  }

  @Test func aRelayThatIsAwayIsTriedAfterLongerAndLongerPauses() throws {
    let desk = try OutboxDesk()
    let isAway = Mutex(true)
    let post = Post { _, _ in
      isAway.withLock { $0 } ? .unavailable(reason: "connection refused") : .accepted(reply: "250 ok")
    }
    var watch = watch(desk, post)
    let rows = try desk.queue(to: ["ana@acme.example"])
    var pauses: [Int64] = []
    for _ in 0..<9 {
      #expect(watch.look().trouble == "connection refused")
      pauses.append(watch.pause.seconds)
    }
    #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    #expect(try desk.entry(rows[0])?.attempts == 0, "no mail has used up an attempt")
    isAway.withLock { $0 = false }
    let report = try #require(watch.look().report)
    #expect(report.sent == 1 && watch.pause == .seconds(1))
  }

  @Test func theFirstLookTakesBackWhatADeadCourierHeld() throws {
    let desk = try OutboxDesk()
    try desk.queue(to: ["ana@acme.example"])
    let claimed = try desk.store.write { transaction in
      try transaction.claim(
        limit: 16, maxBytes: 1 << 20, lease: .hours(1), caps: OutboxCaps(perAddressHour: 5, hourly: 200))
    }
    #expect(claimed.mails.count == 1)
    var watch = watch(desk, Post())
    let report = try #require(watch.look().report)
    #expect(report.sent == 1)
  }

  @Test func eachMailIsToldOnceItIsRecorded() throws {
    let desk = try OutboxDesk()
    let rows = try desk.queue(to: ["ana@acme.example", "nobody@acme.example"])
    let heard = Mutex<[DeliveredMail]>([])
    let post = Post { envelope, _ in
      envelope.recipient.hasPrefix("nobody") ? .refused(status: "5.1.1", reply: "550 no") : .accepted(reply: "250 ok")
    }
    let round = DeliveryRound(
      store: desk.store, connections: 1, caps: OutboxCaps(perAddressHour: 5, hourly: 200),
      hear: { mail in
        let state = try? desk.store.outboxEntry(mail.mail.id)?.state
        #expect(state == .sent || state == .failed, "durable before it is told")
        heard.withLock { $0.append(mail) }
      }, makeCourier: { post.courier() })
    _ = try round.run()
    #expect(heard.withLock { Set($0.map(\.mail.id)) } == Set(rows))
    #expect(heard.withLock { $0.count { $0.outcome == .accepted(reply: "250 ok") } } == 1)
  }
}

extension DeliveryWatch.Look {
  fileprivate var isQuiet: Bool { if case .quiet = self { true } else { false } }
  fileprivate var report: DeliveryReport? { if case .delivered(let report) = self { report } else { nil } }
  fileprivate var trouble: String? { if case .trouble(let because) = self { because } else { nil } }
}
