import Desk
package import Mailbox
package import Store
package import Triage
package import Work

/// One round over a mailbox: list → read → parse → inquire → decide → commit → acknowledge.
///
/// Messages are read and parsed on all cores and committed in batches by the one writer, in file-name order. Nothing is
/// acknowledged before the transaction that holds it is durable; what a dead run left between commit and
/// acknowledgement is acknowledged by the next round and not counted.
package struct IntakeRound {
  let store: TicketStore
  let work: DeskWork
  let rules: TriageRules
  let source: any MailSource
  let options: IntakeOptions
  let reading: Reading
  let caution: Caution
  let progress: Progress
  let hear: Hear
  let shouldStop: @Sendable () -> Bool

  /// Called after each commit with how many messages are done and how many there are.
  package typealias Progress = (_ done: Int, _ total: Int) -> Void

  /// Called for each message once it is durable; a server is told of it some messages later.
  package typealias Hear = (TakenMail) -> Void

  /// Makes a round, without touching the mailbox yet.
  ///
  /// - Parameters:
  ///   - examine: parses and decides one message in a process of its own, changing nothing; asked only about a message
  ///     that was alone in hand when earlier runs died.
  ///   - progress: called after each commit.
  ///   - hear: called for each message that was taken in.
  ///   - shouldStop: asked before each batch; what is not taken in then waits for the next round.
  package init(
    store: TicketStore, work: DeskWork, rules: TriageRules, source: any MailSource, options: IntakeOptions,
    examine: @escaping Caution.Examine, progress: @escaping Progress = { _, _ in },
    hear: @escaping Hear = { _ in }, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.store = store
    self.work = work
    self.rules = rules
    self.source = source
    self.options = options
    self.progress = progress
    self.hear = hear
    self.shouldStop = shouldStop
    reading = Reading(source: source, settings: work.settings, identity: work.identity, options: options)
    caution = Caution(store: store, mailbox: source.name, examine: examine)
  }

  /// Runs it.
  ///
  /// - Throws: `MailboxError` when the mailbox cannot be listed or acknowledged, `StoreError` when the database cannot
  ///   be written: the batch in hand is rolled back then, and nothing of it acknowledged.
  package func run() throws -> IntakeReport {
    if options.dryRun { return try rehearse() }
    var report = IntakeReport()
    let began = ContinuousClock.now
    let contact = FirstContact(store: store, source: source, options: options)
    let (pending, stuck) = try contact.pending(countingInto: &report)
    if let stuck, pending.isEmpty { throw stuck }
    if pending.isEmpty, report.read == 0, !options.recordsQuietRounds {
      try store.write { try $0.notePoll(mailbox: source.name) }
      try closeStale(&report)
      return report
    }
    let run = try caution.begin()
    defer { run.lock?.release() }
    source.prepare(pending.map(\.key))
    let alone = pending.prefix(run.messagesTakenAlone)
    for mail in alone where !shouldStop() {
      try takeAlone(mail, into: &report)
      progress(report.read, pending.count)
    }
    try takeBatches(Array(pending.dropFirst(alone.count)), of: pending.count, into: &report)
    report.seconds = (ContinuousClock.now - began) / .seconds(1)
    try finish(run, &report)
    if let stuck { throw stuck }
    return report
  }

  /// The main way: read ahead on all cores, commit in batches, acknowledge after each.
  private func takeBatches(_ pending: [WaitingMail], of total: Int, into report: inout IntakeReport) throws {
    guard !pending.isEmpty else { return }
    let reader = reading.ahead(of: pending)
    let acknowledger = Acknowledger(source)
    defer {
      reader.cancel()
      // Whatever ended the round: what is durable is told.
      try? acknowledger.finish()
    }
    var batch = Batch(reader)
    while !shouldStop(), batch.fill() {
      let taken = try commit(&batch)
      try acknowledger.tell(taken.filter(\.isStored).map(\.key), releasing: batch.handOver())
      count(taken, into: &report)
      progress(report.read, total)
    }
    try acknowledger.finish()
  }

  private func count(_ taken: [Taken], into report: inout IntakeReport) {
    for message in taken {
      message.count(into: &report)
      if let mail = TakenMail(message) { hear(mail) }
    }
  }

  /// After a dead run: one message a transaction, with an attempt made durable before it is read.
  private func takeAlone(_ mail: WaitingMail, into report: inout IntakeReport) throws {
    guard try caution.mayTake(mail.key) else {
      let poison = reading.unparsed(mail)
      let quarantine = Quarantine(mailbox: source.name)
      let taken = try store.write { try quarantine.setAside(poison: poison, attempts: Caution.mostAttempts, in: $0) }
      return try acknowledge([taken], into: &report)
    }
    var batch = Batch(only: reading.examine(mail))
    try acknowledge(commit(&batch, clearingAttempts: true), into: &report)
  }

  /// One transaction over the batch.
  ///
  /// It is first tried without savepoints: each would have SQLite copy every page that its message touches. An error of a
  /// message undoes the whole batch, which is then taken anew with a savepoint a message, so that it alone is undone and
  /// quarantined. The machine's errors end the run.
  private func commit(_ batch: inout Batch, clearingAttempts: Bool = false) throws -> [Taken] {
    do {
      return try commit(&batch, clearingAttempts) { try take($0, in: $1) }
    } catch let error where !Quarantine.isWeather(error) {
      batch.startAnew()
      return try commit(&batch, clearingAttempts) { try takeApart($0, in: $1) }
    }
  }

  private func commit(
    _ batch: inout Batch, _ clearingAttempts: Bool, taking: (Examined, Transaction) throws -> Taken
  ) throws -> [Taken] {
    let began = ContinuousClock.now
    let taken = try store.write { transaction in
      var taken: [Taken] = []
      while let examined = batch.takeNext() {
        taken.append(try taking(examined, transaction))
        if clearingAttempts { try transaction.clearAttempt(mailbox: source.name, key: examined.key.name) }
        FailPoint.hit("taken")
        if ContinuousClock.now - began > IntakeOptions.batchTime { break }
      }
      return taken
    }
    FailPoint.hit("commit")
    return taken
  }

  /// One message in a savepoint of its own: what cannot be decided is undone, and quarantined.
  func takeApart(_ examined: Examined, in transaction: Transaction) throws -> Taken {
    do {
      return try transaction.savepoint { try take(examined, in: transaction) }
    } catch let error where !Quarantine.isWeather(error) {
      return try Quarantine(mailbox: source.name).setAside(examined, because: error, in: transaction)
    }
  }

  /// Inquire, decide, apply, record: for one message.
  private func take(_ examined: Examined, in transaction: Transaction) throws -> Taken {
    let mail: IncomingMail
    let inquiry: Inquiry
    let keeping: KeptMail
    switch examined.content {
    case .gone: return Taken(passedOver: examined, because: nil)
    case .unreadable(let reason): return Taken(passedOver: examined, because: reason)
    case .unparsed: return Taken(passedOver: examined, because: nil)
    case .unreachable(let error): throw error
    case .mail(let parsed, let asked, let kept): (mail, inquiry, keeping) = (parsed, asked, kept)
    }
    if try transaction.isInLedger(mailbox: source.name, key: examined.key.name) { return Taken(known: examined) }
    let knowledge = try transaction.knowledge(for: inquiry)
    let decision = rules.decide(mail, inquiry, knowing: knowledge, now: transaction.now)
    let applied = try work.apply(
      decision, of: mail, inquiry: inquiry, kept: keeping, sendNotices: options.notices, in: transaction)
    guard let row = try transaction.recordIntake(NewIntake(mail, inquiry, decision, applied)) else {
      return Taken(known: examined)
    }
    return Taken(
      examined, disposition: decision.disposition, reason: decision.reason, ticket: applied.ticket, row: row)
  }

  /// Tells the mailbox of one that is safely stored, and counts it.
  private func acknowledge(_ taken: [Taken], into report: inout IntakeReport) throws {
    for message in taken where message.isStored {
      try source.acknowledge([message.key])
      FailPoint.hit("acknowledged")
    }
    count(taken, into: &report)
  }

  /// Closes what may close by itself, and ends the run with its totals; one that was told to stop has not read its
  /// mailbox to the end.
  private func finish(_ run: Caution.Run, _ report: inout IntakeReport) throws {
    guard !shouldStop() else { return try store.write { try $0.abandonRun(run.id) } }
    try closeStale(&report)
    let totals = report.json(withHead: try store.auditHead().description)
    try store.write { try $0.endRun(run.id, totals: totals) }
  }

  /// Closes what has been resolved for long enough.
  private func closeStale(_ report: inout IntakeReport) throws {
    var closed: [Ticket]
    repeat {
      closed = try store.write { try work.closeStale(sendNotices: options.notices, in: $0) }
      report.closed += closed.count
    } while !closed.isEmpty
  }
}
