package import Desk
import Foundation
package import Store
import Synchronization

/// Sends what is due in the outbox, once: claim → deliver → settle, on a few connections at a time.
///
/// Each connection has a thread of its own and takes groups from the outbox. A round may be ended at any point, and
/// several rounds may run at once: at most the group that a connection had in hand is sent a second time.
package struct DeliveryRound: Sendable {
  let store: TicketStore
  let makeCourier: MakeCourier
  let connections: Int
  let caps: OutboxCaps
  let schedule: RetrySchedule
  let shouldStop: @Sendable () -> Bool
  let hear: Hear

  /// Told what became of a mail, once that is durable; by several threads.
  package typealias Hear = @Sendable (DeliveredMail) -> Void

  /// Makes a courier for the thread that calls it.
  package typealias MakeCourier = @Sendable () throws(CourierError) -> any MailCourier

  /// Makes a round, without touching the outbox yet.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each mail; what is in hand then goes back to the queue.
  ///   - hear: told what became of each mail that was tried.
  package init(
    store: TicketStore, connections: Int, caps: OutboxCaps, schedule: RetrySchedule = RetrySchedule(),
    shouldStop: @escaping @Sendable () -> Bool = { false }, hear: @escaping Hear = { _ in },
    makeCourier: @escaping MakeCourier
  ) {
    self.store = store
    self.makeCourier = makeCourier
    self.connections = max(1, connections)
    self.caps = caps
    self.schedule = schedule
    self.shouldStop = shouldStop
    self.hear = hear
  }

  /// Runs it, and returns when nothing more is due.
  ///
  /// - Throws: `StoreError`. What was sent before it is recorded, but for the group in hand.
  package func run() throws -> DeliveryReport {
    let began = ContinuousClock.now
    // Whoever is the only courier knows that all leases in the outbox belong to the dead; where no file can be made they
    // run out in time.
    let presence = PresenceLock(besideDatabase: store.path, named: "courier")
    // Whatever ends the round: the next one, of anybody, must not wait for a lock that nobody will give up.
    defer { presence?.leave() }
    if presence?.isAlone ?? false { try takeBackFromTheDead() }
    presence?.share()
    try store.bringForward(beyond: RetrySchedule.farthest)
    var report = DeliveryReport()
    var count = min(connections, max(1, try store.outboxStanding().waiting))
    while true {
      let reports = try deliver(on: count)
      for part in reports { report.add(part) }
      // Those that the relay turned away leave what they had in hand to the others.
      let turnedAway = reports.count { $0.unavailable != nil }
      if turnedAway == 0 { report.unavailable = nil }
      if turnedAway == 0 || turnedAway == count || shouldStop() { break }
      count -= turnedAway
    }
    let standing = try store.outboxStanding()
    report.waiting = standing.waiting
    report.held = standing.held
    report.seconds = (ContinuousClock.now - began) / .seconds(1)
    return report
  }

  /// Runs `count` connections, each on a thread of its own, to their end.
  private func deliver(on count: Int) throws -> [DeliveryReport] {
    let results = Mutex<[Result<DeliveryReport, any Error>]>([])
    let ended = DispatchSemaphore(value: 0)
    for number in 1...count {
      let thread = Thread { [self] in
        var connection = DeliveryConnection(self, sharedBy: count)
        let result = Result { try connection.run() }
        results.withLock { $0.append(result) }
        ended.signal()
      }
      thread.name = "servicedesk.courier.\(number)"
      thread.start()
    }
    for _ in 1...count { ended.wait() }
    return try results.withLock { $0 }.map { try $0.get() }
  }

  /// No other courier lives, so whatever is leased was in the hands of one that died: it need not wait for its lease.
  private func takeBackFromTheDead() throws {
    var filter = OutboxFilter()
    filter.state = .sending
    filter.limit = 0
    let left = try store.outbox(filter)
    guard !left.isEmpty else { return }
    try store.write { transaction in
      for row in left {
        let reason = "the courier that had it in hand ended before it could say what came of it"
        try transaction.settle(row.id, .unavailable(reason: reason), next: transaction.now)
      }
    }
  }
}

extension DeliveryRound {
  /// A round over a configured route.
  package init(
    store: TicketStore, route: CourierRoute, connections: Int, caps: OutboxCaps,
    shouldStop: @escaping @Sendable () -> Bool = { false }, hear: @escaping Hear = { _ in }
  ) {
    self.init(store: store, connections: connections, caps: caps, shouldStop: shouldStop, hear: hear) {
      () throws(CourierError) in try route.open()
    }
  }
}

/// What became of one mail in a round.
package struct DeliveredMail: Sendable, Equatable {
  package let mail: ClaimedMail
  package let outcome: DeliveryOutcome
  /// When it is tried again; nil where that is not to be.
  package let nextAttempt: Instant?
}
