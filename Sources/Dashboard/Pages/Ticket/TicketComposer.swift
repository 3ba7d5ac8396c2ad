import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// Where replies, notes and resolutions are sent, looked at before, and kept while they are written.
struct TicketComposer: RouteGroup {
  let page: TicketPage

  var site: Site { page.site }

  init(site: Site) {
    page = TicketPage(site: site)
  }

  func add(to router: RouterGroup<DeskContext>) {
    for kind in ComposerView.order {
      router.form(RouterPath("/tickets/:id/\(kind.rawValue)"), limit: FormLimit.withFiles) { form, _, context in
        try await send(kind, form, context)
      }
    }
    router.form("/tickets/:id/preview", limit: FormLimit.withFiles) { form, request, context in
      try await preview(form, request, context)
    }
    router.form("/tickets/:id/draft") { form, _, context in try await keep(form, context) }
  }

  // MARK: Sending

  private func send(_ kind: Draft.Kind, _ form: Form, _ context: DeskContext) async throws -> Response {
    let change = try TicketChange(page, form, context)
    let written = Written(kind, form)
    let name = try context.operator().name
    let mail: OutgoingWords
    switch try await check(written, change) {
    case .failure(let fault): return try await again(written, change, fault.trouble, status: .unprocessableContent)
    case .success(let checked): mail = checked
    }
    let outcome = try await change.perform { desk, id, actor, transaction in
      try mail.send(with: desk, on: id, by: actor, in: transaction)
    }
    switch outcome {
    case .done:
      let id = try change.id()
      try await site.work { try $0.dropDraft(of: name, on: id) }
      return .seeOther(TicketView.path(of: id) + "#last")
    case .conflict:
      let reading = try await change.reread()
      let shown = site.shown(context)
      let account = try await change.account(of: reading, shown)
      let head = shown.words(kind == .note ? "ticket.conflictNote" : "ticket.conflict")
      let pieces = [.plain(head + " ")] + account + [.plain(" " + shown.words("ticket.textKept"))]
      return try await again(
        written, change, ComposerView.Trouble(pieces: pieces, isConflict: true), status: .conflict, on: reading)
    case .refused(let refusal):
      let trouble = ComposerView.Trouble(pieces: [.plain(refusal.sentence)])
      return try await again(written, change, trouble, status: .unprocessableContent)
    }
  }

  /// The page again, with what was typed still in it, and kept as a draft besides.
  private func again(
    _ written: Written, _ change: TicketChange, _ trouble: ComposerView.Trouble, status: HTTPResponse.Status,
    on given: TicketReading? = nil
  ) async throws -> Response {
    let reading: TicketReading
    if let given { reading = given } else { reading = try await change.reread() }
    var trouble = trouble
    trouble.hadFiles = !written.files.isEmpty
    let keptAt = try? await keep(written, of: reading.reader.name, on: reading.ticket.id)
    return try await page.page(reading, change.context, status: status) { view in
      view.composer = view.compose(written.content, trouble: trouble, keptAt: keptAt)
    }
  }

  // MARK: Preview

  private func preview(_ form: Form, _ request: Request, _ context: DeskContext) async throws -> Response {
    let change = try TicketChange(page, form, context)
    let written = Written(Draft.Kind(rawValue: form["kind"]) ?? .reply, form)
    let isPiece = HTTPField.Name("X-Fragment").map { request.headers[$0] != nil } ?? false
    let shown = site.shown(context)
    switch try await check(written, change) {
    case .failure(let fault):
      guard isPiece else { return try await again(written, change, fault.trouble, status: .unprocessableContent) }
      return site.fragment("ticket-preview", context, ["preview": false, "refused": fault.sentence(shown.words)])
    case .success(let mail):
      let (id, actor) = (try change.id(), try context.actor())
      let seen: MailPreview
      do {
        seen = try await site.work { try mail.preview(with: $0, on: id, by: actor) }
      } catch let refusal as Refusal {
        guard isPiece else {
          let trouble = ComposerView.Trouble(pieces: [.plain(refusal.sentence)])
          return try await again(written, change, trouble, status: .unprocessableContent)
        }
        return site.fragment("ticket-preview", context, ["preview": false, "refused": refusal.sentence])
      }
      let view = PreviewView(
        mail: seen, files: written.files.map(\.name), asksForFilesAgain: !isPiece, words: shown.words
      ).view
      if isPiece { return site.fragment("ticket-preview", context, view) }
      let reading = try await change.reread()
      let keptAt = try? await keep(written, of: reading.reader.name, on: id)
      return try await page.page(reading, context) {
        $0.preview = view
        $0.composer = $0.compose(written.content, trouble: nil, keptAt: keptAt)
      }
    }
  }

  // MARK: Drafts

  private func keep(_ form: Form, _ context: DeskContext) async throws -> Response {
    try context.require(.write)
    guard let id = context.parameters.get("id").flatMap({ TicketID(parsing: $0) }),
      let kind = Draft.Kind(rawValue: form["kind"])
    else { throw PageError(.badRequest) }
    let keptAt = try await keep(Written(kind, form), of: try context.operator().name, on: id)
    let shown = site.shown(context)
    let said = keptAt.map { shown.words("ticket.draftKept", ["time": shown.clock($0)]) } ?? ""
    return Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: said)))
  }

  /// - Returns: when it was kept; nil where there is nothing to keep.
  private func keep(_ written: Written, of name: String, on id: TicketID) async throws -> Instant? {
    let content = written.content
    let now = site.now
    return try await site.work { desk in
      guard !content.text.allSatisfy(\.isWhitespace) else {
        try desk.dropDraft(of: name, on: id)
        return nil
      }
      let draft = Draft(
        kind: content.kind, text: content.text, to: content.to ?? "", cc: content.cc ?? "", keptAt: now)
      try desk.keepDraft(draft, of: name, on: id)
      return now
    }
  }

  // MARK: Checking

  private func check(
    _ written: Written, _ change: TicketChange
  ) async throws -> Result<OutgoingWords, Written.Fault> {
    let id = try change.id()
    let people = try await site.read { store in
      (ticket: try store.ticket(id), watchers: try store.watchers(of: id))
    }
    guard let ticket = people.ticket else { throw PageError(.notFound) }
    return written.checked(ticket, watchers: people.watchers, site.words[change.context.language])
  }
}
