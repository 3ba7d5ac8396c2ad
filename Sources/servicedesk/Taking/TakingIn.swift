import Desk
import Intake
import Mailbox
import Store
import Work

/// One `ingest`: a round over each mailbox.
struct TakingIn {
  let command: IngestCommand
  let desk: Wiring
  let store: TicketStore
  let work: DeskWork
  let progress: ProgressBar

  /// What a run over all mailboxes gave.
  struct Outcome {
    var report = IntakeReport()
    /// The exit code of the first trouble; nil where there was none.
    var status: Int32?
  }

  init(_ command: IngestCommand, _ desk: Wiring) throws {
    self.command = command
    self.desk = desk
    try Self.checkSomeMailbox(command, desk)
    store = try command.dryRun ? desk.storeForTrying() : desk.storeForWriting()
    work = try desk.work(store)
    progress = ProgressBar()
  }

  /// A slip in the only mailbox's name must not leave a database behind.
  private static func checkSomeMailbox(_ command: IngestCommand, _ desk: Wiring) throws {
    var trouble: (any Error)?
    for name in try mailboxNames(command, desk) {
      do {
        _ = try desk.open(name)
        return
      } catch {
        trouble = trouble ?? error
      }
    }
    if let trouble { throw trouble }
  }

  /// A round over each mailbox; one that is in trouble does not keep the others waiting.
  ///
  /// - Throws: `StoreError`, which ends it all; nothing is acknowledged that is not stored.
  func once() throws -> Outcome {
    var outcome = Outcome()
    let names = try mailboxNames()
    for name in names {
      do {
        outcome.report.add(try round(name))
      } catch let error as MailboxError {
        progress.clear()
        if let line = Launch.line(for: error) { desk.printer.warn(line) }
        outcome.status = outcome.status ?? ExitStatus.of(error)
      }
    }
    progress.clear()
    for unreadable in outcome.report.unreadable {
      desk.printer.remark("\(unreadable.key) was not taken in: \(unreadable.reason)")
    }
    if !outcome.report.unreadable.isEmpty { outcome.status = outcome.status ?? ExitStatus.ioError }
    return outcome
  }

  /// The mailboxes named, else the configured ones, and the spool of piped mail where there is one.
  func mailboxNames() throws -> [String] { try Self.mailboxNames(command, desk) }

  private static func mailboxNames(_ command: IngestCommand, _ desk: Wiring) throws -> [String] {
    var names = command.mailboxes
    if names.isEmpty { names = desk.config.mailboxes.map(\.url.description) }
    let spool = MailboxURL.standardInput.description
    if !names.contains(spool), Spool.exists(besideDatabase: desk.database) { names.append(spool) }
    guard !names.isEmpty else {
      throw UsageError(
        "no mailbox to take mail from: name one, such as maildir:/var/mail/support, or give a queue its mailboxes in "
          + (desk.config.file ?? ConfigFile.name))
    }
    return names
  }

  /// One round over one mailbox.
  func round(_ name: String) throws -> IntakeReport {
    try round(desk.open(name))
  }

  /// - Parameter shouldStop: asked before each batch.
  func round(
    _ mailbox: Wiring.OpenMailbox, recordsQuietRounds: Bool = true,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> IntakeReport {
    var options = IntakeOptions()
    options.maxSize = desk.config.intake.maxSize
    options.notices = !command.withoutNotices
    options.takeAll = command.all
    options.baseline = command.baseline
    options.dryRun = command.dryRun
    options.queue = mailbox.queue
    options.recordsQuietRounds = recordsQuietRounds
    let examiner = MailExaminer(desk: desk, mailbox: mailbox.source.name)
    let round = IntakeRound(
      store: store, work: work, rules: work.rules, source: mailbox.source, options: options,
      examine: examiner.examine, progress: progress.show, shouldStop: shouldStop)
    return try round.run()
  }
}
