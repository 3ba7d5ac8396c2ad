import ArgumentParser
import Desk
import Work

/// `close`: final; nothing more is expected.
struct CloseCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Close tickets for good.",
    discussion: """
      A resolved ticket closes by itself after a week. A later mail opens a new ticket that links to it.

        servicedesk close 12 13
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: FreeText

  @Argument(help: ArgumentHelp("Tickets.", valueName: "ticket"))
  var tickets: [String]

  func run(_ desk: Wiring) throws {
    let ids = try Named.tickets(tickets)
    let text = try text.read(desk, for: "text for \(ids.map(\.description).joined(separator: ", "))")
    try answer(desk, tickets, .close(text: text)) { _ in "closed" }
  }
}
