import Desk
import Hummingbird
import Store
import Work

/// The ledger of incoming mail: what became of each message, and what is done with those put aside.
struct IntakeResource: APIResource {
  var operations: [Operation] {
    [
      .get("/intake", query: ["disposition", "mailbox", "since", "limit", "cursor"], answer: list),
      .get("/intake/{row}", answer: show),
      change("release") { desk, row, actor in try desk.release([row], by: actor) },
      change("retry") { desk, row, actor in try desk.retry([row], by: actor) },
      change("discard") { desk, row, actor in try desk.discard([row], by: actor) },
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    try await call.page { store in
      var query = call.query
      var filter = IntakeFilter()
      filter.disposition = query.choice("disposition")
      filter.mailbox = query.text("mailbox", 1...1000)
      filter.since = query.instant("since")
      let limit = query.limit()
      let cursor = query.text("cursor")
      try query.check()
      filter.before = try cursor.map(RowPage.cursor)
      filter.limit = limit + 1
      let (rows, next) = RowPage.cut(try store.intake(filter), limit, \.id)
      return (rows.map(JSONForm.intake), next)
    }
  }

  @Sendable private func show(_ call: Call) async throws -> Response {
    let row = try call.number("row", of: "intake row")
    let entry = try await call.site.read { store in
      guard let entry = try store.intakeEntry(row) else { throw Problem.notFound("there is no intake row \(row)") }
      return entry
    }
    return call.json(JSONForm.intake(entry))
  }

  private func change(
    _ verb: String, _ act: @escaping @Sendable (DeskWork, Int64, Actor) throws -> [IntakeResult]
  ) -> Operation {
    .post("/intake/{row}/" + verb) { call in
      let row = try call.number("row", of: "intake row")
      let body = try await call.body(members: [])
      try body.check()
      return try await call.onceApart(body) { desk, actor in
        guard let result = try act(desk, row, actor).first else {
          throw Problem.notFound("there is no intake row \(row)")
        }
        return KeptAnswer(JSONForm.intake(result.entry))
      }
    }
  }
}
