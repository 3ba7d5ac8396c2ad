import ArgumentParser
import Desk
import Mailbox
import Store

/// `reconcile`: the proof that nothing is lost.
struct ReconcileCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Prove that every message is in the ledger, and every ledger row has its ticket and bytes.",
    discussion: """
      Exit code 0 when it holds, 65 with a line for each thing that does not. Messages that wait are counted.

        servicedesk reconcile
        servicedesk reconcile maildir:/var/mail/support
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Mailboxes; all that the ledger and the configuration know else.", valueName: "mailbox"))
  var mailboxes: [String] = []

  func run(_ desk: Wiring) throws {
    let store = try desk.storeForReading()
    var checked = 0
    var waiting = 0
    var findings: [Problem] = []
    if mailboxes.isEmpty {
      let all = try store.reconcile(mailbox: nil, present: [])
      checked += all.checked
      findings += all.findings.map(Problem.init)
    }
    try desk.forEachMailbox(mailboxes) { mailbox in
      let name = mailbox.source.name
      let listing = try mailbox.source.waiting()
      let keys = listing.mail.map(\.key.name)
      findings += listing.unreadable.map { Problem(mailbox: name, key: $0.name, problem: $0.reason, ticket: nil) }
      if mailboxes.isEmpty {
        waiting += try store.keysNotInLedger(keys, mailbox: name).count
      } else {
        let report = try store.reconcile(mailbox: name, present: keys)
        // Those that wait have no row yet: they are counted, not checked.
        checked += report.checked - report.waiting.count
        waiting += report.waiting.count
        findings += report.findings.map(Problem.init)
      }
    }
    try say(checked, waiting, findings, desk)
    if !findings.isEmpty { throw ExitCode(ExitStatus.badData) }
  }

  /// Something that does not hold: in the ledger, or in the mailbox itself.
  private struct Problem {
    var mailbox: String
    var key: String
    var problem: String
    var ticket: TicketID?

    init(mailbox: String, key: String, problem: String, ticket: TicketID?) {
      self.mailbox = mailbox
      self.key = key
      self.problem = problem
      self.ticket = ticket
    }

    init(_ finding: ReconcileReport.Finding) {
      self.init(mailbox: finding.mailbox, key: finding.key, problem: finding.problem, ticket: finding.ticket)
    }
  }

  private func say(_ checked: Int, _ waiting: Int, _ findings: [Problem], _ desk: Wiring) throws {
    if options.json {
      for finding in findings {
        try desk.printer.json(
          .object([
            .init("mailbox", .string(finding.mailbox)), .init("key", .string(finding.key)),
            .init("problem", .string(finding.problem)), .init("ticket", .ticket(finding.ticket)),
          ]))
      }
      return try desk.printer.json(
        .object([
          .init("checked", .integer(Int64(checked))), .init("waiting", .integer(Int64(waiting))),
          .init("problems", .integer(Int64(findings.count))),
        ]))
    }
    for finding in findings {
      let ticket = finding.ticket.map { " (\($0))" } ?? ""
      try desk.printer.line(Harmless.line("\(finding.mailbox) \(finding.key): \(finding.problem)\(ticket)"))
    }
    try desk.printer.line(
      "\(Figure.counted(checked, "message")) checked, \(Figure.grouped(waiting)) waiting, "
        + (findings.isEmpty ? "nothing missing" : Figure.counted(findings.count, "problem")))
  }
}
