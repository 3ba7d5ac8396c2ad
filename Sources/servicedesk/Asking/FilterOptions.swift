import ArgumentParser
import Desk
import Store

/// Which tickets a listing shows.
struct FilterOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "One or more of new, open, pending, resolved, closed, or all. Default: all but closed.", valueName: "status"))
  var status: [String] = []

  @Option(help: ArgumentHelp("high, medium or low.", valueName: "level"))
  var priority: String?

  @Option(help: ArgumentHelp("Only those of an operator.", valueName: "operator"))
  var assignee: String?

  @Flag(help: "Only mine.")
  var mine = false

  @Option(help: ArgumentHelp("Only those of a queue.", valueName: "name"))
  var queue: String?

  @Option(help: ArgumentHelp("Only those of somebody who wrote.", valueName: "address"))
  var requester: String?

  @Option(help: ArgumentHelp("Only those with a tag.", valueName: "word"))
  var tag: String?

  @Flag(help: "Only those that are late.")
  var overdue = false

  @Flag(help: "Only those that nobody works.")
  var unassigned = false

  @Option(help: ArgumentHelp("Only those made since \(TimeWord.forms).", valueName: "when"))
  var since: String?

  @Option(help: ArgumentHelp("How many; 0 is all.", valueName: "number"))
  var limit = 50

  /// The filter that the options make, over another where they say nothing.
  func filter(_ desk: Wiring, _ store: TicketStore, over other: TicketFilter = TicketFilter()) throws -> TicketFilter {
    guard limit >= 0 else { throw UsageError("--limit is a number from 0, which is all") }
    var filter = other
    if !status.isEmpty { filter.statuses = try statuses() }
    if let priority { filter.priority = try Named.priority(priority) }
    if let name = try mine ? Acting(desk).name : assignee { filter.assignee = name }
    if let name = assignee, try store.operator(named: name) == nil { throw try desk.unknownOperator(name, store) }
    if let queue { filter.queue = try desk.known(queue: queue, store) }
    if let requester { filter.requester = EmailAddress(requester) }
    if let tag { filter.tag = tag.lowercased() }
    if overdue { filter.overdueOnly = true }
    if unassigned { filter.unassignedOnly = true }
    if let since { filter.since = try TimeWord.since(since, now: desk.now()) }
    filter.limit = limit
    return filter
  }

  /// Whether the listing is cut down to some tickets.
  var isNarrow: Bool {
    priority != nil || assignee != nil || mine || queue != nil || requester != nil || tag != nil || overdue
      || unassigned || since != nil || !status.isEmpty
  }

  private func statuses() throws -> TicketFilter.Statuses {
    let words = status.flatMap { $0.split(separator: ",").map(String.init) }
    guard !words.isEmpty else { return .unfinished }
    if words.contains("all") { return .all }
    let names = Status.allCases.map(\.rawValue) + ["all"]
    return .only(
      Set(
        try words.map { word in
          guard let status = Status(rawValue: word.lowercased()) else {
            throw UsageError(no: "status", word, among: names, listedAs: "Statuses")
          }
          return status
        }))
  }
}

extension Wiring {
  /// A queue of the configuration, or one that tickets are still in.
  ///
  /// - Throws: `UsageError` with the nearest name.
  func known(queue name: String, _ store: TicketStore) throws -> String {
    let names = try config.settings.queues.map(\.name) + store.queueNames()
    guard !names.contains(name) else { return name }
    throw UsageError(no: "queue", name, among: Set(names).sorted(), listedAs: "Queues")
  }
}
