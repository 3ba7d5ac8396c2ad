import Desk
import Glibc
import HTTPTypes
import Hummingbird
import Store
import Work

/// Whether the desk works, and what to do where it does not.
struct HealthPage: RouteGroup {
  let site: Site

  /// Rows of a list that is there to be glanced at.
  private static let mostRows = 20

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/health") { _, context in try await page(context) }
    router.form("/health/intake") { form, _, context in
      try context.require(.write)
      return try await act(form, context)
    }
  }

  private func page(_ context: DeskContext, problem: String? = nil) async throws -> Response {
    let board = site.board
    let (reading, waiting, failed, aside, headlines) = try await site.read { store in
      var failed = OutboxFilter()
      failed.state = .failed
      failed.limit = Self.mostRows
      var aside = IntakeFilter()
      aside.disposition = .quarantined
      aside.limit = Self.mostRows
      let entries = try store.intake(aside)
      return try (
        HealthReading(store, board: board), store.waitingMail(limit: HealthView.mostWaiting), store.outbox(failed),
        entries, AsideHeadline.all(of: entries, in: store)
      )
    }
    let view = HealthView(
      reading: reading, waiting: waiting, failed: failed, quarantined: aside, headlines: headlines,
      settings: site.settings, free: Self.freeBytes(beside: site.settings.database),
      mayChange: context.visitor?.may(.write) ?? false, shown: site.shown(context))
    var values = view.view
    if let problem { values["problem"] = problem }
    return try await site.page(
      "health", context, title: site.words[context.language]("health.title"), active: "health",
      status: problem == nil ? .ok : .conflict, values)
  }

  /// Releases, tries again or discards a message that was put aside.
  private func act(_ form: Form, _ context: DeskContext) async throws -> Response {
    let actor = try context.actor()
    guard let row = Int64(form["row"]) else { throw PageError(.badRequest) }
    let action = form["action"]
    do {
      let results = try await site.work { desk in
        switch action {
        case "release": try desk.release([row], by: actor)
        case "retry": try desk.retry([row], by: actor)
        case "discard": try desk.discard([row], by: actor)
        default: throw PageError(.badRequest)
        }
      }
      if action != "discard", let ticket = results.first?.entry.ticket { return .seeOther("/tickets/\(ticket.number)") }
      return .seeOther("/health")
    } catch let refusal as Refusal {
      return try await page(context, problem: "\(refusal)")
    }
  }

  /// What the disk of the database has left; nil where that cannot be told.
  static func freeBytes(beside file: String) -> Int? {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    var disk = statvfs()
    guard !file.isEmpty, statvfs(folder.isEmpty ? "." : folder, &disk) == 0 else { return nil }
    let (bytes, overflow) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
    return overflow ? nil : Int(clamping: bytes)
  }
}
