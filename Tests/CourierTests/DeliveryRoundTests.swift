import Desk
import Foundation
import Store
import Support
import Synchronization
import Testing

@testable import Courier

@Suite struct DeliveryRoundTests {
  private let desk: OutboxDesk

  init() throws {
    desk = try OutboxDesk()
  }

  private func people(_ count: Int) -> [String] { (0..<count).map { "p\($0)@acme.example" } }

  @Test(arguments: [1, 4]) func allThatIsDueIsSentOnceAndRecorded(_ connections: Int) throws {
    let rows = try desk.queue(to: people(100))
    let post = Post()
    let report = try desk.round(connections: connections, through: post).run()
    #expect(report.stands(sent: 100))
    #expect(report.unavailable == nil)
    #expect(Set(post.delivered.map(\.recipient)) == Set(people(100)))
    #expect(post.delivered.count == 100)
    for row in rows {
      let entry = try #require(try desk.entry(row))
      #expect(entry.state == .sent)
      #expect(entry.reply == "250 2.0.0 Ok")
    }
    #expect(try desk.events(.sent).count == 100)
  }

  @Test func theEnvelopeIsTheRowsOwn() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    let post = Post()
    _ = try desk.round(through: post).run()
    let envelope = try #require(post.delivered.first)
    #expect(envelope.sender == "support+b.1.\(row).x@desk.example")
    #expect(String(decoding: envelope.bytes, as: UTF8.self).contains("mail 1"))
  }

  @Test func anEmptyOutboxIsARoundOfNothing() throws {
    let report = try desk.round(through: Post()).run()
    #expect(report.json.text.hasPrefix(#"{"sent":0,"waiting":0,"held":0,"failed":0,"seconds":0"#))
  }

  // MARK: What servers say

  @Test func aRefusalFailsTheRowAndADeadAddressIsFlagged() throws {
    let rows = try desk.queue(to: ["gone@acme.example", "blocked@acme.example", "ana@acme.example"])
    let post = Post { envelope, _ in
      switch envelope.recipient {
      case "gone@acme.example": .refused(status: "5.1.1", reply: "550 5.1.1 unknown user")
      case "blocked@acme.example": .refused(status: "5.7.1", reply: "550 5.7.1 not wanted")
      default: .accepted(reply: "250 2.0.0 Ok")
      }
    }
    let report = try desk.round(through: post).run()
    #expect(report.stands(sent: 1, waiting: 0, failed: 2))
    #expect(try desk.entry(rows[0])?.failureStatus == "5.1.1")
    #expect(try desk.entry(rows[1])?.state == .failed)
    #expect(try desk.events(.deliveryFailed).count == 2)
    let flagged = try desk.store.write { transaction in
      try ["gone", "blocked", "ana"].map { try transaction.flaggedUntil(EmailAddress("\($0)@acme.example")) }
    }
    let week: Instant? = desk.now + .days(7)
    #expect(flagged == [week, nil, nil])
  }

  @Test func aDeferredMailWaitsItsTurnAndIsGivenUpInTheEnd() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    let post = Post { _, _ in .deferred(status: "4.2.1", reply: "450 4.2.1 later") }
    let report = try desk.round(through: post).run()
    #expect(report.stands(sent: 0, waiting: 1, failed: 0))
    #expect(try desk.entry(row)?.nextAttemptAt == desk.now + .minutes(1))
    #expect(try desk.round(through: Post()).run().sent == 0, "it is not due yet")
    #expect(try desk.events(.deliveryFailed).isEmpty)
    for _ in 0..<40 {
      desk.later(.hours(6))
      if try desk.round(through: post).run().failed == 1 { break }
    }
    let entry = try #require(try desk.entry(row))
    #expect(entry.state == .failed)
    #expect(entry.reply == "450 4.2.1 later")
    #expect(desk.now.since(OutboxDesk.beginning) >= .days(5))
    #expect(try desk.events(.deliveryFailed).count == 1)
  }

  // MARK: A relay that cannot be used

  @Test func aRelayThatIsAwayUsesUpNoAttemptOfAnyMail() throws {
    let rows = try desk.queue(to: people(60))
    let tries = Mutex(0)
    let away = Post { _, _ in
      tries.withLock { $0 += 1 }
      return .unavailable(reason: "smtp://relay.example:25: refused")
    }
    let report = try desk.round(connections: 4, through: away).run()
    #expect(report.unavailable == "smtp://relay.example:25: refused")
    #expect(report.stands(sent: 0, waiting: 60, failed: 0))
    #expect(tries.withLock { $0 } <= 4, "each connection tries once")
    for row in rows {
      #expect(try desk.entry(row)?.attempts == 0)
      #expect(try desk.entry(row)?.state == .queued)
    }
    #expect(try desk.round(through: Post()).run().sent == 60)
  }

  /// QUIRK: relays allow a customer so many connections and turn the others away.
  @Test func whatATurnedAwayConnectionHadInHandIsSentByTheOthers() throws {
    try desk.queue(to: people(60))
    let post = Post { _, courier in
      courier == 1 ? .accepted(reply: "250 2.0.0 Ok") : .unavailable(reason: "421 too many connections")
    }
    let report = try desk.round(connections: 4, through: post).run()
    // Couriers of a second pass are turned away too; that pass has the first one's share.
    #expect(report.sent + report.waiting == 60)
    #expect(post.delivered.count == report.sent)
    #expect(Set(post.delivered.map(\.recipient)).count == report.sent)
  }

  @Test func aRouteThatCannotBeOpenedIsReportedAndClaimsNothing() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    let round = DeliveryRound(store: desk.store, connections: 2, caps: OutboxCaps(perAddressHour: 5, hourly: 200)) {
      () throws(CourierError) in throw CourierError(.cannotWrite, "/x", "cannot write to /x: disk full")
    }
    #expect(try round.run().unavailable == "cannot write to /x: disk full")
    #expect(try desk.entry(row)?.state == .queued)
  }

  // MARK: Caps

  @Test func whatACapHoldsBackStaysQueuedAndResolutionsAndRepliesAreNeverHeld() throws {
    for kind in [OutgoingKind.received, .resolved, .reply] {
      try desk.queue(kind, to: Array(repeating: "ana@acme.example", count: 7))
    }
    let post = Post()
    let report = try desk.round(through: post).run()
    #expect(report.stands(sent: 19, waiting: 0, held: 2))
    desk.later(.seconds(3601))
    #expect(try desk.round(through: post).run().sent == 2)
  }

  // MARK: Ends of all kinds

  @Test func aRoundThatIsToStopGivesBackWhatItHasNotBegun() throws {
    let rows = try desk.queue(to: people(40))
    let sent = Mutex(0)
    let post = Post { _, _ in
      sent.withLock { $0 += 1 }
      return .accepted(reply: "250 2.0.0 Ok")
    }
    let report = try desk.round(connections: 1, shouldStop: { sent.withLock { $0 >= 3 } }, through: post).run()
    #expect(report.sent == 3)
    #expect(report.waiting == 37)
    let states = try rows.map { try desk.entry($0)?.attempts ?? -1 }
    #expect(states.reduce(0, +) == 3)
  }

  @Test func whatADeadCourierHadInHandIsSentAtOnce() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    _ = try desk.store.write {
      try $0.claim(limit: 16, maxBytes: 1 << 20, lease: .hours(1), caps: OutboxCaps(perAddressHour: 5, hourly: 200))
    }
    #expect(try desk.entry(row)?.state == .sending)
    #expect(try desk.round(through: Post()).run().sent == 1)
    #expect(try desk.entry(row)?.state == .sent)
  }

  @Test func whatALivingCourierHasInHandIsLeftToIt() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    let living = try #require(PresenceLock(besideDatabase: desk.store.path, named: "courier"))
    living.share()
    _ = try desk.store.write {
      try $0.claim(limit: 16, maxBytes: 1 << 20, lease: .hours(1), caps: OutboxCaps(perAddressHour: 5, hourly: 200))
    }
    #expect(try desk.round(through: Post()).run().sent == 0)
    #expect(try desk.entry(row)?.state == .sending)
    living.leave()
    #expect(!FileManager.default.fileExists(atPath: desk.store.path + ".courier"))
  }

  @Test func twoRoundsAtOnceSendEachMailOnce() throws {
    try desk.queue(to: people(200))
    let post = Post()
    let sent = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      let report = try? desk.round(connections: 2, through: post).run()
      sent.withLock { $0 += report?.sent ?? 0 }
    }
    #expect(sent.withLock { $0 } == 200)
    #expect(post.delivered.count == 200)
    #expect(Set(post.delivered.map(\.recipient)).count == 200)
  }

  @Test func aRowThatABounceFailedMeanwhileStaysFailed() throws {
    let row = try #require(try desk.queue(to: ["ana@acme.example"]).first)
    let store = desk.store
    let post = Post { _, _ in
      _ = try? store.write { try $0.markFailed(row, status: "5.1.1", diagnostic: "unknown user") }
      return .accepted(reply: "250 2.0.0 Ok")
    }
    _ = try desk.round(through: post).run()
    #expect(try desk.entry(row)?.state == .failed)
    #expect(try desk.events(.sent).isEmpty)
  }

  // MARK: Over the wire

  @Test(.enabled(if: SMTPSink.isInstalled, "smtp-sink comes with the package postfix"))
  func aHundredMailsArriveAtARealServerEachOnce() throws {
    let sink = try SMTPSink()
    try desk.queue(to: people(100))
    let route = try CourierRoute(CourierSettings(url: sink.url, tls: .offered), relativeTo: "/")
    let report = try DeliveryRound(
      store: desk.store, route: route, connections: 4, caps: OutboxCaps(perAddressHour: 5, hourly: 200)
    ).run()
    #expect(report.sent == 100)
    let arrived = try sink.mails().compactMap {
      $0.firstMatch(of: /X-Rcpt-Args: <(p\d+@acme.example)>/).map { String($0.1) }
    }
    #expect(arrived.sorted() == people(100).sorted())
  }
}

extension DeliveryReport {
  /// Whether it says exactly this.
  fileprivate func stands(sent: Int, waiting: Int = 0, held: Int = 0, failed: Int = 0) -> Bool {
    (self.sent, self.waiting, self.held, self.failed) == (sent, waiting, held, failed)
  }
}
