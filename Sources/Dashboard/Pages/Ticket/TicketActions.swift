import Desk
import Hummingbird
import Store
import Work

/// The small forms of a ticket's page: assign, priority, status, tags, people, merge, and mails tried again.
struct TicketActions: RouteGroup {
  let page: TicketPage

  var site: Site { page.site }

  init(site: Site) {
    page = TicketPage(site: site)
  }

  func add(to router: RouterGroup<DeskContext>) {
    add("assign", "assignee", to: router) { form in
      let name = form.filled("assignee")
      return { try $0.assign($1, to: name, by: $2, in: $3) }
    }
    add("priority", "priority", to: router) { form in
      guard let level = Priority(rawValue: form["priority"]) else { throw PageError(.badRequest) }
      return { try $0.prioritise($1, as: level, by: $2, in: $3) }
    }
    add("status", "status", to: router) { form in
      guard let status = Status(rawValue: form["status"]), status != .resolved else { throw PageError(.badRequest) }
      return { try $0.changeStatus($1, to: status, by: $2, in: $3) }
    }
    add("close", to: router) { _ in { try $0.close($1, by: $2, in: $3) } }
    add("reopen", to: router) { _ in { try $0.reopen($1, by: $2, in: $3) } }
    add("tags", "tags", to: router, tags)
    add("watch", "address", to: router, watch)
    add("unwatch", "address", to: router) { form in
      let address = EmailAddress(form["address"])
      return { try $0.unwatch($1, address, by: $2, in: $3) }
    }
    add("requester", "requester", to: router, requester)
    addMerge(to: router)
    addRetry(to: router)
  }

  private typealias Deed = @Sendable (DeskWork, TicketID, Actor, Transaction) throws -> VerbResult

  /// A form that goes back to the ticket.
  ///
  /// - Parameter field: what it asks for, which a page that refuses it keeps.
  private func add(
    _ name: String, _ field: String? = nil, to router: RouterGroup<DeskContext>,
    _ deed: @escaping @Sendable (Form) throws -> Deed
  ) {
    router.form(RouterPath("/tickets/:id/\(name)")) { form, _, context in
      let change = try TicketChange(page, form, context)
      let done: Deed
      do {
        done = try deed(form)
      } catch let fault as FieldFault {
        return try await refused(change, fault.sentence(site.words[context.language]))
      }
      return try await answer(
        change, Again(name: name, fields: field.map { [$0] } ?? []),
        try await change.perform { _ = try done($0, $1, $2, $3) },
        next: TicketView.path(of: try change.id()))
    }
  }

  /// How a form that was refused can be sent again.
  private struct Again {
    /// The last part of its path.
    var name: String
    var fields: [String]
    /// Under which the catalogue has its button.
    var word: String

    init(name: String, fields: [String], word: String? = nil) {
      self.name = name
      self.fields = fields
      self.word = word ?? name
    }
  }

  private func answer(
    _ change: TicketChange, _ again: Again, _ outcome: TicketChange.Outcome, next: String
  ) async throws -> Response {
    switch outcome {
    case .done: return .seeOther(next)
    case .conflict: return try await conflict(change, again)
    case .refused(let refusal): return try await refused(change, refusal.sentence)
    }
  }

  private func conflict(_ change: TicketChange, _ again: Again) async throws -> Response {
    let reading = try await change.reread()
    let shown = site.shown(change.context)
    let account = try await change.account(of: reading, shown)
    let path = TicketView.path(of: reading.ticket.id)
    let fields: [View] = again.fields.map { ["name": $0, "value": change.form[$0]] }
    return try await page.page(reading, change.context, status: .conflict) { view in
      view.stuck = [
        "pieces": ([.plain(shown.words("ticket.notDone") + " ")] + account).views, "action": "\(path)/\(again.name)",
        "fields": fields, "button": shown.words("ticket.again." + again.word), "mayRetry": true, "tone": "warn",
      ]
    }
  }

