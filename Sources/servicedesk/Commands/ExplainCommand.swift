import ArgumentParser
import Desk
import Glibc
import MIME
import Mailbox
import Store
import Triage
import Work

/// `explain`: why a ticket is as it is, what became of a message, or what would become of a file.
struct ExplainCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the evidence behind a ticket or a message.",
    discussion: """
      For a ticket, how its messages came to it and what changed its priority since; for a Message-ID, what became of that \
      message; for a file, what would become of it, changing nothing.

        servicedesk explain 19
        servicedesk explain '<20261124.88@acme.example>'
        servicedesk explain message.eml
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("A ticket, a Message-ID or a file.", valueName: "what"))
  var what: String

  func run(_ desk: Wiring) throws {
    if let id = TicketID(parsing: what) {
      try explain(ticket: id, desk)
    } else if what.contains("/") || access(what, F_OK) == 0 {
      try explain(file: what, desk)
    } else if what.contains("@") {
      try explain(messageID: what, desk)
    } else {
      throw UsageError("'\(what)' is no ticket, no Message-ID and no file here")
    }
  }

  // MARK: A ticket

  private func explain(ticket id: TicketID, _ desk: Wiring) throws {
    let store = try desk.storeForReading()
    guard let ticket = try store.ticket(id) else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
    let entries = try store.intakeEntries(ticket: id)
    let events = try store.events(of: id)
    if options.json {
      for entry in entries { try desk.printer.json(JSONForm.intake(entry)) }
      return
    }
    if entries.isEmpty { try sayOpenedByHand(ticket, events, desk) }
    for (place, entry) in entries.enumerated() {
      if place > 0 { try desk.printer.line("") }
      try say(entry, of: ticket, desk, store)
    }
    try sayChanges(ticket, events, desk)
    if let opening = entries.first(where: { $0.disposition == .opened && $0.ticket == id }) {
      try sayDecidedAgain(opening, ticket, desk, store)
    }
  }

  private func sayOpenedByHand(_ ticket: Ticket, _ events: [Event], _ desk: Wiring) throws {
    let opened = events.first { $0.kind == .opened }
    let who = opened.map { Harmless.line($0.actor) } ?? "somebody"
    try desk.printer.line(
      "\(ticket.id) was written down by \(who), \(LocalTime.full(ticket.createdAt, now: desk.now())); no mail opened it"
    )
  }

  private func say(_ entry: IntakeEntry, of ticket: Ticket, _ desk: Wiring, _ store: TicketStore) throws {
    let verb = entry.disposition == .opened && entry.ticket == ticket.id ? "was opened by" : "got"
    let became = verb == "got" ? " as \(entry.disposition.rawValue)" : ""
    try desk.printer.line(
      Harmless.line(
        "\(ticket.id) \(verb) message \(entry.id) of \(entry.mailbox) (\(entry.key))\(became), "
          + LocalTime.full(entry.at, now: desk.now())))
    let evidence = try verb == "got" ? entry.evidence : withDelivery(entry.evidence, of: ticket, store)
    for line in EvidenceText.lines(evidence, screen: desk.screen) { try desk.printer.line(line) }
  }

  /// What became of the notice that the evidence tells of.
  private func withDelivery(_ evidence: [Evidence], of ticket: Ticket, _ store: TicketStore) throws -> [Evidence] {
    guard let place = evidence.lastIndex(where: { $0.rule == "notice" && $0.effect != "no" }),
      let row = try store.conversation(of: ticket.id).first(where: { $0.outgoingKind == .received })?.deliveries.first
    else { return evidence }
    var evidence = evidence
    evidence[place].effect += ", \(row.state.rawValue)" + (row.reply.map { ", \($0)" } ?? "")
    return evidence
  }

  private func sayChanges(_ ticket: Ticket, _ events: [Event], _ desk: Wiring) throws {
    let changes = events.filter { $0.priority != nil }
    guard !changes.isEmpty else {
      return try desk.printer.line("Nothing changed the priority since.")
    }
    for change in changes {
      try desk.printer.line(
        Harmless.line("\(change.actor) \(told(change)), \(LocalTime.full(change.at, now: desk.now()))"))
    }
  }

  private func told(_ change: Event) -> String {
    let level = change.priority?.rawValue ?? "?"
    guard change.kind == .prioritised else { return "took that back: the priority is \(level) again" }
    let before = change.details.first { $0.name == "from" }?.value ?? "?"
    return "changed the priority from \(before) to \(level)"
  }

  /// Decides the opening message again, as if neither it nor anything after it were there.
  private func sayDecidedAgain(_ entry: IntakeEntry, _ ticket: Ticket, _ desk: Wiring, _ store: TicketStore) throws {
    guard entry.mailbox != DeskWork.reportMailbox else {
      return try desk.printer.line("It came by a form, not by mail; what a form says is not decided again.")
    }
    guard let bytes = try store.rawMessage(ofIntake: entry.id) else {
      return try desk.printer.line("It cannot be decided again: its bytes are not in the database.")
    }
    guard access(desk.database, W_OK) == 0 else { return }
    let mail = IncomingMail(
      bytes: bytes, mailbox: entry.mailbox, key: entry.key, fileTime: entry.at, queue: ticket.queue)
    do {
      let trial = try Trial(desk, try desk.work(desk.storeForTrying()))
      let again = try trial.decide(mail) { $0.forget(entry, ticket.id) }
      try desk.printer.line("Decide again from the raw message: \(comparison(again, entry)).")
    } catch let error as StoreError {
      try desk.printer.line("It cannot be decided again just now: \(error)")
    }
  }

  private func comparison(_ again: Decision, _ entry: IntakeEntry) -> String {
    guard again.disposition == entry.disposition else { return "it would be \(again.disposition.rawValue) now" }
    let level = entry.evidence.last { $0.rule == "priority" }?.effect
    let now = again.evidence.last { $0.rule == "priority" }?.effect
    return level == now ? "same result" : "same, but the priority would be \(now ?? "another") now"
  }

  // MARK: A message

  private func explain(messageID: String, _ desk: Wiring) throws {
    let id = messageID.trimmingPrefix("<")
    let plain = id.hasSuffix(">") ? String(id.dropLast()) : String(id)
    let entries = try desk.storeForReading().intakeEntries(messageID: plain)
    guard !entries.isEmpty else { throw Refusal(.unknownRow, "no message <\(plain)> in the ledger") }
    for entry in entries {
      if options.json {
        try desk.printer.json(JSONForm.intake(entry))
        continue
      }
      try desk.printer.line(
        Harmless.line(
          "message \(entry.id) of \(entry.mailbox) (\(entry.key)): \(DispositionText.of(entry)), "
            + LocalTime.full(entry.at, now: desk.now())))
      for line in EvidenceText.lines(entry.evidence, screen: desk.screen) { try desk.printer.line(line) }
    }
  }

  // MARK: A file

  private func explain(file path: String, _ desk: Wiring) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError(path: path, code: errno, doing: "cannot read") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, code: EISDIR, doing: "cannot read") }
    let bytes = try SmallFile.read(path, limit: desk.config.intake.maxSize)
    let trial = try Trial(desk, try desk.work(desk.storeForTrying()))
    let mail = IncomingMail(
      bytes: bytes, mailbox: "-", key: path, fileTime: Instant(seconds: Int64(status.st_mtim.tv_sec)), queue: nil)
    let decision = try trial.decide(mail)
    let entry = IntakeEntry(
      id: 0, mailbox: mail.mailbox, key: path, rawDigest: mail.rawDigest, messageID: mail.message.messageID,
      disposition: decision.disposition, reason: decision.reason, ticket: decision.namedTicket, at: desk.now(),
      evidence: decision.evidence)
    if options.json { return try desk.printer.json(JSONForm.intake(entry)) }
    try desk.printer.line(Harmless.line("\(path) would be \(DispositionText.of(entry)); nothing was changed"))
    for line in EvidenceText.lines(decision.evidence, screen: desk.screen) { try desk.printer.line(line) }
  }
}

extension Knowledge {
  /// Leaves out a message that opened a ticket, and all that came of it.
  fileprivate mutating func forget(_ entry: IntakeEntry, _ ticket: TicketID) {
    if duplicateOf?.row == entry.id || duplicateOf?.ticket == ticket { duplicateOf = nil }
    ticketOfReference = ticketOfReference.filter { $0.value.id < ticket }
    children.removeAll { $0.id >= ticket }
    siblings.removeAll { $0.id >= ticket }
    isIDReused = false
  }
}

extension Decision {
  /// The ticket that the message would be on; nil for a new one.
  fileprivate var namedTicket: TicketID? {
    switch action {
    case .record, .open: nil
    case .noteCopy(let message, _): message.ticket
    case .noteReport(let note): note.ticket
    case .keepAutomatic(let ticket): ticket
    case .append(let appending): appending.ticket
    }
  }
}
