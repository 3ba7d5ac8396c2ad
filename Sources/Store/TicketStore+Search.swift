package import Desk

extension TicketStore {
  /// How many messages one page of a search looks at, when few of their tickets are shown.
  static let searchBudget = 20_000

  /// The tickets that a query means: with words, those with a message that holds all of them, newest message first;
  /// without, those of its filter, most urgent first; the name of a ticket means that ticket.
  ///
  /// - Parameter name: the operator to whose eyes the rows are read.
  /// - Throws: `Refusal` with `badValue` for a cursor of something else; `StoreError`.
  package func search(_ query: SearchQuery, for name: String?, limit: Int, after: TicketCursor?) throws -> SearchPage {
    let now = now()
    return try read { connection in
      try connection.search(query, for: name, limit: max(1, limit), after: after, now: now, budget: Self.searchBudget)
    }
  }
}

extension Connection {
  func search(
    _ query: SearchQuery, for name: String?, limit: Int, after: TicketCursor?, now: Instant, budget: Int
  ) throws -> SearchPage {
    guard !query.isEmpty else { return SearchPage(rows: []) }
    let reader = try reader(name)
    if let named = query.ticket, let row = try rows([named], for: reader).first { return SearchPage(rows: [row]) }
    guard query.hasWords else {
      var filter = query.filter
      filter.limit = limit
      filter.after = after
      let listing = try listing(filter, now: now, budget: TicketStore.pageBudget)
      return SearchPage(rows: try rows(listing.ids, for: reader), next: listing.next)
    }
    if let after, after.walk != .search {
      throw Refusal(.badValue, "this link continues a list and no search", advice: "search again")
    }
    let walk = try SearchWalk(query, after: after, now: now, on: self)
    let found = try walk?.page(limit: limit, budget: budget)
    var page = SearchPage(rows: try rows(found?.tickets ?? [], for: reader), next: found?.next)
    if page.rows.isEmpty, page.next == nil, after == nil {
      page.didYouMean = try SearchVocabulary(connection: self).suggestion(for: query)
    }
    return page
  }
}
