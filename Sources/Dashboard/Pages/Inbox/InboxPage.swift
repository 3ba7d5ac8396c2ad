import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// The inbox: `GET /`, most urgent first, with filters and search in its URL; and what is done there to many tickets.
struct InboxPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/") { request, context in try await list(request, context) }
    router.get("/tickets") { _, _ in Response.seeOther("/") }
    router.get("/tickets/rows") { request, context in try await rows(Query(request), context) }
    router.form("/tickets/bulk") { form, _, context in try await act(form, context) }
    router.form("/undo") { form, _, context in try await undo(form, context) }
  }

  /// The list that is asked for, made once for all who ask for it before it changes.
  private func list(_ request: Request, _ context: DeskContext) async throws -> Response {
    let query = InboxQuery(Query(request))
    if query.isSearch, let named = try await ticket(named: query.text) { return .seeOther(TicketView.path(of: named)) }
    guard case .session(let session) = context.visitor else { return try await answer(query, context) }
    let isCompressed = Gzip.isAccepted(by: request)
    let key = "\(Hex.text(session.digest)) \(context.language) \(isCompressed) \(request.uri.query ?? "")"
    return try await site.inboxes.answer(key, at: site.now) {
      try await Compression.compressed(try await answer(query, context), for: request)
    }
  }

  /// The ticket whose name is all that is looked for.
  private func ticket(named text: String) async throws -> TicketID? {
    guard let named = SearchQuery(text, now: site.now, operator: nil).ticket else { return nil }
    return try await site.read { try $0.ticket(named) }?.id
  }

  /// Something that is said above the list.
  struct Problem {
    var sentence: String
    var details: [String] = []
  }

  private func answer(
    _ query: InboxQuery, _ context: DeskContext, problem: Problem? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let visitor = try context.operator()
    let content = try await site.threads.read { [desk = site.desk] in
      try InboxContent(query, for: visitor, from: desk)
    }
    let inbox = InboxView(
      query: query, content: content, visitor: visitor, mayWrite: context.visitor?.may(.write) ?? false, site: site,
      shown: site.shown(context))
    var view = inbox.view
    view["problem"] = problem.map { ["sentence": $0.sentence, "details": $0.details] as View }
    return try await site.page(
      "inbox", context, title: inbox.title, active: query.place ?? "", status: status, glance: content.glance, view)
  }

  // MARK: Rows for a page that is already open

  private static let mostRows = 100

  /// The rows of some tickets as they are now, whether or not they still fit the query, and the rail's counts.
  private func rows(_ fields: Query, _ context: DeskContext) async throws -> Response {
    let visitor = try context.operator()
    let query = InboxQuery(fields)
    let ids = (fields["ids"] ?? "").split(separator: ",").prefix(Self.mostRows).compactMap { TicketID(parsing: $0) }
    let (glance, rows, operators) = try await site.read { store in
      let glance = try Glance(store, for: visitor)
      return (glance, try ids.compactMap { try store.row($0, for: visitor.name) }, try store.operators())
    }
    let shown = site.shown(context)
    let names = OperatorNames(operators)
    let row = TicketRowView(
      shown: shown, names: names, closeAfter: site.desk.settings.closeAfter,
      maySelect: context.visitor?.may(.write) ?? false)
    let html = rows.map { found in
      let misfit = query.misfit(of: found.ticket, now: shown.now, for: visitor.name)
      return row.html(found, gone: misfit.map { Self.sentence($0, found.ticket, shown.words, names) })
    }
    return site.fragment(
      "rows", context,
      [
        "rail": site.rail(glance, for: visitor, active: "", shown.words),
        "list": TicketListView(views: site.views, row: row).plain(html),
      ])
  }

  private static func sentence(
    _ misfit: InboxQuery.Misfit, _ ticket: Ticket, _ words: Catalogue, _ names: OperatorNames
  ) -> String {
    switch misfit {
    case .merged(let survivor): words("inbox.merged", ["name": survivor.description])
    case .status: words("inbox.nowStatus", ["name": words("common." + ticket.status.rawValue)])
    case .priority: words("inbox.nowPriority", ["name": words("common." + ticket.priority.rawValue)])
    case .assignee: words("inbox.movedTo", ["name": ticket.assignee.map { names[$0] } ?? words("common.nobody")])
    case .queue: words("inbox.movedQueue", ["name": ticket.queue])
    case .other: words("inbox.noLonger")
    }
  }

  // MARK: Acting on many, and taking it back

  private func act(_ form: Form, _ context: DeskContext) async throws -> Response {
    try context.require(.write)
    let words = site.words[context.language]
    let back = InboxQuery(Query(path: form["back"]))
    let ids = form.all("ticket").compactMap { TicketID(parsing: $0) }
    guard !ids.isEmpty else {
      return try await answer(
        back, context, problem: Problem(sentence: words("inbox.noneSelected")), status: .unprocessableContent)
    }
    guard let action = Self.action(form) else {
      return try await answer(
        back, context, problem: Problem(sentence: words("inbox.noAction")), status: .unprocessableContent)
    }
    let actor = try context.actor()
    let outcome = try await site.work { try $0.bulk(action, on: ids, by: actor) }
    guard !outcome.refused.isEmpty else { return .seeOther(back.path) }
    let isNothing = outcome.results.isEmpty
    let problem = Problem(
      sentence: isNothing ? words("inbox.notDone") : words("inbox.partlyDone", count: outcome.refused.count),
      details: outcome.refused.map { "\($0.refusal)" })
    return try await answer(back, context, problem: problem, status: isNothing ? .conflict : .ok)
  }

  private static func action(_ form: Form) -> BulkAction? {
    if form.has("assign") { return .assign(form.filled("assign")) }
    if form.has("priority") { return Priority(rawValue: form["priority"]).map(BulkAction.priority) }
    if form.has("resolve") { return .resolve(text: form.filled("text")) }
    return nil
  }

  private func undo(_ form: Form, _ context: DeskContext) async throws -> Response {
    try context.require(.write)
    let back = InboxQuery(Query(path: form["back"]))
    let actor = try context.actor()
    guard let id = UndoID(parsing: form["undo"]) else { throw PageError(.unprocessable) }
    let results = try await site.work { try $0.undo(id, by: actor) }
    let leftovers = results.flatMap { result in result.leftovers.map { "\(result.ticket.id): \($0)" } }
    guard !leftovers.isEmpty else { return .seeOther(back.path) }
    let problem = Problem(sentence: site.words[context.language]("inbox.partlyUndone"), details: leftovers)
    return try await answer(back, context, problem: problem)
  }
}
