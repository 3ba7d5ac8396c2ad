import ArgumentParser
import Desk
import Work

/// `reopen`: it was not done after all.
struct ReopenCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen",
    abstract: "Take resolved or closed tickets back to open.",
    discussion: """
      Due times go on from where they were.

        servicedesk reopen 12 --message "It is back"
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: FreeText

  @Argument(help: ArgumentHelp("Tickets.", valueName: "ticket"))
  var tickets: [String]

  func run(_ desk: Wiring) throws {
    let ids = try Named.tickets(tickets)
    let text = try text.read(desk, for: "text for \(ids.map(\.description).joined(separator: ", "))")
    try answer(desk, tickets, .reopen(text: text)) { _ in "reopened" }
  }
}
