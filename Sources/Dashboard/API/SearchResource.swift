import Desk
import Hummingbird
import Store

/// Tickets by their words.
struct SearchResource: APIResource {
  var operations: [Operation] { [.get("/search", query: ["q", "limit", "cursor"], answer: search)] }

  @Sendable private func search(_ call: Call) async throws -> Response {
    try await call.page(with: ["did_you_mean", "complaints"]) { store in
      var query = call.query
      let words = query.text("q", 1...500)
      if words == nil, query.faults.isEmpty { query.fault("q", "q is missing: the words to look for") }
      let limit = query.limit()
      let text = query.text("cursor")
      try query.check()
      let cursor = try text.map { try TicketQuery.cursor($0, walking: .search) }
      let name = try call.context.operator().name
      let now = store.now()
      let search = SearchQuery(words ?? "", now: now, operator: name)
      let page = try store.search(search, for: name, limit: limit, after: cursor)
      return (
        page.rows.map { .object(JSONForm.ticket($0.ticket, now: now)) }, page.next?.description,
        [.string(orNull: page.didYouMean), .array(search.complaints.map(Self.json))]
      )
    }
  }

  private static func json(_ complaint: SearchQuery.Complaint) -> JSONValue {
    .object([.init("term", .string(complaint.term)), .init("suggestion", .string(orNull: complaint.suggestion))])
  }
}
