import ArgumentParser
import Desk
import Foundation
import Store

/// `stats`: how the desk did lately.
struct StatsCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show how the desk did: opened, resolved, how fast, how much on time.",
    discussion: """
      Days are those of the desk's time zone. First responses and resolutions are counted on the day they were given, a \
      ticket closed without being resolved as resolved.

        servicedesk stats
        servicedesk stats --since 7d --queue billing
        servicedesk stats --since 2026-11-01 --json
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("From when: \(TimeWord.forms). Default: 30 days.", valueName: "when"))
  var since: String?

  @Option(help: ArgumentHelp("Only tickets of a queue.", valueName: "name"))
  var queue: String?

  func run(_ desk: Wiring) throws {
    let store = try desk.storeForReading()
    let queue = try queue.map { try desk.known(queue: $0, store) }
    let zone = TimeZone(identifier: desk.config.timezone) ?? .gmt
    let now = desk.now()
    let period =
      try since.map { ReportPeriod(since: try TimeWord.since($0, now: now), until: now, in: zone) }
      ?? ReportPeriod(days: 30, until: now, in: zone)
    let report = try store.report(over: period, before: period.before(in: zone), queue: queue)
    let statistics = try store.deskStatistics()
    if options.json {
      let members =
        JSONForm.report(report, timezone: desk.config.timezone, now: now)
        + [
          .init("outbox", JSONForm.outboxStanding(statistics.outbox)),
          .init("quarantined", .integer(Int64(statistics.intake[.quarantined] ?? 0))),
        ]
      return try desk.printer.json(.object(members))
    }
    for line in ReportText(screen: desk.screen).lines(report) + [mail(statistics)] { try desk.printer.line(line) }
  }

  private func mail(_ statistics: DeskStatistics) -> String {
    let outbox = statistics.outbox
    let parts = [
      (outbox.waiting + outbox.sending, "waiting"), (outbox.held, "held back"), (outbox.failed, "failed"),
      (statistics.intake[.quarantined] ?? 0, "quarantined"),
    ]
    return "Mail: " + parts.map { "\(Figure.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}
