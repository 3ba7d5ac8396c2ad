import Desk
import Intake
import Store

/// What `ingest` says: the totals, the tickets that matter most, and what was put aside.
struct IntakeAnswer {
  let desk: Wiring
  let store: TicketStore
  let isDryRun: Bool

  private static let mostTickets = 10
  private static let mostQuarantined = 5

  func print(_ report: IntakeReport) throws {
    if desk.options.json {
      for decision in report.decisions { try desk.printer.json(JSONForm.intake(decision)) }
      return try desk.printer.json(report.json)
    }
    // Under cron silence means that all is well; a decision that was asked for is no noise.
    if isDryRun { try printDecisions(report) }
    if isDryRun || desk.screen.isTerminal {
      try desk.printer.line(Self.sentence(report))
      try printOpened(report)
    }
    try printQuarantined(report)
    if report.closed > 0, desk.screen.isTerminal {
      try desk.printer.line("\(Figure.counted(report.closed, "resolved ticket")) closed by age.")
    }
  }

  /// `43 messages: 31 opened, 7 added to tickets, 1 quarantined`.
  static func sentence(_ report: IntakeReport) -> String {
    guard report.read > 0 else { return "No new messages." }
    let words: [(Disposition, String, String)] = [
      (.opened, "opened", "opened"), (.appended, "added to tickets", "added to tickets"),
      (.bounce, "bounce", "bounces"), (.autoReply, "automatic reply", "automatic replies"),
      (.duplicate, "duplicate", "duplicates"), (.loop, "of our own", "of our own"),
      (.ignored, "ignored", "ignored"), (.quarantined, "quarantined", "quarantined"),
    ]
    let parts = words.compactMap { disposition, one, many in
      report[disposition] > 0 ? Figure.counted(report[disposition], one, many) : nil
    }
    return "\(Figure.counted(report.read, "message")): " + parts.joined(separator: ", ")
  }

  private func printOpened(_ report: IntakeReport) throws {
    guard !report.opened.isEmpty, !isDryRun else { return }
    let tickets = try report.opened.compactMap { try store.ticket($0) }.sorted {
      ($0.priority.rank, $0.id) < ($1.priority.rank, $1.id)
    }
    var table = TablePrinter(
      [.init(""), .init(""), .init(""), .init("", most: 24), .init("")], screen: desk.screen, hasTitles: false)
    for ticket in tickets.prefix(Self.mostTickets) {
      let paint: Paint? = ticket.priority == .high ? .yellow : nil
      table.add([
        .init(""), .init(ticket.id.description, paint), .init(ticket.priority.rawValue, paint),
        .init(ticket.requester.shown), .init(ticket.subject.isEmpty ? "(no subject)" : ticket.subject),
      ])
    }
    for line in table.lines() { try desk.printer.line(line) }
    let more = report[.opened] - min(tickets.count, Self.mostTickets)
    if more > 0 { try desk.printer.line("  … \(Figure.grouped(more)) more: servicedesk list --since today") }
  }

  private func printQuarantined(_ report: IntakeReport) throws {
    guard !isDryRun else { return }
    for row in report.quarantined.prefix(Self.mostQuarantined) {
      guard let entry = try store.intakeEntry(row) else { continue }
      let line = "quarantined: \(entry.key): \(QuarantineReason.sentence(entry))"
      // Of one that is too large there are no bytes to let in: its ticket says where they are.
      let next = entry.rawDigest == nil ? "" : "     let it in: servicedesk intake release \(row)"
      let advice = "  look at it: servicedesk intake show \(row)" + next
      if desk.screen.isTerminal {
        try desk.printer.line(Harmless.line(line))
        try desk.printer.line(advice)
      } else if QuarantineReason.isTrouble(entry) {
        desk.printer.remark("\(line); look at it: servicedesk intake show \(row)")
      }
    }
    let more = report[.quarantined] - Self.mostQuarantined
    if more > 0, desk.screen.isTerminal {
      try desk.printer.line("… \(Figure.grouped(more)) more: servicedesk intake list --disposition quarantined")
    }
  }

  private func printDecisions(_ report: IntakeReport) throws {
    for entry in report.decisions {
      try desk.printer.line(Harmless.line("\(entry.key): \(DispositionText.of(entry))"))
      for line in EvidenceText.lines(entry.evidence, screen: desk.screen) { try desk.printer.line(line) }
    }
  }
}

/// Why a message was put aside, in words.
enum QuarantineReason {
  static func sentence(_ entry: IntakeEntry) -> String {
    let found = entry.evidence.last { $0.effect != "no" }?.because
    let detail = found.map { " (\($0))" } ?? ""
    guard let reason = entry.reason else { return "put aside\(detail)" }
    if reason == "spam" { return found ?? "marked as spam by the mail server" }
    if reason == "oversize" {
      let ticket = entry.ticket.map { ", and \($0) holds its beginning" } ?? ""
      return "too large; its file stays where it is\(ticket)\(detail)"
    }
    if reason == "rule" { return "a rule of the configuration\(detail)" }
    if reason.hasPrefix("attempts") { return "it ended the program each time it was read (\(reason))" }
    return reason
  }

  /// Whether the desk itself could not cope: worth a line in a log, where spam is not.
  static func isTrouble(_ entry: IntakeEntry) -> Bool {
    entry.reason?.hasPrefix("attempts") == true || entry.reason?.hasPrefix("error") == true
  }
}
