import ArgumentParser
import Desk
import Store

/// `audit`: the chain of events.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "The log of all that was done, and the proof that nobody edited it.",
    discussion: """
      Each event's hash covers the one before. That is evidence against quiet edits, not against somebody who may rewrite \
      the whole file: keep `audit head` elsewhere for that.

        servicedesk audit verify --expect "$(cat yesterday.head)"
      """,
    subcommands: [AuditLogCommand.self, AuditHeadCommand.self, AuditVerifyCommand.self])
}

/// `audit log`.
struct AuditLogCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Show events, newest first.",
    discussion: "  servicedesk audit log --ticket 12\n  servicedesk audit log --since today --limit 0")

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("Only those of a ticket.", valueName: "ticket"))
  var ticket: String?

  @Option(help: ArgumentHelp("Only those since \(TimeWord.forms).", valueName: "when"))
  var since: String?

  @Option(help: ArgumentHelp("How many; 0 is all.", valueName: "number"))
  var limit = 50

  func run(_ desk: Wiring) throws {
    guard limit >= 0 else { throw UsageError("--limit is a number from 0, which is all") }
    let since = try since.map { try TimeWord.since($0, now: desk.now()) }
    let events = try desk.storeForReading().eventLog(
      ticket: try ticket.map(Named.ticket), since: since, limit: limit)
    if options.json {
      for event in events { try desk.printer.json(JSONForm.event(event)) }
      return
    }
    var table = TablePrinter(
      [
        .init("SEQ", isNumber: true), .init("AT"), .init("WHO", most: 16), .init("TICKET"), .init("WHAT"),
        .init("DETAILS"),
      ], screen: desk.screen)
    for event in events {
      let details = event.details.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
      table.add([
        .init(String(event.sequence)), .init(LocalTime.exact(event.at)), .init(event.actor),
        .init(event.ticket?.description ?? "–"), .init(event.kind.rawValue), .init(details),
      ])
    }
    if !events.isEmpty { for line in table.lines() { try desk.printer.line(line) } }
    let isCut = limit > 0 && events.count == limit
    try desk.printer.line("\(Figure.counted(events.count, "event")), newest first.\(isCut ? " More: --limit 0" : "")")
  }
}

/// `audit head`.
struct AuditHeadCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "head", abstract: "Print the last event as SEQ:HASH, to be kept elsewhere.",
    discussion: "  servicedesk audit head | mail -s head safe@elsewhere.example")

  @OptionGroup var options: GlobalOptions

  func run(_ desk: Wiring) throws {
    let head = try desk.storeForReading().auditHead()
    guard options.json else { return try desk.printer.line(head.description) }
    try desk.printer.json(
      .object([.init("seq", .integer(head.sequence)), .init("hash", .string(Hex.text(head.hash)))]))
  }
}

/// `audit verify`.
struct AuditVerifyCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Follow the chain, and name the first event changed, removed or put in.",
    discussion: """
      Exit code 0 when the chain is whole, 65 when it is not.

        servicedesk audit verify --expect 1209:5f2c…
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("A head that was kept: finds a tail cut off.", valueName: "seq:hash"))
  var expect: String?

  func run(_ desk: Wiring) throws {
    let expected = try expect.map { text in
      guard let head = AuditHead(parsing: text) else {
        throw UsageError("'\(text)' is no head: it is what servicedesk audit head prints, SEQ:HASH")
      }
      return head
    }
    let report = try desk.storeForReading().verifyAudit(expecting: expected)
    if options.json {
      try desk.printer.json(
        .object([
          .init("ok", .bool(report.isWhole)), .init("events", .integer(Int64(report.events))),
          .init("head", .string(report.head.description)),
          .init("first_bad", report.firstBad.map { .integer($0) } ?? .null),
        ]))
    } else {
      try desk.printer.line(report.sentence)
    }
    if !report.isWhole { throw ExitCode(ExitStatus.badData) }
  }
}
