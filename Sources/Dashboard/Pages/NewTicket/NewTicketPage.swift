import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// An operator files a ticket for somebody who called or came by.
struct NewTicketPage: RouteGroup {
  let site: Site
  let held = HeldFiles(mostBytes: 100_000_000)

  private static let limits = TypedRequest.Limits(text: 1_000_000, fileBytes: 25_000_000, needsAddress: false)

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/new") { _, _ in Response.seeOther("/tickets/new") }
    router.get("/tickets/new") { _, context in
      try context.require(.write)
      var choice = Choice()
      choice.assignee = try context.operator().name
      return try await page(TypedRequest(), choice, held: [], context)
    }
    router.form("/tickets/new", limit: FormLimit.withFiles) { form, _, context in
      try context.require(.write)
      return try await file(form, context)
    }
  }

  private func file(_ form: Form, _ context: DeskContext) async throws -> Response {
    let words = site.words[context.language]
    let owner = try context.operator().name
    let kept = held.find(form.all("held"), of: owner)
    let choice = Choice(form)
    var request = TypedRequest(form, held: kept.map(\.file))
    request.check(Self.limits, settings: site.desk.settings, words)
    if choice.sendsNotice, request.address.isEmpty {
      request.fault("address", words("new.wrong.noNotice"), words("new.advice.noNotice"))
    }
    if let name = choice.assignee, try await !isOperator(name) {
      request.fault("assignee", words("new.wrong.assignee"), words("new.advice.assignee"))
    }
    if let name = choice.queue, site.desk.settings.queue(named: name) == nil {
      request.fault("queue", words("new.wrong.queue"), words("new.advice.queue"))
    }
    if request.faults.isEmpty {
      if let id = try await open(request, choice, context) {
        held.drop(kept.map(\.ticket.token))
        return .seeOther("/tickets/\(id.number)")
      }
      request.fault("address", words("new.wrong.putAside"), words("new.advice.putAside"))
    }
    let fresh = held.hold(form.files("files"), for: owner, at: site.now)
    return try await page(request, choice, held: kept.map(\.ticket) + fresh, context)
  }

  private func isOperator(_ name: String) async throws -> Bool {
    try await site.read { try $0.operator(named: name).map { !$0.isDisabled && $0.role != .readOnly } ?? false }
  }

  private func page(
    _ request: TypedRequest, _ choice: Choice, held: [HeldFiles.Ticket], _ context: DeskContext
  ) async throws -> Response {
    let words = site.words[context.language]
    let me = try context.operator().name
    let operators = try await site.read { try $0.operators() }.filter { !$0.isDisabled && $0.role != .readOnly }
    let shown = site.shown(context)
    var view = request.view(held: held, words)
    view["nameLabel"] = words("new.name")
    view["addressLabel"] = words("new.address")
    view["nameHint"] = "off"
    view["addressHint"] = "off"
    view["filesHint"] = words("new.filesHint", ["n": Shown.bytes(Self.limits.fileBytes)])
    view["once"] = choice.once
    view["sendsNotice"] = choice.sendsNotice
    view["priorities"] = Priority.allCases.map { priority in
      let level = site.desk.settings.serviceLevels[priority]
      return [
        "value": priority.rawValue, "mark": PriorityMark(priority, words).html,
        "isChosen": choice.priority == priority,
        "promise": words(
          "new.promise",
          [
            "priority": words("common." + priority.rawValue), "response": shown.span(level.firstResponse.seconds),
            "resolve": shown.span(level.resolve.seconds),
          ]),
      ] as View
    }
    view["queues"] = site.desk.settings.queues.map { queue in
      ["value": queue.name, "text": queue.name, "isChosen": choice.queue == queue.name] as View
    }
    view["assignees"] = operators.map { one in
      let name = one.fullName ?? one.name
      return [
        "value": one.name, "text": one.name == me ? words("common.you", ["name": name]) : name,
        "isChosen": choice.assignee == one.name,
      ] as View
    }
    for field in ["queue", "assignee"] {
      if let fault = request.faults.first(where: { $0.field == field }) { view[field + "Error"] = fault.advice }
    }
    return try await site.page(
      "new", context, title: words("new.title"), active: "new",
      status: request.faults.isEmpty ? .ok : .unprocessableContent, view)
  }
}
