import ArgumentParser
import Desk
import Mailbox

/// `ingest`: takes in waiting mail.
struct IngestCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Take in waiting mail.",
    discussion: """
      A MAILBOX is maildir:PATH, mbox:PATH, imaps://USER@HOST/FOLDER or - (one message on standard input, for a mail \
      server's pipe). Without one, those of the configuration. What lies finished in a mailbox when it is met for the \
      first time is recorded and not taken in; --all takes it in too.

        servicedesk ingest maildir:/var/mail/support
        servicedesk ingest --dry-run --json
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Mailboxes.", valueName: "mailbox"))
  var mailboxes: [String] = []

  @Flag(help: "Stay, and take mail in as it comes.")
  var watch = false

  @Flag(name: .customLong("dry-run"), help: "Decide and explain, changing nothing.")
  var dryRun = false

  @Flag(name: .customLong("no-notices"), help: "Write to nobody.")
  var withoutNotices = false

  @Flag(help: "Record all that is there as ignored.")
  var baseline = false

  @Flag(help: "Take in old mail too when a mailbox is met for the first time.")
  var all = false

  /// What flags cannot be given together.
  ///
  /// - Throws: `UsageError`.
  func check() throws {
    if dryRun, watch { throw UsageError("--dry-run and --watch cannot be given together") }
    if baseline, all { throw UsageError("--baseline and --all cannot be given together") }
    if dryRun, mailboxes.contains("-") {
      throw UsageError(
        "--dry-run changes nothing, and - stores first; explain a file instead: servicedesk explain FILE")
    }
  }

  func run(_ desk: Wiring) throws {
    try check()
    let taking = try TakingIn(self, desk)
    if watch {
      try WatchLoop(taking: taking, desk: desk).run()
    } else {
      let outcome = try taking.once()
      try IntakeAnswer(desk: desk, store: taking.store, isDryRun: dryRun).print(outcome.report)
      if let status = outcome.status { throw ExitCode(status) }
    }
  }
}
