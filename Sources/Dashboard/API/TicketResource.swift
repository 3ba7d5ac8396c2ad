import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// Tickets: the list, one with all that was said, a new one, and changes of its values.
struct TicketResource: APIResource {
  var operations: [Operation] {
    [
      .get("/tickets", query: TicketQuery.parameters, answer: list),
      .post("/tickets", answer: open),
      .get("/tickets/{id}", answer: show),
      .patch("/tickets/{id}", answer: change),
      .get("/tickets/{id}/evidence", answer: evidence),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    try await call.page { store in
      var query = call.query
      let filter = try TicketQuery.filter(&query, mine: call.context.operator().name)
      let page = try store.list(filter)
      let now = store.now()
      return (page.tickets.map { .object(JSONForm.ticket($0, now: now)) }, page.next?.description)
    }
  }

  @Sendable private func show(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    let trusted = call.site.desk.settings.trusted
    let (ticket, bytes) = try await call.site.read { store in
      guard let ticket = try store.ticket(id) else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
      let value = JSONForm.show(
        ticket, conversation: try store.conversation(of: id, trusted: trusted), events: try store.events(of: id),
        links: try store.links(of: id), now: store.now())
      var bytes: [UInt8] = []
      value.write(to: &bytes)
      return (ticket, bytes)
    }
    return call.readable(ByteBuffer(bytes: bytes), tag: EntityTags.of(ticket, shown: bytes))
  }

  @Sendable private func evidence(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    return try await call.page { store in
      guard try store.ticket(id) != nil else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
      return (try store.intakeEntries(ticket: id).map(JSONForm.intake), nil)
    }
  }

  @Sendable private func open(_ call: Call) async throws -> Response {
    var body = try await call.body(
      members: [
        "subject", "text", "requester", "queue", "priority", "assignee", "tags", "watchers", "attachments",
      ], upTo: Call.mostBytesWithFiles)
    let subject = body.text("subject", TextLimit.line)
    let text = body.optionalText("text", TextLimit.optional) ?? ""
    let requester = body.person("requester") ?? Person(name: nil, address: nil)
    let queue = body.optionalText("queue", TextLimit.name)
    let priority: Priority? = body.choice("priority")
    let assignee = body.optionalText("assignee", TextLimit.name)
    let tags = body.texts("tags", TextLimit.name, most: TextLimit.tags)
    let watchers = body.people("watchers", most: TextLimit.people)
    let files = body.attachments()
    try body.check()
    var request = NewRequest(
      requester: requester, subject: subject, text: text, queue: queue, priority: priority, assignee: assignee,
      tags: tags, watchers: watchers)
    request.attach(files)
    return try await call.once(body) { [request] desk, actor, transaction in
      let result = try desk.open(request, by: actor, in: transaction)
      return KeptAnswer(
        [result], status: .created, location: "/api/v1/tickets/\(result.ticket.id)", now: transaction.now)
    }
  }

  /// Several values in one transaction: all of them or none.
  @Sendable private func change(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    var body = try await call.body(
      members: ["subject", "requester", "priority", "assignee", "tags", "status"])
    let change = TicketPatch(&body)
    try body.check()
    return try await call.change(id, body) { desk, actor, transaction in
      try change.apply(to: id, desk, by: actor, in: transaction)
    }
  }
}

/// The values of a ticket that a program sets; what is missing stays.
private struct TicketPatch: Sendable {
  private let subject: String?
  private let requester: Person?
  private let priority: Priority?
  private let tags: [String]?
  private let status: Status?
  private let assignee: String?
  private let setsAssignee: Bool

  init(_ body: inout BodyReader) {
    subject = body.has("subject") ? body.text("subject", TextLimit.line) : nil
    requester = body.has("requester") ? body.neededPerson("requester") : nil
    priority = body.choice("priority", orNull: false)
    tags = body.has("tags") ? body.texts("tags", TextLimit.name, most: TextLimit.tags) : nil
    status = body.choice("status", orNull: false)
    setsAssignee = body.has("assignee")
    assignee = body.optionalText("assignee", TextLimit.name)
  }

  /// The status comes last: being assigned opens a new ticket, and resolving one tells the requester who is it by then.
  func apply(
    to id: TicketID, _ desk: DeskWork, by actor: Actor, in transaction: Transaction
  ) throws -> [VerbResult] {
    let before = try transaction.ticket(id)
    var results: [VerbResult] = []
    if let subject { results.append(try desk.changeSubject(id, to: subject, by: actor, in: transaction)) }
    if let requester { results.append(try desk.changeRequester(id, to: requester, by: actor, in: transaction)) }
    if let priority { results.append(try desk.prioritise(id, as: priority, by: actor, in: transaction)) }
    if let tags {
      let gone = Set(before.tags).subtracting(tags.map { $0.lowercased() })
      results.append(try desk.tag(id, adding: tags, removing: Array(gone), by: actor, in: transaction))
    }
    if setsAssignee { results.append(try desk.assign(id, to: assignee, by: actor, in: transaction)) }
    let now = try transaction.ticket(id).status
    if let status, status != now { results.append(try desk.changeStatus(id, to: status, by: actor, in: transaction)) }
    guard results.isEmpty else { return results }
    // Nothing to set: who may do nothing is told so, and the ticket is what it was.
    return [try desk.tag(id, adding: [], by: actor, in: transaction)]
  }
}
