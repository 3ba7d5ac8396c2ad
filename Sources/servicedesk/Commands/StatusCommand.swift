import ArgumentParser
import Desk
import Work

/// `status`: moves a ticket by the one table of moves.
struct StatusCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Move tickets to another status.",
    discussion: """
      new → open → pending (waiting for the requester; the clock stops) → resolved → closed. Resolved and closed tell the \
      requester, as the commands resolve and close do.

        servicedesk status 19 pending
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Tickets, then the status.", valueName: "ticket … status"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    guard words.count >= 2, let word = words.last else {
      throw UsageError("name the tickets and then the status: servicedesk status 19 pending")
    }
    let status = try Named.status(word)
    try answer(desk, words.dropLast(), .status(status)) { _ in "set to \(status.rawValue)" }
  }
}
