import ArgumentParser
import Desk
import Store

/// `search`: tickets by the words in their messages.
struct SearchCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find tickets by words in any message, newest first.",
    discussion: """
      All words must be in one message; "several words" are a phrase, and prin* finds what begins so. Closed tickets are
      searched too, unless --status or is: says otherwise. These narrow it down, with or without words:

        is:overdue is:open is:unassigned is:mine is:high   status:open,pending   priority:high   queue:NAME
        assignee:NAME   requester:ADDRESS   from:NAME   subject:WORD   tag:WORD   has:attachment
        after:2026-11-01   before:3d

        servicedesk search printer toner
        servicedesk search ログイン --status open
        servicedesk search printer from:ana is:overdue
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var filter: FilterOptions

  @Argument(help: ArgumentHelp("Words.", valueName: "word"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    guard words.contains(where: { $0.contains { !$0.isWhitespace } }) else {
      throw UsageError("nothing to search for: give a word, such as: servicedesk search printer")
    }
    let store = try desk.storeForReading()
    let query = try query(desk, store)
    for complaint in query.complaints { desk.printer.remark(complaint.sentence) }
    let found = try tickets(store, query)
    if options.json {
      for ticket in found.tickets { try desk.printer.json(.object(JSONForm.ticket(ticket, now: desk.now()))) }
      return
    }
    guard !found.tickets.isEmpty else { return try sayNothingFound(desk, query, found.didYouMean) }
    for line in TicketTable(screen: desk.screen, now: desk.now()).lines(found.tickets) { try desk.printer.line(line) }
    let order = query.hasWords ? "newest message first" : "most urgent first"
    let counted = Figure.counted(found.tickets.count, "ticket") + (found.isCut ? " or more" : "")
    try desk.printer.line("\(counted), \(order).\(found.isCut ? " More: --limit 0" : "")")
  }

  /// What was typed, with what the options add to it: where both say something, the options do.
  private func query(_ desk: Wiring, _ store: TicketStore) throws -> SearchQuery {
    let name = (try? Acting(desk))?.name
    var query = SearchQuery(
      words.joined(separator: " "), now: desk.now(), operator: name, midnight: LocalTime.midnight(year:month:day:))
    query.filter = try filter.filter(desk, store, over: query.filter)
    return query
  }

  private func tickets(_ store: TicketStore, _ query: SearchQuery) throws -> (
    tickets: [Ticket], isCut: Bool, didYouMean: String?
  ) {
    let limit = filter.limit > 0 ? filter.limit : Int.max
    var tickets: [Ticket] = []
    var page = try store.search(query, for: nil, limit: min(limit, Self.pageLimit), after: nil)
    let didYouMean = page.didYouMean
    tickets += page.rows.map(\.ticket)
    while let next = page.next, tickets.count < limit {
      page = try store.search(query, for: nil, limit: min(limit - tickets.count, Self.pageLimit), after: next)
      tickets += page.rows.map(\.ticket)
    }
    return (tickets, page.next != nil, didYouMean)
  }

  private static let pageLimit = 500

  private func sayNothingFound(_ desk: Wiring, _ query: SearchQuery, _ didYouMean: String?) throws {
    let question = didYouMean.map { ". Did you mean: \(Harmless.line($0))" } ?? ""
    let asked = Harmless.line(query.text)
    try desk.printer.line((query.hasWords ? "No message has all of: " : "No ticket is: ") + asked + question)
  }
}
