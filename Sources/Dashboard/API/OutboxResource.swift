import Desk
import Hummingbird
import Store
import Work

/// The mail that leaves: one row a recipient.
struct OutboxResource: APIResource {
  var operations: [Operation] {
    [
      .get("/outbox", query: ["state", "ticket", "since", "limit", "cursor"], answer: list),
      .get("/outbox/{row}", answer: show),
      change("retry") { desk, row, actor, transaction in try desk.retryOutbox(row, by: actor, in: transaction) },
      change("cancel") { desk, row, actor, transaction in try desk.cancelOutbox(row, by: actor, in: transaction) },
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    try await call.page { store in
      var query = call.query
      var filter = OutboxFilter()
      filter.state = query.choice("state")
      if let text = query.text("ticket", 1...TicketName.longest) {
        filter.ticket = TicketName.id(text)
        if filter.ticket == nil { query.fault("ticket", "ticket is one such as SD-42") }
      }
      filter.since = query.instant("since")
      let limit = query.limit()
      let cursor = query.text("cursor")
      try query.check()
      filter.before = try cursor.map(RowPage.cursor)
      filter.limit = limit + 1
      let (rows, next) = RowPage.cut(try store.outbox(filter), limit, \.id)
      return (rows.map { .object(JSONForm.outbox($0)) }, next)
    }
  }

  @Sendable private func show(_ call: Call) async throws -> Response {
    let row = try call.number("row", of: "outbox row")
    let entry = try await call.site.read { store in
      guard let entry = try store.outboxEntry(row) else { throw Problem.notFound("there is no outbox row \(row)") }
      return entry
    }
    return call.json(.object(JSONForm.outbox(entry)))
  }

  private func change(
    _ verb: String, _ act: @escaping @Sendable (DeskWork, Int64, Actor, Transaction) throws -> Void
  ) -> Operation {
    .post("/outbox/{row}/" + verb) { call in
      let row = try call.number("row", of: "outbox row")
      let body = try await call.body(members: [])
      try body.check()
      return try await call.once(body) { desk, actor, transaction in
        try act(desk, row, actor, transaction)
        return KeptAnswer(.object(JSONForm.outbox(try transaction.outboxEntry(row))))
      }
    }
  }
}
