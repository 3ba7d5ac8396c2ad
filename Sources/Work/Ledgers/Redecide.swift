package import Desk
import Store
import Triage

/// What became of a ledger row that an operator took up again.
package struct IntakeResult: Sendable, Equatable {
  /// As it is afterwards.
  package var entry: IntakeEntry
  /// How many mails were queued.
  package var notices: Int
}

extension DeskWork {
  /// Lets messages in that were put aside: decided again as if nothing spoke against them, neither the mark of spam, a
  /// block nor a rule.
  ///
  /// All of them or, when one is refused, none. Opens its own transaction: messages are parsed before it begins.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for a row that was not put aside or has no bytes.
  package func release(_ rows: [Int64], by actor: Actor) throws -> [IntakeResult] {
    var lenient = settings
    lenient.rules = []
    lenient.trusted.spamHeader = ""
    lenient.trusted.requireAuthentication = false
    let rules = TriageRules(settings: lenient, identity: identity)
    return try redecide(rows, .released, by: actor) { mail, inquiry, knowledge, now in
      var knowledge = knowledge
      knowledge.block = nil
      knowledge.isPurged = false
      return rules.decide(mail, inquiry, knowing: knowledge, now: now)
    }
  }

  /// Decides messages again that were put aside, by all the rules: after a mended error or a changed configuration.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for a row that was not put aside or has no bytes.
  package func retry(_ rows: [Int64], by actor: Actor) throws -> [IntakeResult] {
    try redecide(rows, .retried, by: actor) { mail, inquiry, knowledge, now in
      rules.decide(mail, inquiry, knowing: knowledge, now: now)
    }
  }

  /// Puts messages away, as `ignored: discarded`.
  ///
  /// Their bytes stay in the database, so that they can still be released.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for a row that is not in quarantine.
  package func discard(_ rows: [Int64], by actor: Actor) throws -> [IntakeResult] {
    try store.write { transaction in
      _ = try author(actor, in: transaction)
      return try rows.map { row in
        var entry = try aside(transaction.intakeEntry(row), [.quarantined], "discarded")
        let evidence = Evidence("operator", because: "discarded by \(actor.name)", effect: "ignored")
        entry.evidence.append(evidence)
        entry.disposition = .ignored
        entry.reason = "discarded"
        try transaction.replaceIntake(
          entry.id, disposition: .ignored, reason: "discarded", ticket: entry.ticket, message: nil,
          evidence: entry.evidence)
        try record(.discarded, on: entry.ticket, by: actor, [("intake", String(entry.id))], in: transaction)
        return IntakeResult(entry: entry, notices: 0)
      }
    }
  }

  private typealias Decide = (IncomingMail, Inquiry, Knowledge, Instant) -> Decision

  private func redecide(
    _ rows: [Int64], _ kind: Event.Kind, by actor: Actor, _ decide: Decide
  ) throws -> [IntakeResult] {
    let verb = kind.rawValue
    let taken = try rows.map { row in
      guard let entry = try store.intakeEntry(row) else { throw Refusal(.unknownRow, "there is no intake row \(row)") }
      return (row, try mail(of: aside(entry, [.quarantined, .ignored], verb), verb))
    }
    return try store.write { transaction in
      _ = try author(actor, in: transaction)
      return try taken.map { row, mail in
        // Looked at once more: somebody else may have let it in meanwhile, or it was named twice.
        let entry = try aside(transaction.intakeEntry(row), [.quarantined, .ignored], verb)
        let inquiry = Inquiry(mail, settings: settings, identity: identity)
        try transaction.identify(row, messageID: inquiry.messageID, contentDigest: inquiry.contentDigest)
        var knowledge = try transaction.knowledge(for: inquiry)
        // Its own row, or another copy that was put aside as well: neither has been taken in.
        if knowledge.duplicateOf.map({ $0.row == entry.id || $0.ticket == nil }) == true { knowledge.duplicateOf = nil }
        let decision = decide(mail, inquiry, knowledge, transaction.now)
        let applied = try apply(decision, of: mail, inquiry: inquiry, sendNotices: true, in: transaction)
        return try replace(entry, by: decision, applied, kind, actor, in: transaction)
      }
    }
  }

  private func replace(
    _ entry: IntakeEntry, by decision: Decision, _ applied: Applied, _ kind: Event.Kind, _ actor: Actor,
    in transaction: Transaction
  ) throws -> IntakeResult {
    let said = "\(kind.rawValue) by \(actor.name), was \(entry.disposition.rawValue)"
    var entry = entry
    entry.evidence = [Evidence("operator", because: said, effect: "decided again")] + applied.evidence
    entry.disposition = decision.disposition
    entry.reason = decision.reason
    entry.ticket = applied.ticket
    try transaction.replaceIntake(
      entry.id, disposition: decision.disposition, reason: decision.reason, ticket: applied.ticket,
      message: applied.message, evidence: entry.evidence)
    try record(
      kind, on: applied.ticket, by: actor,
      [("intake", String(entry.id)), ("disposition", decision.disposition.rawValue)], in: transaction)
    return IntakeResult(entry: entry, notices: applied.notices)
  }

  /// A row, provided that its message was put aside.
  private func aside(_ entry: IntakeEntry, _ allowed: [Disposition], _ verb: String) throws -> IntakeEntry {
    guard allowed.contains(entry.disposition) else {
      throw Refusal(.illegalMove, "intake row \(entry.id) is \(entry.disposition.rawValue) and cannot be \(verb)")
    }
    return entry
  }

  private func mail(of entry: IntakeEntry, _ verb: String) throws -> IncomingMail {
    guard let bytes = try store.rawMessage(ofIntake: entry.id) else {
      throw Refusal(
        .illegalMove,
        "intake row \(entry.id) (\(entry.reason ?? entry.disposition.rawValue)) has no bytes and cannot be \(verb)",
        advice: "its message is where it was: \(entry.mailbox), \(entry.key)")
    }
    return IncomingMail(bytes: bytes, mailbox: entry.mailbox, key: entry.key, fileTime: entry.at, queue: nil)
  }
}
