import Desk
import Store

extension MetricsResource {
  func text(_ reading: HealthReading, _ counts: DeskCounts) -> String {
    var metrics = MetricsText()
    metrics.add(
      "build_info", .gauge, "The program that serves, always 1.", [([("version", site.settings.version)], 1)])
    addTickets(reading.statistics, counts, to: &metrics)
    addMail(reading, to: &metrics)
    addServices(reading, to: &metrics)
    metrics.add(
      "http_requests_total", .counter, "Requests answered since the start, by class of status.",
      site.requests.counts.map { ([("code", $0.code)], Double($0.count)) })
    metrics.add("database_bytes", .gauge, "Size of the database file.", reading.statistics.bytes)
    metrics.add("events_total", .counter, "Events in the audit chain.", reading.statistics.events)
    return metrics.text
  }

  private func addTickets(_ statistics: DeskStatistics, _ counts: DeskCounts, to metrics: inout MetricsText) {
    metrics.add(
      "tickets", .gauge, "Tickets by status, merged ones left out.",
      Status.allCases.map { ([("status", $0.rawValue)], Double(statistics.ticketsByStatus[$0] ?? 0)) })
    metrics.add("tickets_overdue", .gauge, "Tickets whose next promise has passed.", counts.overdue)
    metrics.add("tickets_unassigned", .gauge, "Tickets that are not closed and have nobody.", counts.unassigned)
  }

  private func addMail(_ reading: HealthReading, to metrics: inout MetricsText) {
    metrics.add(
      "intake_messages_total", .counter, "Messages of the ledger by what became of them.",
      Disposition.allCases.map { ([("disposition", $0.rawValue)], Double(reading.statistics.intake[$0] ?? 0)) })
    let outbox = reading.statistics.outbox
    metrics.add(
      "outbox_mails", .gauge, "Mails of the outbox by state; held ones wait for an hourly cap.",
      [
        ("queued", outbox.waiting), ("held", outbox.held), ("sending", outbox.sending), ("sent", outbox.sent),
        ("failed", outbox.failed),
      ].map { ([("state", $0.0)], Double($0.1)) })
    let oldest = reading.statistics.oldestWaiting.map { max(0, reading.now.since($0).seconds) } ?? 0
    metrics.add("outbox_oldest_waiting_seconds", .gauge, "Age of the oldest mail that has not left.", oldest)
  }

  private func addServices(_ reading: HealthReading, to metrics: inout MetricsText) {
    metrics.add(
      "mailbox_last_poll_timestamp_seconds", .gauge, "When a mailbox was last read well.",
      reading.mailboxes.compactMap { mailbox in
        mailbox.lastRead.map { ([("mailbox", mailbox.name)], Double($0.seconds)) }
      })
    metrics.add(
      "mailbox_up", .gauge, "Whether a mailbox could be read the last time, 1 or 0.",
      reading.mailboxes.map { ([("mailbox", $0.name)], $0.trouble == nil ? 1 : 0) })
    metrics.add(
      "service_up", .gauge, "Whether a part of the program could do its work the last time, 1 or 0.",
      reading.services.map { ([("service", $0.service)], $0.trouble == nil ? 1 : 0) })
  }
}
