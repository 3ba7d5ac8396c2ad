package import Desk

extension TicketStore {
  /// How far what is not kept is counted.
  package static let mostCounted = 10_000

  /// How many tickets one page looks at, when few of them fit its filter.
  static let pageBudget = 20_000

  /// A page of rows to the eyes of an operator, at a cost that does not grow with what is stored.
  ///
  /// - Parameter name: an operator's name; nil shows nothing as unread.
  /// - Throws: `Refusal` with `badValue` for a cursor of another order; `StoreError`.
  package func rows(_ filter: TicketFilter, for name: String?) throws -> TicketRowPage {
    let now = now()
    return try read { try $0.rowPage(filter, for: name, now: now, budget: Self.pageBudget) }
  }

  /// One ticket as a row, not followed when it is merged; nil when there is none.
  package func row(_ id: TicketID, for name: String?) throws -> TicketRow? {
    try read { try $0.rows([id], for: $0.reader(name)).first }
  }
}

extension Connection {
  func rowPage(_ filter: TicketFilter, for name: String?, now: Instant, budget: Int) throws -> TicketRowPage {
    let listing = try listing(filter, now: now, budget: budget)
    let overdue = try overdue(listing, atMost: TicketStore.mostCounted)
    return TicketRowPage(
      rows: try rows(listing.ids, for: reader(name)), total: try total(filter, listing.lanes), overdue: overdue.count,
      overdueIsMore: overdue.isMore, next: listing.next, shownBefore: filter.after?.shown ?? 0, asOf: listing.asOf)
  }

  func reader(_ name: String?) throws -> Reader? {
    try name.flatMap { name in try operatorID(name).map { Reader(id: $0, name: name) } }
  }

  func operatorID(_ name: String) throws -> Int64? {
    try integer("SELECT id FROM operator WHERE name = ?", [name])
  }
}
