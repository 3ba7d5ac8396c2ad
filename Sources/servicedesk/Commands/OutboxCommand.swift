import ArgumentParser
import Desk
import Store
import Work

/// `outbox`: the ledger of what leaves.
struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox",
    abstract: "The outbox: what waits, what was sent, what failed.",
    discussion: """
        servicedesk outbox list --state failed
        servicedesk outbox retry 7
      """,
    subcommands: [
      OutboxListCommand.self, OutboxShowCommand.self, OutboxRetryCommand.self, OutboxCancelCommand.self,
    ])
}

/// `outbox list`.
struct OutboxListCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show outbox rows, newest first; a row is one mail to one recipient.",
    discussion: "  servicedesk outbox list --state queued")

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("queued, sending, sent, failed or cancelled.", valueName: "state"))
  var state: String?

  @Option(help: ArgumentHelp("Only those of a ticket.", valueName: "ticket"))
  var ticket: String?

  @Option(help: ArgumentHelp("Only those since \(TimeWord.forms).", valueName: "when"))
  var since: String?

  @Option(help: ArgumentHelp("How many; 0 is all.", valueName: "number"))
  var limit = 50

  func run(_ desk: Wiring) throws {
    guard limit >= 0 else { throw UsageError("--limit is a number from 0, which is all") }
    var filter = OutboxFilter()
    filter.state = try state.map { try Named.value($0, "state", "States") }
    filter.ticket = try ticket.map(Named.ticket)
    filter.since = try since.map { try TimeWord.since($0, now: desk.now()) }
    filter.limit = limit
    let store = try desk.storeForReading()
    let rows = try store.outbox(filter)
    if options.json {
      for row in rows { try desk.printer.json(.object(JSONForm.outbox(row))) }
      return
    }
    guard !rows.isEmpty else { return try desk.printer.line("No such mail.") }
    for line in OutboxTable(screen: desk.screen, now: desk.now()).lines(rows) { try desk.printer.line(line) }
    let standing = try store.outboxStanding()
    let isCut = limit > 0 && rows.count == limit
    try desk.printer.line(
      "\(Figure.counted(rows.count, "row")) shown, newest first. In all \(Figure.grouped(standing.waiting)) waiting, "
        + "\(Figure.grouped(standing.held)) held back, \(Figure.grouped(standing.sent)) sent, "
        + "\(Figure.grouped(standing.failed)) failed, \(Figure.grouped(standing.cancelled)) cancelled."
        + (isCut ? " More: --limit 0" : ""))
  }
}

/// `outbox show`.
struct OutboxShowCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an outbox row, and the mail as it leaves.",
    discussion: "  servicedesk outbox show 7\n  servicedesk outbox show 7 --raw > mail.eml")

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The row's number.", valueName: "row"))
  var row: String

  @Flag(help: "Write the mail as it leaves, byte for byte.")
  var raw = false

  func run(_ desk: Wiring) throws {
    let number = try Named.row(row)
    let store = try desk.storeForReading()
    guard let entry = try store.outboxEntry(number) else {
      throw Refusal(.unknownRow, "there is no outbox row \(number)", advice: "see: servicedesk outbox list")
    }
    if options.json, !raw { return try desk.printer.json(.object(JSONForm.outbox(entry))) }
    let message = try store.conversation(of: entry.ticket).first { candidate in
      candidate.deliveries.contains { $0.id == entry.id }
    }
    let bytes = try message.flatMap { try store.rawMessage($0.id, on: entry.ticket) } ?? []
    if raw { return try desk.printer.write(bytes) }
    let now = desk.now()
    try desk.printer.line(
      desk.screen.painted("Row \(entry.id): \(entry.kind.rawValue) for \(entry.ticket), \(entry.state.rawValue)", .bold)
    )
    let next =
      entry.state == .queued ? entry.nextAttemptAt.map { $0 <= now ? "now" : RelativeTime.due($0, now: now) } : nil
    let facts: [(String, String?)] = [
      ("to", entry.recipient.original), ("message-id", "<\(entry.messageID)>"),
      ("queued", "\(LocalTime.full(entry.createdAt, now: now)) (\(RelativeTime.ago(entry.createdAt, now: now)))"),
      ("attempts", Figure.grouped(entry.attempts)), ("next", next), ("status", entry.failureStatus),
      ("said", entry.reply),
    ]
    for (name, value) in facts {
      guard let value else { continue }
      try desk.printer.line("  \(TextWidth.pad(name, to: 10))  \(Harmless.line(value))")
    }
    try desk.printer.line("")
    for line in Harmless.lines(String(decoding: bytes, as: UTF8.self)) { try desk.printer.line("  " + line) }
  }
}

/// `outbox retry`.
struct OutboxRetryCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Queue failed or cancelled mails again.",
    discussion: "  servicedesk outbox retry 7 8")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Rows' numbers.", valueName: "row")) var rows: [String]

  func run(_ desk: Wiring) throws {
    try OutboxAnswer(desk: desk).change(rows, "queued again: \(desk.deliveryAdvice())") {
      work, row, actor, transaction in
      try work.retryOutbox(row, by: actor, in: transaction)
    }
  }
}

/// `outbox cancel`.
struct OutboxCancelCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Take mails out that have not left.",
    discussion: "  servicedesk outbox cancel 7")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Rows' numbers.", valueName: "row")) var rows: [String]

  func run(_ desk: Wiring) throws {
    try OutboxAnswer(desk: desk).change(rows, "cancelled") { work, row, actor, transaction in
      try work.cancelOutbox(row, by: actor, in: transaction)
    }
  }
}
