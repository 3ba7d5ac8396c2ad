import Desk
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// How the desk did: figures, pictures drawn here, and the tables behind them.
struct ReportsPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/reports") { request, context in
      let query = ReportsQuery(request, queues: site.desk.settings.queues.map(\.name))
      let view = ReportsView(
        report: try await report(query), query: query, queues: site.desk.settings.queues.map(\.name),
        shown: site.shown(context))
      return try await site.page(
        "reports", context, title: site.words[context.language]("reports.title"), active: "reports", view.view)
    }
    router.get("/reports.csv") { request, context in
      let query = ReportsQuery(request, queues: site.desk.settings.queues.map(\.name))
      let report = try await report(query)
      let last = report.days.last?.day.date ?? ""
      return Response(
        status: .ok,
        headers: [
          .contentType: "text/csv; charset=utf-8",
          .contentDisposition: "attachment; filename=\"servicedesk-\(report.days.count)-days-to-\(last).csv\"",
        ],
        body: ResponseBody(
          byteBuffer: ByteBuffer(bytes: ReportsTable.document(report, site.shown(context)).bytes)))
    }
  }

  private func report(_ query: ReportsQuery) async throws -> DeskReport {
    let zone = TimeZone(identifier: site.settings.timezone) ?? .gmt
    let now = site.now
    return try await site.read { store in
      let period = ReportPeriod(days: query.days, until: now, in: zone)
      return try store.report(over: period, before: period.before(in: zone), queue: query.queue)
    }
  }
}
