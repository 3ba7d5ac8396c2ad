import Desk

/// What an inbox shows, as its URL says it: the URL is the state, so that every view can be kept and sent on.
struct InboxQuery: Equatable, Sendable {
  enum Assignee: Equatable, Sendable {
    case anyone, me, nobody
    case named(String)
  }

  /// Nil is all but closed, and for a search all of them.
  var statuses: TicketFilter.Statuses?
  var priority: Priority?
  var assignee = Assignee.anyone
  var queue: String?
  var tag: String?
  var requester: String?
  var isOverdue = false
  /// What was typed into the search field.
  var text = ""
  /// Where the page before ended.
  var after: TicketCursor?

  private static let mostCharacters = 320

  init() {}

  /// Reads what stands behind the `?`; what is not understood is as if it were not there.
  init(_ query: Query) {
    func short(_ name: String) -> String? { query[name].map { String($0.prefix(Self.mostCharacters)) } }
    statuses = Self.statuses(query.all("status"))
    priority = query["priority"].flatMap(Priority.init(rawValue:))
    switch short("assignee") {
    case nil: assignee = .anyone
    case "me": assignee = .me
    case "nobody": assignee = .nobody
    case let name?: assignee = .named(name)
    }
    queue = short("queue")
    tag = short("tag")
    requester = short("requester")
    isOverdue = query["overdue"] == "1"
    text = String((query["q"] ?? "").prefix(1000))
    after = query["after"].flatMap(TicketCursor.init(parsing:))
  }

  private static func statuses(_ values: [String]) -> TicketFilter.Statuses? {
    let names = values.prefix(8).flatMap { $0.prefix(100).split(separator: ",") }
    if names.contains("all") { return .all }
    let chosen = Set(names.compactMap { Status(rawValue: String($0)) })
    return chosen.isEmpty ? nil : .only(chosen)
  }

  var isSearch: Bool { text.contains { !$0.isWhitespace } }

  /// Whether it is the inbox itself: nothing asked for.
  var isPlain: Bool { self == InboxQuery() }

  /// The same from its first page on.
  var first: InboxQuery { with { $0.after = nil } }

  /// Another view, a step from this one; it begins at its first page.
  func with(_ change: (inout InboxQuery) -> Void) -> InboxQuery {
    var other = self
    other.after = nil
    change(&other)
    return other
  }

  /// Where it is found.
  var path: String {
    var fields: [(String, String)] = []
    if isSearch { fields.append(("q", text)) }
    switch statuses {
    case nil, .unfinished: break
    case .all: fields.append(("status", "all"))
    case .only(let chosen):
      fields.append(("status", Status.allCases.filter(chosen.contains).map(\.rawValue).joined(separator: ",")))
    }
    if let priority { fields.append(("priority", priority.rawValue)) }
    switch assignee {
    case .anyone: break
    case .me: fields.append(("assignee", "me"))
    case .nobody: fields.append(("assignee", "nobody"))
    case .named(let name): fields.append(("assignee", name))
    }
    if let queue { fields.append(("queue", queue)) }
    if let tag { fields.append(("tag", tag)) }
    if let requester { fields.append(("requester", requester)) }
    if isOverdue { fields.append(("overdue", "1")) }
    if let after { fields.append(("after", after.description)) }
    guard !fields.isEmpty else { return "/" }
    return "/?" + fields.map { $0.0 + "=" + URLEncoded.encoded($0.1) }.joined(separator: "&")
  }

  /// The entry of the rail that shows the same; nil for a view of the reader's own.
  var place: String? {
    if let queue, first == InboxQuery().with({ $0.queue = queue }) { return "queue:" + queue }
    return Self.places.first { $0.query == first }?.id
  }

  /// The views that the rail leads to.
  static let places: [(id: String, query: InboxQuery)] = [
    ("unfinished", InboxQuery()),
    ("mine", InboxQuery().with { $0.assignee = .me }),
    ("unassigned", InboxQuery().with { $0.assignee = .nobody }),
    ("overdue", InboxQuery().with { $0.isOverdue = true }),
    ("high", InboxQuery().with { $0.priority = .high }),
    ("pending", InboxQuery().with { $0.statuses = .only([.pending]) }),
    ("resolved", InboxQuery().with { $0.statuses = .only([.resolved]) }),
  ]
}

extension InboxQuery {
  /// As many rows as a page has.
  static let rows = 50

  /// What is asked of the store.
  ///
  /// - Parameter name: whom `me` means.
  func filter(for name: String) -> TicketFilter {
    var filter = TicketFilter()
    narrow(&filter, for: name)
    filter.limit = Self.rows
    filter.after = after
    return filter
  }

  /// What was typed, understood, within what the other fields leave.
  func search(now: Instant, for name: String) -> SearchQuery {
    var search = SearchQuery(text, now: now, operator: name)
    narrow(&search.filter, for: name)
    return search
  }

  private func narrow(_ filter: inout TicketFilter, for name: String) {
    if let statuses { filter.statuses = statuses }
    if let priority { filter.priority = priority }
    switch assignee {
    case .anyone: break
    case .me: filter.assignee = name
    case .nobody: filter.unassignedOnly = true
    case .named(let other): filter.assignee = other
    }
    if let queue { filter.queue = queue }
    if let tag { filter.tag = tag }
    if let requester { filter.requester = EmailAddress(requester) }
    if isOverdue { filter.overdueOnly = true }
  }

  /// What keeps a ticket from being shown now; nil where it is shown.
  ///
  /// A search is not done again: its rows stay.
  func misfit(of ticket: Ticket, now: Instant, for name: String) -> Misfit? {
    if let survivor = ticket.mergedInto { return .merged(survivor) }
    guard !isSearch else { return nil }
    let hasStatus =
      switch statuses ?? .unfinished {
      case .unfinished: ticket.status != .closed
      case .all: true
      case .only(let chosen): chosen.contains(ticket.status)
      }
    if !hasStatus { return .status }
    if let priority, ticket.priority != priority { return .priority }
    switch assignee {
    case .anyone: break
    case .me: if ticket.assignee != name { return .assignee }
    case .nobody: if ticket.assignee != nil { return .assignee }
    case .named(let other): if ticket.assignee != other { return .assignee }
    }
    if let queue, ticket.queue != queue { return .queue }
    if let tag, !ticket.tags.contains(tag) { return .other }
    if let requester, ticket.requester.address != EmailAddress(requester) { return .other }
    if isOverdue, !ticket.isOverdue(at: now) { return .other }
    return nil
  }

  /// Why a ticket that was shown no longer fits.
  enum Misfit: Equatable {
    case merged(TicketID)
    case status, priority, assignee, queue, other
  }
}
