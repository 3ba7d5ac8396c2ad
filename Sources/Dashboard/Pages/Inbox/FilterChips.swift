import Desk

/// The filters of an inbox: each says its field and value, opens a menu of links, and has a cross when it is on.
struct FilterChips {
  let query: InboxQuery
  let words: Catalogue
  let operators: [Operator]
  let queues: [String]
  let tags: [String]

  /// One value that a filter can take.
  private struct Choice {
    var text: String
    var query: InboxQuery
  }

  var views: [View] {
    [status, priority, assignee, queue, tag, requester, overdue].compactMap(\.self)
  }

  private var status: View {
    let usual: TicketFilter.Statuses = query.isSearch ? .all : .unfinished
    var choices = [
      choice(words("inbox.unfinished")) { $0.statuses = query.isSearch ? .unfinished : nil },
      choice(words("inbox.all")) { $0.statuses = query.isSearch ? nil : .all },
    ]
    choices.insert(
      contentsOf: Status.allCases.map { status in
        choice(words("common." + status.rawValue)) { $0.statuses = .only([status]) }
      }, at: 1)
    let chosen = query.statuses ?? usual
    let value =
      switch chosen {
      case .unfinished: words("inbox.unfinished")
      case .all: words("inbox.all")
      case .only(let some): list(Status.allCases.filter(some.contains).map { words("common." + $0.rawValue) })
      }
    let isOn = chosen != .all
    let off = query.with { $0.statuses = query.isSearch || query.statuses == nil ? .all : nil }
    return chip("status", value, choices, off: isOn ? off : nil)
  }

  private var priority: View {
    var choices = [choice(words("inbox.any")) { $0.priority = nil }]
    choices += Priority.allCases.map { level in choice(words("common." + level.rawValue)) { $0.priority = level } }
    let value = query.priority.map { words("common." + $0.rawValue) }
    return chip(
      "priority", value ?? words("inbox.any"), choices, off: value == nil ? nil : query.with { $0.priority = nil })
  }

  private var assignee: View {
    var choices = [
      choice(words("inbox.anyone")) { $0.assignee = .anyone }, choice(words("inbox.me")) { $0.assignee = .me },
      choice(words("common.nobody")) { $0.assignee = .nobody },
    ]
    choices += operators.map { one in choice(one.fullName ?? one.name) { $0.assignee = .named(one.name) } }
    let value: String? =
      switch query.assignee {
      case .anyone: nil
      case .me: words("inbox.me")
      case .nobody: words("common.nobody")
      case .named(let name): operators.first { $0.name == name }?.fullName ?? name
      }
    return chip(
      "assignee", value ?? words("inbox.anyone"), choices,
      off: value == nil ? nil : query.with { $0.assignee = .anyone })
  }

  private var queue: View? {
    guard queues.count > 1 || query.queue != nil else { return nil }
    var choices = [choice(words("inbox.all")) { $0.queue = nil }]
    choices += queues.map { name in choice(name) { $0.queue = name } }
    return chip(
      "queue", query.queue ?? words("inbox.all"), choices,
      off: query.queue == nil ? nil : query.with { $0.queue = nil })
  }

  private var tag: View? {
    guard !tags.isEmpty || query.tag != nil else { return nil }
    var choices = [choice(words("inbox.any")) { $0.tag = nil }]
    choices += tags.map { name in choice(name) { $0.tag = name } }
    return chip(
      "tag", query.tag ?? words("inbox.any"), choices, off: query.tag == nil ? nil : query.with { $0.tag = nil })
  }

  private var requester: View? {
    query.requester.map { address in
      let off = query.with { $0.requester = nil }
      return chip("requester", address, [Choice(text: words("inbox.anyone"), query: off)], off: off)
    }
  }

  private var overdue: View? {
    guard query.isOverdue else { return nil }
    let off = query.with { $0.isOverdue = false }
    return chip("serviceLevel", words("rail.overdue"), [Choice(text: words("inbox.any"), query: off)], off: off)
  }

  private func choice(_ text: String, _ change: (inout InboxQuery) -> Void) -> Choice {
    Choice(text: text, query: query.with(change))
  }

  private func chip(_ key: String, _ value: String, _ choices: [Choice], off: InboxQuery?) -> View {
    let name = words("inbox." + key)
    var view: View = [
      "name": name, "value": value, "isOn": off != nil,
      "choices": choices.map { choice in
        ["text": choice.text, "href": choice.query.path, "isChosen": choice.query == query.first] as View
      },
    ]
    view["off"] = off.map { ["href": $0.path, "label": words("inbox.off", ["name": name])] as View }
    return view
  }

  private func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }
}
