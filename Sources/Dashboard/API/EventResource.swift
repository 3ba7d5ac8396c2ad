import Desk
import Hummingbird
import Store

/// What happened on the desk, in its order.
struct EventResource: APIResource {
  var operations: [Operation] { [.get("/events", query: ["after", "limit"], answer: events)] }

  @Sendable private func events(_ call: Call) async throws -> Response {
    try await call.page { store in
      var query = call.query
      let after = query.number("after", 0...Int64.max)
      let limit = query.limit()
      try query.check()
      let events = try store.events(after: after ?? 0, limit: limit)
      let next = events.count == limit ? events.last.map { String($0.sequence) } : nil
      return (events.map(JSONForm.event), next)
    }
  }
}
