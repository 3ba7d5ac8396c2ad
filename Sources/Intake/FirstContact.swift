import Desk
import Mailbox
import Store

/// Which of the waiting messages a round takes in, and which it only records.
///
/// The first time a mailbox is met, what lies in `cur` is somebody's finished business: it is recorded as `ignored:
/// baseline`, in one transaction with the mailbox's own row. What lies in `new` is taken in. When a server numbers its
/// mail anew, what was finished then is recognised by its time.
struct FirstContact {
  let store: TicketStore
  let source: any MailSource
  let options: IntakeOptions

  /// What is to be taken in, in the mailbox's order.
  ///
  /// What the ledger has already, and still waits in `new`, is acknowledged here and not counted; where the mailbox does
  /// not let that be done, `stuck` says why, and new mail need not wait until it does.
  func pending(countingInto report: inout IntakeReport) throws -> (mail: [WaitingMail], stuck: MailboxError?) {
    let listing = try source.waiting()
    report.unreadable += listing.unreadable.map { .init(key: $0.name, reason: $0.reason) }
    let fresh = Set(try store.keysNotInLedger(listing.mail.map(\.key.name), mailbox: source.name))
    let met = try store.mailboxMetAt(source.name)
    let finishedBefore = try met.flatMap { try isNumberedAnew(listing) ? $0 : nil }
    var stuck: MailboxError?
    do {
      if !options.dryRun { try acknowledgeLeftovers(of: listing.mail.filter { !fresh.contains($0.key.name) }) }
    } catch let error as MailboxError where Self.isAboutPlaces(error) {
      stuck = error
    }
    let unmet = listing.mail.filter { fresh.contains($0.key.name) }
    let isBaseline: (WaitingMail) -> Bool = { [options] mail in
      if options.baseline { return true }
      guard mail.isInCur, !options.takeAll else { return false }
      guard met != nil else { return true }
      guard let finishedBefore, let received = mail.receivedAt else { return false }
      return received < finishedBefore.microseconds
    }
    let finished = unmet.filter(isBaseline)
    if met == nil || !finished.isEmpty {
      try record(finished, countingInto: &report)
    }
    return (finished.isEmpty ? unmet : unmet.filter { !isBaseline($0) }, stuck)
  }

  /// Whether mail can be read all the same: it is where it should go that is in trouble.
  private static func isAboutPlaces(_ error: MailboxError) -> Bool {
    [.io, .refused, .notFound, .notAMailbox, .unreadable].contains(error.code)
  }

  /// Whether none of these keys belongs to a numbering that the ledger has met.
  private func isNumberedAnew(_ listing: MailListing) throws -> Bool {
    guard let numbering = listing.numbering, !listing.mail.isEmpty else { return false }
    return try !store.knowsKeys(beginningWith: numbering, mailbox: source.name)
  }

  /// What a dry run says of finished business: the rows that would be written.
  private func rehearse(_ finished: [WaitingMail], countingInto report: inout IntakeReport) {
    for mail in finished {
      report.count(.ignored, bytes: 0)
      report.decisions.append(
        IntakeEntry(
          id: 0, mailbox: source.name, key: mail.key.name, rawDigest: nil, messageID: nil, disposition: .ignored,
          reason: "baseline", ticket: nil, at: store.now(), evidence: []))
    }
  }

  private func record(_ finished: [WaitingMail], countingInto report: inout IntakeReport) throws {
    guard !options.dryRun else {
      return rehearse(finished, countingInto: &report)
    }
    let recorded = try store.write { transaction throws in
      try transaction.meetMailbox(source.name)
      return try transaction.recordBaseline(mailbox: source.name, keys: finished.map(\.key.name))
    }
    for _ in 0..<recorded { report.count(.ignored, bytes: 0) }
  }

  /// A run that ended between commit and acknowledgement leaves these behind.
  ///
  /// Where that takes them away, only those whose bytes are in the database.
  private func acknowledgeLeftovers(of known: [WaitingMail]) throws {
    var leftovers = known.filter { !$0.isInCur }.map(\.key)
    guard !leftovers.isEmpty else { return }
    if source.takesAway {
      let kept = Set(try store.keysWithBytes(leftovers.map(\.name), mailbox: source.name))
      leftovers = leftovers.filter { kept.contains($0.name) }
    }
    try source.acknowledge(leftovers)
  }
}
