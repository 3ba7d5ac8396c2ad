import Desk
import Store

/// One connection's share of a round: groups are claimed, delivered and settled one after another.
///
/// Outcomes are committed when a group is done or 50 ms have passed, in one transaction with the next claim, so that a
/// fast relay costs one commit for sixteen mails and a slow one is never far ahead of the record.
struct DeliveryConnection {
  private let round: DeliveryRound
  private let sharers: Int
  private var report = DeliveryReport()
  private var inHand: ArraySlice<ClaimedMail> = []
  private var done: [Verdict] = []
  /// What the commit in hand makes durable, to be told afterwards.
  private var recorded: [DeliveredMail] = []
  private var claimedAt = ContinuousClock.now
  /// How many mails there are for each connection: none takes what another could be sending.
  private var share = 1

  private struct Verdict {
    let mail: ClaimedMail
    let outcome: DeliveryOutcome
  }

  private static let mostMails = 16
  private static let mostBytes = 8 << 20
  private static let groupTime = Duration.milliseconds(50)
  /// Longer than any one delivery takes; the leases of the dead end sooner, see `PresenceLock`.
  private static let lease = Span.hours(1)
  /// A mail is not begun when its lease may run out under it.
  private static let leaseToBegin = Duration.seconds(30 * 60)
  /// How often a commit is tried while another program holds the database: what is sent should not be sent again.
  private static let mostCommits = 6

  /// - Parameter sharers: how many connections share the outbox.
  init(_ round: DeliveryRound, sharedBy sharers: Int) {
    self.round = round
    self.sharers = sharers
  }

  /// Delivers until nothing is due, the round is to stop, or the relay cannot be used.
  ///
  /// A connection that fails leaves the round to the others; when the relay is away they all do, after one try each, and
  /// no mail has used up an attempt.
  mutating func run() throws -> DeliveryReport {
    let courier: any MailCourier
    do throws(CourierError) {
      courier = try round.makeCourier()
    } catch {
      report.unavailable = error.description
      return report
    }
    while report.unavailable == nil, !round.shouldStop(), try claim() {
      try deliverGroup(through: courier)
    }
    try settle()
    return report
  }

  /// Delivers what is in hand; after each 50 ms the outcomes so far are committed.
  private mutating func deliverGroup(through courier: any MailCourier) throws {
    var began = ContinuousClock.now
    while let mail = inHand.first, !round.shouldStop(), ContinuousClock.now - claimedAt < Self.leaseToBegin {
      if !done.isEmpty, ContinuousClock.now - began >= Self.groupTime {
        try settle(keepingHand: true)
        began = .now
      }
      let envelope = Envelope(sender: mail.envelopeSender, recipient: mail.recipient.original, bytes: mail.bytes)
      let outcome = courier.deliver(envelope)
      FailPoint.hit("delivered")
      if case .unavailable(let reason) = outcome {
        report.unavailable = reason
        return
      }
      inHand.removeFirst()
      done.append(Verdict(mail: mail, outcome: outcome))
    }
  }

  /// Settles what is done and claims the next group, in one transaction; false when nothing is due.
  private mutating func claim() throws -> Bool {
    let limit = min(Self.mostMails, max(1, share))
    let batch = try commit { connection, transaction in
      try connection.record(in: transaction)
      try connection.giveBack(in: transaction)
      return try transaction.claim(
        limit: limit, maxBytes: Self.mostBytes, lease: Self.lease, caps: connection.round.caps)
    }
    if !batch.mails.isEmpty { FailPoint.hit("claimed") }
    inHand = batch.mails[...]
    claimedAt = .now
    share = (batch.standing.waiting + batch.mails.count) / sharers
    return !inHand.isEmpty
  }

  /// Settles what is done; what was not begun goes back to the queue and has used up no attempt.
  private mutating func settle(keepingHand: Bool = false) throws {
    guard !done.isEmpty || (!keepingHand && !inHand.isEmpty) else { return }
    try commit { connection, transaction in
      try connection.record(in: transaction)
      if !keepingHand { try connection.giveBack(in: transaction) }
    }
    if !keepingHand { inHand = [] }
  }

  /// Runs `body` in a transaction that settles; once it is durable the outcomes count.
  private mutating func commit<Value>(_ body: (inout DeliveryConnection, Transaction) throws -> Value) throws -> Value {
    var attempt = 0
    while true {
      attempt += 1
      var connection = self
      do {
        let value = try round.store.write { try body(&connection, $0) }
        self = connection
        if !done.isEmpty { FailPoint.hit("settled") }
        done = []
        for mail in recorded { round.hear(mail) }
        recorded = []
        return value
      } catch let error as StoreError where error.code == .busy && !done.isEmpty && attempt < Self.mostCommits {
        continue
      }
    }
  }

  private mutating func record(in transaction: Transaction) throws {
    for verdict in done {
      let mail = verdict.mail
      let next = round.schedule.next(
        after: verdict.outcome, attempt: mail.attempt, age: transaction.now.since(mail.createdAt), now: transaction.now)
      report.count(verdict.outcome, next: next)
      // A bounce may have been faster, or somebody cancelled what a lease had lost.
      guard try transaction.settle(mail.id, verdict.outcome, next: next) else { continue }
      recorded.append(DeliveredMail(mail: mail, outcome: verdict.outcome, nextAttempt: next))
      try DeliveryRecord(mail: mail, outcome: verdict.outcome, isGivenUp: next == nil).append(in: transaction)
    }
  }

  private func giveBack(in transaction: Transaction) throws {
    let reason = report.unavailable ?? "the delivery round ended before its turn"
    for mail in inHand { try transaction.settle(mail.id, .unavailable(reason: reason), next: transaction.now) }
  }
}
