import Store

/// The rail at the left of every page: where tickets stand, and the desk's other pages.
struct RailView {
  /// A place that the rail leads to.
  struct Entry {
    var id: String
    var name: String
    var href: String
    var count: Int?
    /// Whether any count but 0 is bad news.
    var isAlarming = false
    /// The keys that lead there.
    var key: String?
  }

  let words: Catalogue
  let counts: DeskCounts
  let isAdmin: Bool

  /// What `rail.mustache` is filled with.
  ///
  /// - Parameter active: the id of the entry that the page belongs to, such as `mine` or `queue:billing`.
  func view(active: String) -> View {
    let sections: [(String, [Entry])] = [("tickets", tickets), ("queues", queueEntries), ("desk", desk)]
    return [
      "sections": sections.filter { !$0.1.isEmpty }.map { id, entries in
        [
          "id": id, "name": words("rail." + id),
          "entries": entries.map { view($0, isCurrent: $0.id == active) },
        ] as View
      }
    ]
  }

  private func view(_ entry: Entry, isCurrent: Bool) -> View {
    var view: View = [
      "name": entry.name, "href": entry.href, "isCurrent": isCurrent,
      "isHot": entry.isAlarming && (entry.count ?? 0) > 0,
    ]
    if let count = entry.count { view["count"] = Shown.grouped(count) }
    if let key = entry.key { view["key"] = key }
    return view
  }

  private var tickets: [Entry] {
    InboxQuery.places.map { id, query in
      Entry(
        id: id, name: words("rail." + id), href: query.path, count: counts[id],
        isAlarming: id == "overdue" || id == "high", key: id == "unfinished" ? "g i" : nil)
    }
  }

  private var queueEntries: [Entry] {
    counts.queues.map { queue in
      let query = InboxQuery().with { $0.queue = queue.name }
      return Entry(id: "queue:" + queue.name, name: queue.name, href: query.path, count: queue.unfinished)
    }
  }

  private var desk: [Entry] {
    var entries = [
      Entry(id: "new", name: words("rail.new"), href: "/tickets/new", key: "n"),
      Entry(id: "reports", name: words("rail.reports"), href: "/reports", key: "g r"),
      Entry(id: "health", name: words("rail.health"), href: "/health", key: "g h"),
    ]
    if isAdmin { entries.append(Entry(id: "operators", name: words("rail.operators"), href: "/operators")) }
    return entries
  }
}

extension DeskCounts {
  /// The count beside a place of the rail.
  subscript(place: String) -> Int? {
    switch place {
    case "unfinished": unfinished
    case "mine": mine
    case "unassigned": unassigned
    case "overdue": overdue
    case "high": high
    case "pending": pending
    case "resolved": resolved
    default: nil
    }
  }
}
