import Desk
import HTTPTypes
import Hummingbird
import Logging
import Store
import Work

/// The public form: whoever has no mail at hand files a report here, and gets the same notice as by mail.
struct ReportPage: RouteGroup {
  let site: Site
  private let door: ReportDoor
  private let age: FormAge
  private let reports = RateLimit(perClient: 6, inAll: 120, span: .minutes(60))
  private let held = HeldFiles(mostBytes: 40_000_000)

  static let limits = TypedRequest.Limits(files: 10, fileBytes: 10_000_000, needsAddress: true)

  /// A field that people do not see and programs fill in.
  private static let trap = "website"
  /// Whoever sent it is not known.
  private static let nobody = ""

  init(site: Site) {
    self.site = site
    door = ReportDoor(site: site)
    age = FormAge(secret: site.desk.store.identityKey)
  }

  func add(to router: RouterGroup<DeskContext>) {
    let open = router.group().add(middleware: door)
    open.get("/report") { _, context in
      try await page(TypedRequest(), stamp: age.stamp(at: site.now), held: [], context)
    }
    open.get("/report/sent") { _, context in
      let words = site.words[context.language]
      return try await site.page(
        "report-sent", context, title: words("report.sent"),
        ["detail": words(site.desk.settings.notices.received ? "report.noticeComes" : "report.noNotice")])
    }
    open.form("/report", limit: Self.limits.fileBytes + 1_000_000) { form, _, context in
      try await file(form, context)
    }
  }

  private func file(_ form: Form, _ context: DeskContext) async throws -> Response {
    let words = site.words[context.language]
    // Whoever fills in what nobody sees is told that all is well, and nothing happens.
    guard form.filled(Self.trap) == nil else {
      site.logger.notice("a report was filled in by a program", metadata: ["client": "\(context.client)"])
      return .seeOther("/report/sent")
    }
    let kept = held.find(form.all("held"), of: Self.nobody)
    var request = TypedRequest(form, held: kept.map(\.file))
    request.check(Self.limits, settings: site.desk.settings, words)
    var stamp = form["form"]
    var status = HTTPResponse.Status.unprocessableContent
    var retryAfter: Int?
    switch age.read(stamp, at: site.now) {
    case .fine: break
    case .tooFast: request.fault("send", words("report.wrong.tooFast"), words("report.advice.tooFast"))
    case .stale:
      request.fault("send", words("report.wrong.stale"), words("report.advice.stale"))
      stamp = age.stamp(at: site.now - .minutes(1))
    }
    if request.faults.isEmpty {
      if let seconds = reports.take(context.client, at: site.now) {
        request.fault("send", words("report.wrong.tooMany"), Self.sentence(seconds, site, words))
        status = .tooManyRequests
        retryAfter = seconds
      } else {
        _ = try await receive(request, context)
        held.drop(kept.map(\.ticket.token))
        return .seeOther("/report/sent")
      }
    }
    let fresh = held.hold(form.files("files"), for: Self.nobody, at: site.now)
    var response = try await page(request, stamp: stamp, held: kept.map(\.ticket) + fresh, status: status, context)
    if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
    return response
  }

  /// A report that is put aside, from a blocked sender for example, looks like any other to whoever sent it.
  private func receive(_ request: TypedRequest, _ context: DeskContext) async throws -> TicketID? {
    guard let address = request.checkedAddress else { return nil }
    var report = ReportForm(
      name: request.requester.name, address: address, subject: request.subject, text: request.text)
    report.attach(request.uploads)
    let client = context.client
    return try await site.work { [report] desk in try desk.receiveReport(report, client: client) }
  }

  /// When another try makes sense, and how to reach the desk meanwhile.
  static func sentence(_ seconds: Int, _ site: Site, _ words: Catalogue) -> String {
    let address = site.desk.settings.queues.first?.address.original ?? ""
    let shown = Shown(now: site.now, timezone: site.settings.timezone, words: words)
    return words("report.advice.tooMany", ["t": shown.span(Int64(seconds)), "address": address])
  }

  private func page(
    _ request: TypedRequest, stamp: String, held: [HeldFiles.Ticket], status: HTTPResponse.Status = .ok,
    _ context: DeskContext
  ) async throws -> Response {
    let words = site.words[context.language]
    var view = request.view(held: held, words)
    view["stamp"] = stamp
    view["trap"] = Self.trap
    view["lead"] = words("report.lead", ["desk": site.desk.settings.name])
    view["nameLabel"] = words("report.name")
    view["addressLabel"] = words("report.address")
    view["nameHint"] = "name"
    view["addressHint"] = "email"
    view["filesHint"] = words("new.filesHint", ["n": Shown.bytes(Self.limits.fileBytes)])
    if let fault = request.faults.first(where: { $0.field == "send" }) { view["sendError"] = fault.advice }
    return try await site.page(
      "report", context, title: words("report.title"), status: request.faults.isEmpty ? .ok : status, view)
  }
}
