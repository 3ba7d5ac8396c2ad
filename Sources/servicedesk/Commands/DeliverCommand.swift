import ArgumentParser
import Courier
import Desk
import Store

/// `deliver`: sends what is due in the outbox, once.
struct DeliverCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliver",
    abstract: "Send what waits in the outbox.",
    discussion: """
      Mail goes where courier.url says; without one, into the maildir `outgoing` beside the database. What the hourly caps \
      hold back stays queued, and so does what a server has put off until its next attempt is due, unless --now is given.
      Where nobody watches (no terminal), a relay that stays away for one reason is complained of once.

        servicedesk deliver
        servicedesk deliver --now
        servicedesk deliver --smtp smtp://relay.example:587
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("Another way out for this run: smtp://, smtps:// or maildir:.", valueName: "url"))
  var smtp: String?

  @Flag(name: .customLong("dry-run"), help: "Show what would be sent, changing nothing.")
  var dryRun = false

  @Flag(name: .customLong("now"), help: "Try again at once what a server has put off.")
  var hurries = false

  func run(_ desk: Wiring) throws {
    let route = try desk.courier(overriddenBy: smtp)
    if dryRun { return try showDue(desk, route) }
    let store = try desk.storeForWriting()
    if hurries { try store.write { try $0.hurryOutbox() } }
    let known = desk.screen.isTerminal ? [] : try store.reasonsToWait()
    let stop = StopSignal.install()
    let round = DeliveryRound(
      store: store, route: route, connections: desk.config.courier.connections, caps: desk.caps,
      shouldStop: { stop.isSet })
    let report = try round.run()
    try say(report, route, desk, known: known)
  }

  /// - Parameter known: why mail waited before: what was said then need not be said each minute.
  private func say(_ report: DeliveryReport, _ route: CourierRoute, _ desk: Wiring, known: Set<String>) throws {
    if options.json {
      try desk.printer.json(report.json)
    } else if desk.screen.isTerminal {
      try desk.printer.line(Self.sentence(report))
    } else if report.failed > 0 {
      desk.printer.remark("\(Self.sentence(report)); see: servicedesk outbox list --state failed")
    }
    guard let because = report.unavailable else { return }
    if !known.contains(because) {
      desk.printer.remark("\(route.name) cannot be used: \(because); \(Figure.counted(report.waiting, "mail")) kept")
    }
    throw ExitCode(ExitStatus.unavailable)
  }

  static func sentence(_ report: DeliveryReport) -> String {
    let held = report.held > 0 ? ", \(Figure.grouped(report.held)) held back by the hourly caps" : ""
    let sent = Figure.grouped(report.sent)
    return "\(sent) sent, \(Figure.grouped(report.waiting)) waiting, \(Figure.grouped(report.failed)) failed\(held)"
  }

  private func showDue(_ desk: Wiring, _ route: CourierRoute) throws {
    let store = try desk.storeForReading()
    var filter = OutboxFilter()
    filter.state = .queued
    filter.limit = 0
    let now = desk.now()
    let due = try store.outbox(filter).filter { row in
      (row.nextAttemptAt ?? now) <= now || hurries && row.attempts > 0
    }.reversed()
    if options.json {
      for row in due { try desk.printer.json(.object(JSONForm.outbox(row))) }
      return
    }
    if !due.isEmpty {
      for line in OutboxTable(screen: desk.screen, now: now).lines(Array(due)) { try desk.printer.line(line) }
    }
    try desk.printer.line("\(Figure.counted(due.count, "mail")) would go to \(route.name).")
  }
}
