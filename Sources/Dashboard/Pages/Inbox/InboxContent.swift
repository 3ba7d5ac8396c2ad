import Desk
import Store
import Work

/// Everything that an inbox page shows, read in one go.
struct InboxContent: Sendable {
  var glance: Glance
  var operators: [Operator]
  var tags: [String]
  var page: TicketRowPage
  /// What was typed into the search field, understood; nil where nothing was.
  var search: SearchQuery?
  var didYouMean: String?
  /// Whether the desk has no ticket at all.
  var isUntouched = false
  var undo: UndoInfo?

  /// As many tags are offered.
  private static let mostTags = 40

  init(_ query: InboxQuery, for operator: Operator, from desk: DeskWork) throws {
    let store = desk.store
    let name = `operator`.name
    glance = try Glance(store, for: `operator`)
    operators = try store.operators().filter { !$0.isDisabled }
    tags = try store.tagNames(limit: Self.mostTags)
    undo = try desk.lastUndo(of: name)
    if query.isSearch {
      let search = query.search(now: store.now(), for: name)
      self.search = search
      if !search.hasWords {
        // Operators alone are a filter like any other, most urgent first.
        var filter = search.filter
        filter.limit = InboxQuery.rows
        filter.after = query.after
        page = try store.rows(filter, for: name)
      } else {
        let found = try store.search(search, for: name, limit: InboxQuery.rows, after: query.after)
        didYouMean = found.didYouMean
        page = TicketRowPage(
          rows: found.rows, next: found.next, shownBefore: query.after?.shown ?? 0, asOf: store.now())
      }
    } else {
      page = try store.rows(query.filter(for: name), for: name)
      if query.isPlain, page.rows.isEmpty {
        var all = TicketFilter()
        all.statuses = .all
        all.limit = 1
        isUntouched = try store.rows(all, for: nil).rows.isEmpty
      }
    }
  }

  /// Whether rows stand in the order of urgency, under the heads of their groups.
  var isGrouped: Bool { search.map { !$0.hasWords } ?? true }
}
