import Desk
import Hummingbird
import Store
import Work

/// The desk itself: who works on it, its queues, how it stands, and who asks.
struct DeskResource: APIResource {
  var operations: [Operation] {
    [
      .get("/operators") { call in try await call.page { (try $0.operators().map(JSONForm.operator), nil) } },
      .get("/queues") { call in
        call.json(
          .object([
            .init("items", .array(call.site.desk.settings.queues.map(JSONForm.queue))), .init("next", .null),
          ]))
      },
      .get("/stats", answer: statistics),
      .get("/me") { call in call.json(try call.visitor().json()) },
    ]
  }

  @Sendable private func statistics(_ call: Call) async throws -> Response {
    call.json(
      try await call.site.read { store in
        DeskStanding.json(try store.deskStatistics(), try store.counts(for: nil))
      })
  }
}

extension Call {
  /// - Throws: `PageError` with `signInNeeded`.
  fileprivate func visitor() throws -> Visitor {
    guard let visitor = context.visitor else { throw PageError(.signInNeeded) }
    return visitor
  }
}

extension Visitor {
  /// Who asks, and what they may.
  ///
  /// Not inlined, since the optimiser of Swift 6.3 fails where these questions meet the optional they came from.
  @inline(never) fileprivate func json() -> JSONValue {
    .object([
      .init("operator", JSONForm.operator(self.operator)),
      .init("scopes", .strings(Scope.allCases.filter(may).map(\.rawValue))),
      .init("token", token.map { .integer($0) } ?? .null),
    ])
  }
}

/// How the desk stands, in figures that are kept and not counted.
private enum DeskStanding {
  static func json(_ desk: DeskStatistics, _ counts: DeskCounts) -> JSONValue {
    .object([
      .init("tickets", tickets(desk, counts)), .init("intake", intake(desk)), .init("outbox", outbox(desk)),
      .init("mailboxes", .array(desk.mailboxes.map(mailbox))), .init("events", .integer(desk.events)),
      .init("database_bytes", .integer(desk.bytes)),
    ])
  }

  private static func tickets(_ desk: DeskStatistics, _ counts: DeskCounts) -> JSONValue {
    let byStatus = Status.allCases.map { JSONValue.Member($0.rawValue, count(desk.ticketsByStatus[$0] ?? 0)) }
    return .object([
      .init("total", count(desk.tickets)), .init("unfinished", count(counts.unfinished)),
      .init("overdue", count(counts.overdue)), .init("high", count(counts.high)),
      .init("unassigned", count(counts.unassigned)), .init("by_status", .object(byStatus)),
    ])
  }

  private static func intake(_ desk: DeskStatistics) -> JSONValue {
    let rows = Disposition.allCases.map { JSONValue.Member($0.rawValue, count(desk.intake[$0] ?? 0)) }
    return .object(rows + [.init("unmatched_bounces", count(desk.unmatchedBounces))])
  }

  private static func outbox(_ desk: DeskStatistics) -> JSONValue {
    let standing = desk.outbox
    return .object([
      .init("waiting", count(standing.waiting)), .init("held", count(standing.held)),
      .init("sending", count(standing.sending)), .init("sent", count(standing.sent)),
      .init("failed", count(standing.failed)), .init("next_due", .instant(standing.nextDue)),
      .init("oldest_waiting", .instant(desk.oldestWaiting)),
    ])
  }

  private static func mailbox(_ mailbox: DeskStatistics.MailboxState) -> JSONValue {
    .object([
      .init("name", .string(mailbox.name)), .init("met_at", .instant(mailbox.metAt)),
      .init("polled_at", .instant(mailbox.polledAt)),
    ])
  }

  private static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}
