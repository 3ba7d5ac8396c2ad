import Desk
import Hummingbird
import Store
import Work

/// Who gets copies of a ticket's replies, and who wrote and waits to be let in.
struct WatcherResource: APIResource {
  var operations: [Operation] {
    [
      .get("/tickets/{id}/watchers", answer: list),
      .post("/tickets/{id}/watchers", answer: add),
      .delete("/tickets/{id}/watchers/{address}", answer: remove),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    return try await call.page { store in
      guard try store.ticket(id) != nil else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
      let watchers = try store.watchers(of: id).map { Self.json($0, isNewcomer: false) }
      let newcomers = try store.newcomers(of: id).map { Self.json($0, isNewcomer: true) }
      return (watchers + newcomers, nil)
    }
  }

  @Sendable private func add(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    var body = try await call.body(members: ["name", "address"])
    let person = body.person()
    try body.check()
    return try await call.change(id, body) { desk, actor, transaction in
      [try desk.watch(id, person, by: actor, in: transaction)]
    }
  }

  @Sendable private func remove(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    let address = EmailAddress(call.part("address") ?? "")
    return try await call.change(id, try await call.body(members: [])) { desk, actor, transaction in
      [try desk.unwatch(id, address, by: actor, in: transaction)]
    }
  }

  private static func json(_ person: Person, isNewcomer: Bool) -> JSONValue {
    .object([
      .init("name", .string(orNull: person.name)), .init("address", .string(orNull: person.address?.original)),
      .init("newcomer", .bool(isNewcomer)),
    ])
  }
}
