import Courier
import Desk
import Glibc
import Mailbox
import Store

/// Looks at everything that a desk needs, one thing a function; nothing is changed but what is put back at once.
struct Checkup {
  let desk: Wiring
  private let now: Instant

  init(_ desk: Wiring) {
    self.desk = desk
    now = desk.now()
  }

  func run() -> CheckReport {
    var findings = [config(), clock()]
    switch Result(catching: { try desk.storeForReading().deskStatistics() }) {
    case .success(let statistics):
      findings += database(statistics)
      findings.append(disk())
      findings += mailboxes(statistics)
      findings += courier(statistics)
      findings += operators()
      findings.append(serve())
      findings += aside(statistics)
    case .failure(let error):
      let isMissing = (error as? StoreError)?.code == .noDatabase
      findings.append(
        Finding(
          isMissing ? .warn : .fail, "database", "\(error)",
          advice: isMissing ? "servicedesk init, or the first ingest makes it" : nil))
      findings.append(disk())
      findings += mailboxes(nil)
      findings += courier(nil)
    }
    return CheckReport(findings: findings)
  }

  private func config() -> Finding {
    let queues = Figure.counted(desk.config.settings.queues.count, "queue")
    guard let file = desk.config.file else {
      return Finding(.ok, "config", "none: defaults, \(queues), \(desk.config.settings.queues[0].address)")
    }
    do {
      if let templates = desk.config.templates { _ = try TemplateFolder.read(desk.config.resolved(templates)) }
    } catch {
      return Finding(
        .fail, "config", "\(file): \(error)", advice: "mend the template, or set notices.templates to null")
    }
    return Finding(.ok, "config", "\(file), \(queues)")
  }

  /// Mail from the future and service levels both believe this machine's clock.
  private func clock() -> Finding {
    let time = LocalTime.exact(now)
    if now < Instant(seconds: 1_767_225_600) {
      return Finding(.fail, "clock", "\(time): that is in the past", advice: "set the clock: due times depend on it")
    }
    // What systemd-timesyncd and its like leave behind when they have set the clock.
    let isSynchronised = access("/run/systemd/timesync/synchronized", F_OK) == 0
    return Finding(.ok, "clock", isSynchronised ? "\(time), synchronised" : time)
  }

  private func database(_ statistics: DeskStatistics) -> [Finding] {
    let size = Figure.bytes(statistics.bytes)
    let text =
      "\(desk.database), \(size), \(Figure.counted(statistics.tickets, "ticket")), schema \(statistics.schemaVersion)"
    do {
      // The writer's own setting can only be read on a writer.
      let store = try TicketStore.open(at: desk.database, mode: .write, now: desk.now)
      let synchronous = try store.deskStatistics().synchronous
      guard synchronous == 2 else {
        return [
          Finding(
            .fail, "database", "\(text), synchronous \(synchronous ?? -1)",
            advice: "this is a fault of the program: report it")
        ]
      }
    } catch {
      return [
        Finding(
          .fail, "database", "\(text): \(error)", advice: "check the owner and mode of the file and its directory")
      ]
    }
    var mode = stat()
    if stat(desk.database, &mode) == 0, mode.st_mode & 0o077 != 0 {
      return [
        Finding(
          .warn, "database", "\(text), synchronous FULL, but others may read it", advice: "chmod 600 \(desk.database)*")
      ]
    }
    return [Finding(.ok, "database", "\(text), synchronous FULL")]
  }

  private func disk() -> Finding {
    var disk = statvfs()
    guard statvfs(desk.databaseFolder, &disk) == 0 else {
      return Finding(
        .fail, "disk", "\(desk.databaseFolder): \(String(cString: strerror(errno)))", advice: "make the folder")
    }
    let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    let text = "\(Figure.bytes(free)) free in \(desk.databaseFolder)"
    if free < 50_000_000 {
      return Finding(.fail, "disk", text, advice: "free some space: no mail can be taken in soon")
    }
    if free < 500_000_000 || disk.f_ffree < 10_000 && disk.f_files > 0 {
      return Finding(.warn, "disk", text, advice: "free some space before mail has to wait")
    }
    return Finding(.ok, "disk", text)
  }

  private func mailboxes(_ statistics: DeskStatistics?) -> [Finding] {
    let names =
      desk.config.mailboxes.map(desk.name(of:))
      + (Spool.exists(besideDatabase: desk.database) ? ["-"] : [])
    guard !names.isEmpty else {
      return [
        Finding(
          .warn, "mailbox", "none is configured",
          advice: "add mailboxes to a queue, or name one: servicedesk ingest maildir:PATH")
      ]
    }
    return names.flatMap { mailbox($0, statistics) }
  }

