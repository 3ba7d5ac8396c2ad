import ArgumentParser
import Desk
import Work

/// `resolve`: the work is done, and the requester hears how.
struct ResolveCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Resolve tickets, and tell their requesters.",
    discussion: """
      The text goes to the requester whole, in the resolved notice; an answer to it reopens the ticket.

        servicedesk resolve 12 --message "Renewed the certificate. Please reconnect."
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: FreeText

  @Argument(help: ArgumentHelp("Tickets.", valueName: "ticket"))
  var tickets: [String]

  func run(_ desk: Wiring) throws {
    let ids = try Named.tickets(tickets)
    let text = try text.read(desk, for: "text for \(ids.map(\.description).joined(separator: ", "))")
    try answer(desk, tickets, .resolve(text: text)) { _ in "resolved" }
  }
}
