import Desk

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
  let queues: [String]
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
    [
      entry("unfinished", "/", key: "g i"),
      entry("mine", "/?assignee=me"),
      entry("unassigned", "/?assignee=nobody"),
      entry("overdue", "/?overdue=1", isAlarming: true),
      entry("high", "/?priority=high", isAlarming: true),
      entry("pending", "/?status=pending"),
      entry("resolved", "/?status=resolved"),
    ]
  }

  private var queueEntries: [Entry] {
    queues.map { Entry(id: "queue:" + $0, name: $0, href: "/?queue=" + URLEncoded.encoded($0)) }
  }

  private var desk: [Entry] {
    [entry("new", "/new", key: "n"), entry("reports", "/reports", key: "g r"), entry("health", "/health", key: "g h")]
      + (isAdmin ? [entry("operators", "/operators")] : [])
  }

  private func entry(_ id: String, _ href: String, isAlarming: Bool = false, key: String? = nil) -> Entry {
    Entry(id: id, name: words("rail." + id), href: href, count: nil, isAlarming: isAlarming, key: key)
  }
}