  private func refused(_ change: TicketChange, _ sentence: String) async throws -> Response {
    try await page.page(try await change.reread(), change.context, status: .unprocessableContent) { view in
      view.stuck = [
        "pieces": [RichText.plain(sentence)].views, "action": "", "fields": [View](), "button": "", "mayRetry": false,
        "tone": "bad",
      ]
    }
  }

  // MARK: Forms that are read with care

  /// A field that could not be read, as the catalogue says it.
  private struct FieldFault: Error {
    var key: String
    var value: String

    func sentence(_ words: Catalogue) -> String {
      words("ticket." + key, ["value": ShownName.of(value, limit: 60)])
    }
  }

  /// The whole list of a ticket's tags, as it is to be.
  @Sendable private func tags(_ form: Form) throws -> Deed {
    let wanted = Set(form["tags"].split { $0.isWhitespace || $0 == "," }.prefix(100).map { $0.lowercased() })
    if let long = wanted.first(where: { $0.utf8.count > 64 }) { throw FieldFault(key: "badTag", value: long) }
    return { desk, id, actor, transaction in
      let now = Set(try transaction.ticket(id).tags)
      return try desk.tag(
        id, adding: wanted.subtracting(now).sorted(), removing: now.subtracting(wanted).sorted(), by: actor,
        in: transaction)
    }
  }

  @Sendable private func watch(_ form: Form) throws -> Deed {
    let person = try person(form["address"])
    return { desk, id, actor, transaction in
      // A newcomer who is let in keeps the name they wrote under.
      let known = try transaction.newcomers(of: id).first { $0.address == person.address }
      return try desk.watch(id, known ?? person, by: actor, in: transaction)
    }
  }

  @Sendable private func requester(_ form: Form) throws -> Deed {
    let person = try person(form["requester"])
    return { try $0.changeRequester($1, to: person, by: $2, in: $3) }
  }

  private func person(_ text: String) throws -> Person {
    guard let field = try? AddressField(text), field.people.count == 1, let person = field.people.first else {
      throw FieldFault(key: "badAddress", value: text)
    }
    return person
  }

  // MARK: Merge and outbox

  private func addMerge(to router: RouterGroup<DeskContext>) {
    router.form("/tickets/:id/merge") { form, _, context in
      let change = try TicketChange(page, form, context)
      let id = try change.id()
      let words = site.words[context.language]
      guard let other = form.filled("other").flatMap({ TicketID(parsing: $0) }), other != id,
        try await site.read({ try $0.ticket(other) }) != nil
      else {
        return try await refused(
          change, words("ticket.badOther", ["value": ShownName.of(form["other"], limit: 40)]))
      }
      let outcome = try await change.perform { try $0.merge($1, other, by: $2, in: $3) }
      let survivor = min(id, other)
      return try await answer(
        change, Again(name: "merge", fields: ["other"]), outcome,
        next: "\(TicketView.path(of: survivor))?merged=\(max(id, other).number)")
    }
  }

  private func addRetry(to router: RouterGroup<DeskContext>) {
    router.form("/tickets/:id/outbox/:row/retry") { form, _, context in
      let change = try TicketChange(page, form, context)
      let id = try change.id()
      // Another ticket's mail is none of this page's.
      guard let row = context.parameters.get("row").flatMap({ Int64($0) }),
        try await site.read({ try $0.outboxEntry(row) })?.ticket == id
      else { throw PageError(.notFound) }
      let outcome = try await change.perform { desk, _, actor, transaction in
        try desk.retryOutbox(row, by: actor, in: transaction)
      }
      return try await answer(
        change, Again(name: "outbox/\(row)/retry", fields: [], word: "retry"), outcome, next: TicketView.path(of: id))
    }
  }
}

extension Refusal {
  /// What happened, as a sentence for a page: advice speaks of commands, which are not at hand there.
  var sentence: String { what.prefix(1).uppercased() + what.dropFirst() + "." }
}
