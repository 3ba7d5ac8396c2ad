import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// The page of a ticket: its conversation, what is known of it, and where one answers.
struct TicketPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/tickets/:id") { request, context in try await show(request, context) }
    router.get("/tickets/:id/live") { request, context in try await live(request, context) }
  }

  // MARK: Answers

  private func show(_ request: Request, _ context: DeskContext) async throws -> Response {
    let asked = context.parameters.get("id") ?? ""
    guard let id = TicketID(parsing: asked) else { return try await missing(asked, context) }
    // One address a ticket: what people type, such as SD-42, leads to it.
    guard asked == String(id.number) else { return .seeOther(TicketView.path(of: id)) }
    let reader = try context.operator()
    guard let reading = try await read(id, for: reader) else { return try await missing(asked, context) }
    let query = Query(request)
    if let survivor = reading.ticket.mergedInto {
      let merged = query["merged"].flatMap { TicketID(parsing: $0) } ?? id
      return .seeOther("\(TicketView.path(of: survivor))?merged=\(merged.number)")
    }
    let page = try await page(reading, context) { view in
      view.back = Self.list(in: request) ?? "/"
      view.editsRequester = query["edit"] == "requester"
      if let merged = query["merged"].flatMap({ TicketID(parsing: $0) }), merged != id {
        view.lines.append(view.shown.words.rich("ticket.mergedHere", ["id": .strong(merged.description)]))
      }
      view.wishes = Self.wishes(query)
      if let kind = query["compose"].flatMap(Draft.Kind.init(rawValue:)) { view.composer = view.compose(kind) }
    }
    if Self.isLookedAt(request) { await markRead(reading) }
    return page
  }

  /// The same as a piece, for pages that are open already.
  private func live(_ request: Request, _ context: DeskContext) async throws -> Response {
    let reader = try context.operator()
    guard let id = context.parameters.get("id").flatMap({ TicketID(parsing: $0) }),
      let reading = try await read(id, for: reader)
    else { throw PageError(.notFound) }
    let view = try await filled(reading, context) { _ in }
    if Self.isLookedAt(request), Query(request)["seen"] != nil { await markRead(reading) }
    return site.fragment("ticket", context, view.view)
  }

  // MARK: Reading

  func read(_ id: TicketID, for reader: Operator) async throws -> TicketReading? {
    let trusted = site.desk.settings.trusted
    return try await site.read { store in try TicketReading(id, for: reader, trusted: trusted, from: store) }
  }

  /// A ticket's page as a whole.
  ///
  /// - Parameter adjust: what is otherwise than on a page that is just opened.
  func page(
    _ reading: TicketReading, _ context: DeskContext, status: HTTPResponse.Status = .ok,
    _ adjust: (inout TicketView) -> Void
  ) async throws -> Response {
    let view = try await filled(reading, context, adjust)
    return try await site.page("ticket", context, title: view.title, status: status, view.view)
  }

  private func filled(
    _ reading: TicketReading, _ context: DeskContext, _ adjust: (inout TicketView) -> Void
  ) async throws -> TicketView {
    var view = TicketView(site: site, reading: reading, shown: site.shown(context))
    adjust(&view)
    view.frames = try await frames(ConversationView.framed(reading, view.wishes), on: reading.ticket.id)
    return view
  }

  private func frames(_ messages: [Int64], on id: TicketID) async throws -> [Int64: HTMLView] {
    guard !messages.isEmpty else { return [:] }
    let desk = site.desk
    return try await site.threads.read {
      var frames: [Int64: HTMLView] = [:]
      for message in messages { frames[message] = try desk.htmlView(of: message, on: id) }
      return frames
    }
  }

  private func markRead(_ reading: TicketReading) async {
    guard let last = reading.lastMessage, last > reading.readMark ?? 0 else { return }
    let (id, name) = (reading.ticket.id, reading.reader.name)
    // A page that could be read is no failure because the mark could not be set: it is set at the next look.
    try? await site.work { desk in try desk.markRead(id, upTo: last, by: name) }
  }

  // MARK: Requests

  private static func wishes(_ query: Query) -> ConversationView.Wishes {
    var wishes = ConversationView.Wishes()
    wishes.html = query["html"].flatMap { Int64($0) }
    wishes.text = query["text"].flatMap { Int64($0) }
    wishes.loadsImages = query["images"] != nil
    let entries = query["entries"].flatMap { Int($0) } ?? ConversationView.usual
    wishes.entries = min(max(entries, ConversationView.usual), ConversationView.most)
    return wishes
  }

  /// The list that a ticket was opened from, with its filter.
  private static func list(in request: Request) -> String? {
    guard let referer = request.headers[.referer], let host = request.head.authority,
      let start = referer.firstRange(of: "://" + host)?.upperBound
    else { return nil }
    let path = referer[start...]
    guard path == "/" || path.hasPrefix("/?") else { return nil }
    return LocalPath(String(path))?.text
  }

  /// Whether somebody looks at the answer: no browser that only guesses they will, no picture of a mail that names the page.
  private static func isLookedAt(_ request: Request) -> Bool {
    guard request.method == .get else { return false }
    if request.headers[.secPurpose]?.contains("prefetch") ?? false { return false }
    return request.headers[.secFetchDest].map { ["document", "empty"].contains($0) } ?? true
  }

  /// What is said of a ticket that is not there, with the way to others.
  func missing(_ asked: String, _ context: DeskContext) async throws -> Response {
    let words = site.words[context.language]
    let name = ShownName.of(TicketID(parsing: asked)?.description ?? asked, limit: 40)
    return try await site.page(
      "ticket-missing", context, title: words("ticket.missing", ["id": name]), status: .notFound,
      ["heading": words("ticket.missing", ["id": name]), "detail": words("ticket.missingDetail")])
  }
}

extension HTTPField.Name {
  fileprivate static var secPurpose: HTTPField.Name { HTTPField.Name("Sec-Purpose") ?? .range }
  fileprivate static var secFetchDest: HTTPField.Name { HTTPField.Name("Sec-Fetch-Dest") ?? .range }
}
