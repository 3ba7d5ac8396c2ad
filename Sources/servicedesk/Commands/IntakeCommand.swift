import ArgumentParser
import Desk
import Mailbox
import Store
import Work

/// `intake`: the ledger of what became of each message.
struct IntakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intake",
    abstract: "The ledger: what became of each message.",
    discussion: """
        servicedesk intake list --disposition quarantined
        servicedesk intake release 43
      """,
    subcommands: [
      IntakeListCommand.self, IntakeShowCommand.self, IntakeReleaseCommand.self, IntakeRetryCommand.self,
      IntakeDiscardCommand.self,
    ])
}

/// `intake list`.
struct IntakeListCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show ledger rows, newest first.",
    discussion: "  servicedesk intake list --disposition quarantined --since 7d")

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "opened, appended, duplicate, bounce, auto-reply, loop, ignored or quarantined.", valueName: "word"))
  var disposition: String?

  @Option(help: ArgumentHelp("Only those of a mailbox.", valueName: "mailbox"))
  var mailbox: String?

  @Option(help: ArgumentHelp("Only those since \(TimeWord.forms).", valueName: "when"))
  var since: String?

  @Option(help: ArgumentHelp("How many; 0 is all.", valueName: "number"))
  var limit = 50

  func run(_ desk: Wiring) throws {
    guard limit >= 0 else { throw UsageError("--limit is a number from 0, which is all") }
    var filter = IntakeFilter()
    filter.disposition = try disposition.map { try Named.value($0, "disposition", "Dispositions") }
    filter.mailbox = mailbox.map { name in (try? desk.open(name))?.source.name ?? name }
    filter.since = try since.map { try TimeWord.since($0, now: desk.now()) }
    filter.limit = limit
    let store = try desk.storeForReading()
    let entries = try store.intake(filter)
    if options.json {
      for entry in entries {
        for row in try IntakeHeadline.all(of: [entry], in: store) { try desk.printer.json(row.json) }
      }
      return
    }
    guard !entries.isEmpty else { return try desk.printer.line("No such rows.") }
    let rows = try IntakeHeadline.all(of: entries, in: store)
    for line in table(rows, desk).lines() { try desk.printer.line(line) }
    let isCut = limit > 0 && entries.count == limit
    try desk.printer.line(
      "\(Figure.counted(entries.count, "row"))\(isCut ? " or more" : ""), newest first."
        + " One with its evidence: servicedesk intake show ROW" + (isCut ? " More: --limit 0" : ""))
  }

  /// Where the words of a message are not at hand, its key has to do.
  private func table(_ rows: [IntakeHeadline], _ desk: Wiring) -> TablePrinter {
    var table = TablePrinter(
      [
        .init("ROW", isNumber: true), .init("AT"), .init("DISPOSITION"), .init("TICKET"), .init("REASON", most: 20),
        .init("FROM", most: 16), .init("SUBJECT"),
      ], screen: desk.screen)
    for row in rows {
      let entry = row.entry
      table.add([
        .init(String(entry.id)), .init(LocalTime.short(entry.at, now: desk.now())),
        .init(entry.disposition.rawValue, entry.disposition == .quarantined ? .yellow : nil),
        .init(entry.ticket?.description ?? "–"), .init(DispositionText.reason(of: entry) ?? ""),
        .init(row.from ?? "–"), .init(row.subject ?? entry.key),
      ])
    }
    return table
  }
}

/// `intake show`.
struct IntakeShowCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a ledger row with its evidence, and the message's own words.",
    discussion: "  servicedesk intake show 43\n  servicedesk intake show 43 --raw > message.eml")

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The row's number.", valueName: "row"))
  var row: String

  @Flag(help: "Write the message as it came, byte for byte.")
  var raw = false

  func run(_ desk: Wiring) throws {
    let number = try Named.row(row)
    let store = try desk.storeForReading()
    guard let entry = try store.intakeEntry(number) else {
      throw Refusal(.unknownRow, "there is no intake row \(number)", advice: "see: servicedesk intake list")
    }
    let headline = try AsideHeadline.all(of: [entry], in: store)[entry.id]
    let page = IntakeHeadline(entry: entry, headline: headline)
    if options.json, !raw { return try desk.printer.json(page.json) }
    let bytes = try store.rawMessage(ofIntake: number)
    if raw {
      guard let bytes else {
        throw Refusal(.unknownRow, "intake row \(number) has no bytes (\(entry.reason ?? entry.disposition.rawValue))")
      }
      return try desk.printer.write(bytes)
    }
    for line in IntakePageText(row: page, bytes: bytes, screen: desk.screen, now: desk.now()).lines() {
      try desk.printer.line(line)
    }
  }
}

/// `intake release`.
struct IntakeReleaseCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Let messages in that were quarantined or ignored.",
    discussion: """
      They are decided again as if nothing spoke against them: neither a mark of spam nor a rule.

        servicedesk intake release 43
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Rows' numbers.", valueName: "row")) var rows: [String]

  func run(_ desk: Wiring) throws {
    try LedgerAnswer(desk: desk).change(rows) { work, rows, actor in try work.release(rows, by: actor) }
  }
}

/// `intake retry`.
struct IntakeRetryCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Decide messages again by all rules, as after a changed configuration.",
    discussion: "  servicedesk intake retry 43")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Rows' numbers.", valueName: "row")) var rows: [String]

  func run(_ desk: Wiring) throws {
    try LedgerAnswer(desk: desk).change(rows) { work, rows, actor in try work.retry(rows, by: actor) }
  }
}

/// `intake discard`.
struct IntakeDiscardCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Put quarantined messages away; release brings one back.",
    discussion: """
      Their rows become ignored (discarded). The bytes stay in the database, for release and retry.

        servicedesk intake discard 43
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Rows' numbers.", valueName: "row")) var rows: [String]

  func run(_ desk: Wiring) throws {
    try LedgerAnswer(desk: desk).change(rows) { work, rows, actor in try work.discard(rows, by: actor) }
  }
}
