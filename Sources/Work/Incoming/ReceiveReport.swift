package import Desk
import MIME
import Store
import Triage

extension DeskWork {
  /// The ledger's name of the forms through which reports come.
  package static let reportMailbox = "form:report"

  /// A form that is sent again within so many minutes is the same report.
  private static let sameReportMinutes = 10

  /// Takes a report in as the mail that its writer could have sent, decided by the same rules.
  ///
  /// The same notice, the same brakes, priority tags, duplicates and blocks; but a ticket that it names in its subject is
  /// linked and not written into, since nobody vouches for an address that was typed.
  ///
  /// Opens its own transaction: the mail is made and read before it begins.
  ///
  /// - Parameters:
  ///   - client: where it came from, as the network says; kept in the mail's trace.
  ///   - actor: who files it for the requester; `mail` where the requester does.
  /// - Returns: the ticket that it is on; nil where it was put aside.
  /// - Throws: `Refusal` with `badValue` for an address that no mail can go to or that is the desk's own, and for what is
  ///   too long or too large; `emptyText` without subject or text; `unknownQueue`.
  package func receiveReport(_ report: ReportForm, client: String, by actor: Actor = .mail) throws -> TicketID? {
    let form = try report.checked()
    _ = try outsideAddress(of: Person(name: form.name, address: form.address))
    let queue = try queue(named: form.queue)
    let mail = try incoming(form, to: queue, client: client)
    let kept = KeptMail(mail)
    let inquiry = Inquiry(mail, settings: settings, identity: identity)
    return try store.write { transaction in
      _ = try author(actor, in: transaction)
      let known = try transaction.knowledge(for: inquiry)
      // Whoever fills in a public form can name any address: only an operator who files it vouches for the person.
      let knowledge = actor == .mail ? known.ofStranger : known
      let decision = reportRules.decide(mail, inquiry, knowing: knowledge, now: transaction.now)
      var applied = try apply(
        decision, of: mail, inquiry: inquiry, kept: kept, sendNotices: true, in: transaction)
      if case .open = decision.action, let ticket = applied.ticket, let level = form.priority {
        applied.evidence += try prioritise(ticket, askedFor: level, by: actor, in: transaction)
      }
      _ = try transaction.recordIntake(
        NewIntake(
          mailbox: mail.mailbox, key: mail.key, disposition: decision.disposition, reason: decision.reason,
          ticket: applied.ticket, message: applied.message,
          raw: RawMail(bytes: mail.message.bytes, digest: mail.rawDigest), contentDigest: mail.contentDigest,
          messageID: inquiry.messageID, evidence: applied.evidence))
      return applied.ticket
    }
  }

  /// What other servers say about a mail has nothing to say about one that no server carried.
  private var reportRules: TriageRules {
    var lenient = settings
    lenient.trusted.requireAuthentication = false
    lenient.trusted.authservID = nil
    return TriageRules(settings: lenient, identity: identity)
  }

  private func incoming(_ form: ReportForm, to queue: SupportQueue, client: String) throws -> IncomingMail {
    let now = store.now()
    var mail =
      try known(form, to: queue, at: now) ?? form.mail(to: queue, domain: settings.domain, at: Self.minute(of: now))
    let trace = "from \(Words.oneLine(client).prefix(100)) by \(settings.domain) with HTTP; "
    mail.extra.append(("Received", trace + DateTime(seconds: now.seconds).headerText))
    let incoming = IncomingMail(
      bytes: mail.bytes(boundarySeed: mail.messageID), mailbox: Self.reportMailbox,
      key: "\(now.microseconds).\(UInt32.random(in: .min ... .max))", fileTime: now, queue: queue.name)
    // Whatever the address holds, it must still be the only one once it is a header.
    let people = incoming.people
    guard people.from.count == 1, people.replyTo.isEmpty, people.from[0].address?.isDeliverable == true else {
      throw Refusal(
        .badValue, "'\(Words.oneLine(form.address.original))' is no mail address", advice: "write it as name@domain")
    }
    return incoming
  }

  /// The same report as it was sent in the last minutes: somebody pressed the button twice, or went back.
  private func known(_ form: ReportForm, to queue: SupportQueue, at now: Instant) throws -> OutgoingMail? {
    for ago in 0..<Self.sameReportMinutes {
      let minute = Self.minute(of: now - .minutes(Int64(ago)))
      let mail = form.mail(to: queue, domain: settings.domain, at: minute)
      if try !store.intakeEntries(messageID: mail.messageID).isEmpty { return mail }
    }
    return nil
  }

  private static func minute(of instant: Instant) -> Instant {
    Instant(seconds: instant.seconds - instant.seconds % 60)
  }

  /// What whoever filed it asked for: the person's own word yields to a tag, as a header would; an operator's is final.
  private func prioritise(
    _ id: TicketID, askedFor level: Priority, by actor: Actor, in transaction: Transaction
  ) throws -> [Evidence] {
    if case .operator(let name) = actor {
      try prioritise(id, as: level, by: actor, in: transaction)
      return [Evidence("priority", because: "\(name) chose it", effect: level.rawValue)]
    }
    var ticket = try transaction.ticket(id)
    guard ticket.prioritySource != .tag else { return [] }
    if ticket.priority != level { try setPriority(of: &ticket, to: level, source: .header, by: actor, in: transaction) }
    ticket.prioritySource = .header
    try save(ticket, in: transaction)
    return [Evidence("priority", because: "the form asked for it", effect: level.rawValue)]
  }
}
