import ArgumentParser
import Desk
import Store

/// `search`: tickets by the words in their messages.
struct SearchCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find tickets by words in any message, newest first.",
    discussion: """
      All words must be in one message. Closed tickets are searched too, unless --status says otherwise.

        servicedesk search printer toner
        servicedesk search ログイン --status open
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var filter: FilterOptions

  @Argument(help: ArgumentHelp("Words.", valueName: "word"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    let store = try desk.storeForReading()
    var filter = try filter.filter(desk, store)
    if self.filter.status.isEmpty { filter.statuses = .all }
    let tickets = try store.search(words.joined(separator: " "), filter: filter)
    if options.json {
      for ticket in tickets { try desk.printer.json(.object(JSONForm.ticket(ticket, now: desk.now()))) }
      return
    }
    let asked = Harmless.line(words.joined(separator: " "))
    guard !tickets.isEmpty else {
      return try desk.printer.line("No message has all of: \(asked)")
    }
    for line in TicketTable(screen: desk.screen, now: desk.now()).lines(tickets) { try desk.printer.line(line) }
    let isCut = filter.limit > 0 && tickets.count == filter.limit
    let more = isCut ? " More: --limit 0" : ""
    try desk.printer.line(
      "\(Figure.counted(tickets.count, "ticket"))\(isCut ? " or more" : ""), newest message first.\(more)")
  }
}
