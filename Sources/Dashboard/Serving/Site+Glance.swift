import Desk
import Store

/// What every page of an operator shows beside its own: the counts of the rail, and up to which event they hold.
struct Glance: Sendable {
  var counts: DeskCounts
  var lastEvent: Int64

  /// Read before anything else of a page: what happens meanwhile is then told once more, and never missed.
  init(_ store: TicketStore, for operator: Operator) throws {
    lastEvent = try store.lastEventSequence()
    counts = try store.counts(for: `operator`.name)
  }
}

extension Site {
  func glance(for operator: Operator) async throws -> Glance {
    try await read { try Glance($0, for: `operator`) }
  }

  /// What `rail.mustache` is filled with.
  func rail(_ glance: Glance, for operator: Operator, active: String, _ words: Catalogue) -> View {
    RailView(words: words, counts: glance.counts, isAdmin: `operator`.role == .admin).view(active: active)
  }
}

extension Catalogue {
  /// The texts that scripts say, as attributes of the element that they read them from.
  var sayings: String {
    (sections["live"] ?? [:]).sorted { $0.key < $1.key }.map { key, text in
      " data-\(key.replacing(".", with: "-"))=\"\(EscapedHTML.escaped(text))\""
    }.joined()
  }
}
