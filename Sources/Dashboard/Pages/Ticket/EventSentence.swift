import Desk

/// An event as a sentence, and the icon that stands before it.
struct EventSentence {
  let event: Event
  let words: Catalogue
  let names: ActorNames
  let shown: Shown
  /// The tag or header that gave the ticket its first priority, for the event of its opening.
  var opening: String?
  /// Who wrote each message, by its number.
  var senders: [String: String] = [:]

  private static let longestValue = 200

  private var isByOperator: Bool { event.actor != ActorNames.desk && event.actor != ActorNames.mail }

  /// The sentence: in the words for what the desk or a mail did, where that reads otherwise.
  var pieces: [RichText] {
    let key = "ticket.event." + event.kind.rawValue
    // Who takes a ticket has not given it to somebody.
    let isOwn = event.kind == .assigned && details["to"] == event.actor
    let keys = [
      isOwn ? key + ".self" : nil, variant.map { key + "." + $0 }, isByOperator ? key : key + "." + event.actor, key,
    ].compactMap { $0 }
    guard let found = keys.first(where: words.has) else { return [.plain(event.kind.rawValue)] }
    return words.rich(found, values)
  }

  /// What tells kinds of one event apart: of a link, of a report, of what was undone, of what gave the first priority.
  private var variant: String? {
    if details["report"] != nil { return "report" }
    if event.kind == .undone { return ["priority", "assignee", "status"].first { details[$0] != nil } }
    return details["kind"] ?? details["source"].flatMap { opening == nil && $0 != "operator" ? "queue" : $0 }
  }

  private var details: [String: String] {
    Dictionary(event.details.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private var values: [String: RichText] {
    var values: [String: RichText] = ["actor": .strong(names(event.actor))]
    for (name, value) in details { values[name] = piece(name, value) }
    if let opening { values["sign"] = .code(opening) }
    values["who"] = details["message"].flatMap { senders[$0] }.map(RichText.strong) ?? values["actor"]
    return values
  }

  private func piece(_ name: String, _ value: String) -> RichText {
    if let id = TicketID(parsing: value), value.hasPrefix("SD-") { return .link(value, path: "/tickets/\(id.number)") }
    switch (event.kind, name) {
    case (.opened, "priority"): return .strong(words("ticket.level." + value))
    case (.assigned, _), (.unassigned, _): return .strong(names(value))
    case (.tagged, _), (.untagged, _): return .code(ShownName.of(value, limit: 64))
    case (_, "due"), (_, "until"):
      return .plain(Instant(parsing: value).map(shown.exact) ?? value)
    case (_, "kind"): return .plain(words.has("ticket.notice." + value) ? words("ticket.notice." + value) : value)
    case (.undone, "assignee") where value == "nobody": return .strong(words("common.nobody").lowercased())
    case (.undone, "assignee"): return .strong(names(value))
    case (.prioritised, "from"), (.prioritised, "to"), (.undone, "priority"):
      return .strong(words("ticket.small." + value))
    case (.statusChanged, "from"), (.statusChanged, "to"), (.undone, "status"):
      return .strong(words("common." + value).lowercased())
    default: return .plain(ShownName.of(value, limit: Self.longestValue))
    }
  }

  /// What one hand did at one time, in one sentence: who it was is said once.
  static func joined(_ sentences: [[RichText]]) -> [RichText] {
    sentences.dropFirst().reduce(sentences.first ?? []) { told, next in
      guard case .plain(let end) = told.last, end.hasSuffix("."), next.first == told.first, case .strong = next.first,
        case .plain(let verb) = next.dropFirst().first
      else { return told + [.plain(" ")] + next }
      return told.dropLast() + [.plain(String(end.dropLast()) + "," + verb)] + next.dropFirst(2)
    }
  }

  var icon: String {
    switch event.kind {
    case .assigned, .unassigned, .requesterChanged, .watched, .unwatched: "i-user"
    case .prioritised: details["to"].map { "i-" + $0 } ?? "i-medium"
    case .opened: details["priority"].map { "i-" + $0 } ?? "i-new"
    case .tagged, .untagged: "i-tag"
    case .resolved, .closed: "i-check"
    case .newcomer: "i-newcomer"
    case .overdue: "i-overdue"
    case .bounced, .deliveryFailed, .addressFlagged: "i-undelivered"
    case .noticeHeld, .noticeQueued, .sent, .autoReplied, .duplicate: "i-mail"
    case .statusChanged where details["to"] == "pending": "i-pause"
    default: "i-open"
    }
  }

  /// Whether it stands in the conversation: what a message or its delivery shows already does not.
  static func isInConversation(_ event: Event) -> Bool {
    switch event.kind {
    case .assigned, .unassigned, .prioritised, .statusChanged, .tagged, .untagged, .resolved, .closed, .reopened,
      .merged, .linked, .requesterChanged, .subjectChanged, .watched, .unwatched, .overdue, .noticeHeld, .opened:
      true
    default: false
    }
  }
}
