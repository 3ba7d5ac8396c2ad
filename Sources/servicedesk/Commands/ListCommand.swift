import ArgumentParser
import Desk
import Mailbox
import Store

/// `list`: tickets, most urgent first.
struct ListCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show tickets, most urgent first.",
    discussion: """
      `!!` is late, `!` is high priority. DUE is the next promise that is still to be kept.

        servicedesk list --mine
        servicedesk list --status new open --priority high
        servicedesk list --since today --sort newest --limit 0
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var filter: FilterOptions

  @Option(help: ArgumentHelp("urgency, newest, oldest or updated.", valueName: "order"))
  var sort = "urgency"

  func run(_ desk: Wiring) throws {
    let order: TicketFilter.Order = try Named.value(sort, "order", "Orders")
    let store = try desk.storeForReading()
    var filter = try filter.filter(desk, store)
    filter.order = order
    let page = try store.list(filter)
    if options.json {
      for ticket in page.tickets { try desk.printer.json(.object(JSONForm.ticket(ticket, now: desk.now()))) }
    } else if page.tickets.isEmpty {
      try sayNothingThere(desk, store)
    } else {
      for line in TicketTable(screen: desk.screen, now: desk.now()).lines(page.tickets) { try desk.printer.line(line) }
      try desk.printer.line(ending(page, order))
    }
  }

  /// What is shown, and what is not.
  private func ending(_ page: TicketPage, _ order: TicketFilter.Order) -> String {
    let shown = page.tickets.count
    let words = [TicketFilter.Order.urgency: "most urgent first", .newest: "newest first", .oldest: "oldest first"]
    let isCut = page.total.map { $0 > shown } ?? (filter.limit > 0 && shown == filter.limit)
    let of = page.total.map { $0 > shown ? " of \(Figure.grouped($0))" : "" } ?? (isCut ? " or more" : "")
    var line = "\(Figure.grouped(shown))\(of) shown, \(words[order] ?? "last changed first")."
    if page.overdue > 0 { line += " \(Figure.grouped(page.overdue)) overdue." }
    var more: [String] = []
    if isCut { more.append("--limit 0") }
    if !filter.isNarrow { more.append("--mine") }
    if filter.status.isEmpty { more.append("--status all") }
    return more.isEmpty ? line : line + " More: " + more.joined(separator: ", ")
  }

  private func sayNothingThere(_ desk: Wiring, _ store: TicketStore) throws {
    guard try store.deskStatistics().tickets == 0 else {
      let hint =
        filter.isNarrow ? "Without filters: servicedesk list" : "All tickets are closed: servicedesk list --status all"
      return try desk.printer.line("No such tickets. \(hint)")
    }
    let address = desk.config.settings.queues.first?.address.original ?? "the desk"
    let mailbox = desk.config.mailboxes.first.map(desk.name(of:)) ?? "maildir:/var/mail/support"
    try desk.printer.line("No tickets yet. Mail to \(address) becomes one:")
    try desk.printer.line("  servicedesk ingest \(mailbox)   take in what waits there")
    try desk.printer.line("  servicedesk new \"SUBJECT\"   write one down yourself")
  }
}