  private func mailbox(_ name: String, _ statistics: DeskStatistics?) -> [Finding] {
    do {
      let source = try desk.open(name).source
      let listing = try source.waiting()
      try source.checkAcknowledgement()
      let keys = listing.mail.map(\.key.name)
      let waiting =
        statistics == nil ? keys.count : try desk.storeForReading().keysNotInLedger(keys, mailbox: source.name).count
      let state = statistics?.mailboxes.first { $0.name == source.name }
      let standing = standing(source.name, waiting: waiting, listing.unreadable, state?.polledAt)
      return [standing] + (try source.missingFolder().map { [missing($0, of: source.name)] } ?? [])
    } catch let error as MailboxError where error.code == .crowded || error.code == .busy {
      return [
        Finding(
          .warn, "mailbox", "\(error)",
          advice:
            "serve may have the connections that the server allows the account: let it allow one more than folders")
      ]
    } catch {
      return [
        Finding(.fail, "mailbox", "\(error)", advice: "\(name): mend it, or correct the mailbox in the configuration")
      ]
    }
  }

  private func missing(_ folder: String, of mailbox: String) -> Finding {
    Finding(
      .warn, "mailbox", "\(mailbox): the folder '\(folder)' that its after names is not there",
      advice: "it is made with the first message that moves there: if the name is a slip, correct after")
  }

  private func standing(_ name: String, waiting: Int, _ unreadable: [UnreadableMail], _ polled: Instant?) -> Finding {
    let last = polled.map { "last taken in \(RelativeTime.ago($0, now: now))" } ?? "never taken in"
    let text = "\(name): \(Figure.grouped(waiting)) waiting, \(last)"
    if let first = unreadable.first {
      return Finding(
        .warn, "mailbox", "\(text); \(Figure.counted(unreadable.count, "thing")) there cannot be read",
        advice: "\(first.name) \(first.reason): move it away, or let this user read it")
    }
    let isLate = polled.map { now.since($0) > .hours(1) } ?? true
    if waiting > 0, isLate {
      return Finding(.warn, "mailbox", text, advice: "servicedesk ingest, and serve or a timer that runs it")
    }
    return Finding(.ok, "mailbox", text)
  }

  private func courier(_ statistics: DeskStatistics?) -> [Finding] {
    let waits = statistics.flatMap { $0.outbox.waiting > 0 ? $0 : nil }.map { statistics in
      let oldest = statistics.oldestWaiting.map { ", the oldest for \(RelativeTime.long(now.since($0).seconds))" } ?? ""
      return
        "\(Figure.counted(statistics.outbox.waiting, "mail")) wait\(statistics.outbox.waiting == 1 ? "s" : "")\(oldest)"
    }
    do {
      let route = try desk.courier()
      do {
        try route.check()
      } catch {
        return [
          Finding(
            .fail, "courier", "\(error)",
            advice: ["check courier in the configuration and the relay", waits].compactMap { $0 }.joined(
              separator: "; "))
        ]
      }
      let isLate = statistics?.oldestWaiting.map { now.since($0) > .hours(1) } ?? false
      var findings = [
        Finding(
          isLate ? .warn : .ok, "courier", [route.name, waits].compactMap { $0 }.joined(separator: ", "),
          advice: isLate ? lateAdvice : nil)
      ]
      if let failed = statistics?.outbox.failed, failed > 0 {
        findings.append(
          Finding(
            .warn, "outbox", "\(Figure.counted(failed, "mail")) failed",
            advice: "servicedesk outbox list --state failed; try again: servicedesk outbox retry ROW"))
      }
      return findings
    } catch {
      return [
        Finding(
          .fail, "courier", "\(error)",
          advice: ["correct courier in the configuration", waits].compactMap { $0 }.joined(separator: "; "))
      ]
    }
  }

  private var lateAdvice: String {
    desk.isServed
      ? "serve is at work and sends it: its log says what is wrong"
      : "servicedesk deliver, and serve or a timer that runs it"
  }

  /// An address may have become one of the desk's own since its operator was given it.
  private func operators() -> [Finding] {
    let settings = desk.config.settings
    let all = (try? desk.storeForReading().operators()) ?? []
    return all.filter { !$0.isDisabled && ($0.address.map(settings.isOurs) ?? false) }.map { one in
      Finding(
        .warn, "operators",
        "\(one.name)'s address \(one.address?.original ?? "") is an address of this desk: no mail goes there",
        advice: "give \(one.name) an address of their own, or take it out of the queues' addresses and aliases")
    }
  }

  private func serve() -> Finding {
    guard let found = ServePresence.found(besideDatabase: desk.database) else {
      return Finding(.ok, "serve", "not running: mail moves when ingest and deliver are run")
    }
    return Finding(.ok, "serve", "running as process \(found.process), \(found.url)")
  }

  private func aside(_ statistics: DeskStatistics) -> [Finding] {
    var findings: [Finding] = []
    let quarantined = statistics.intake[.quarantined] ?? 0
    findings.append(
      quarantined == 0
        ? Finding(.ok, "quarantine", "empty")
        : Finding(
          .warn, "quarantine", Figure.counted(quarantined, "message"),
          advice: "servicedesk intake list --disposition quarantined"))
    findings.append(
      statistics.unmatchedBounces == 0
        ? Finding(.ok, "bounces", "every bounce belongs to a mail of ours")
        : Finding(
          .warn, "bounces", "\(Figure.counted(statistics.unmatchedBounces, "bounce")) of mail that we did not send",
          advice: "somebody may write in your name: look at servicedesk intake list --disposition bounce"))
    return findings
  }
}
