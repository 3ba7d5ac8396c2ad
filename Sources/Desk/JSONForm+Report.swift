extension JSONForm {
  /// A report, with where the desk's mail stands; lengths of time in whole seconds.
  package static func report(_ report: DeskReport, timezone: String, now: Instant) -> [JSONValue.Member] {
    [
      .init("since", .instant(report.period.start)),
      .init("until", .instant(report.period.end)),
      .init("timezone", .string(timezone)),
      .init("at", .instant(now)),
      .init("queue", .string(orNull: report.queue)),
      .init("opened", .integer(Int64(report.opened))),
      .init("opened_before", .integer(Int64(report.openedBefore))),
      .init("resolved", .integer(Int64(report.resolved))),
      .init("days", .array(report.days.map(day))),
      .init("first_response", timeTaken(report.firstResponse)),
      .init("resolution", timeTaken(report.resolution)),
      .init("service_level", .array(report.kept.map(kept))),
      .init("operators", .array(report.load.map(load))),
    ]
  }

  private static func day(_ day: DeskReport.Day) -> JSONValue {
    .object([
      .init("date", .string(day.day.date)), .init("opened", .integer(Int64(day.opened))),
      .init("resolved", .integer(Int64(day.resolved))),
    ])
  }

  private static func timeTaken(_ taken: TimeTaken) -> JSONValue {
    .object([
      .init("tickets", .integer(Int64(taken.count))),
      .init("median_seconds", seconds(taken.median)),
      .init("p90_seconds", seconds(taken.p90)),
      .init(
        "histogram",
        .array(
          taken.bars.map { bar in
            .object([.init("below_seconds", seconds(bar.below)), .init("tickets", .integer(Int64(bar.count)))])
          })),
    ])
  }

  private static func kept(_ share: DeskReport.KeptShare) -> JSONValue {
    .object([
      .init("priority", .string(share.priority.rawValue)), .init("kept", .integer(Int64(share.kept))),
      .init("resolved", .integer(Int64(share.resolved))),
    ])
  }

  private static func load(_ load: DeskReport.Load) -> JSONValue {
    .object([
      .init("operator", .string(orNull: load.name)),
      .init("high", .integer(Int64(load.high))),
      .init("medium", .integer(Int64(load.medium))),
      .init("low", .integer(Int64(load.low))),
      .init("overdue", .integer(Int64(load.overdue))),
      .init("replies", .integer(Int64(load.replies))),
      .init("resolved", .integer(Int64(load.resolved))),
      .init("first_response_median_seconds", seconds(load.firstResponse)),
    ])
  }

  private static func seconds(_ span: Span?) -> JSONValue { span.map { .integer($0.seconds) } ?? .null }
}
