import ArgumentParser
import Desk
import Work

/// `priority`: an operator's choice, which no mail changes any more.
struct PriorityCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "priority",
    abstract: "Set the priority of tickets: high, medium or low.",
    discussion: """
      An operator's choice is final: nothing in a mail changes it. Due times are set anew.

        servicedesk priority 19 high
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Tickets, then high, medium or low.", valueName: "ticket … level"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    guard words.count >= 2, let word = words.last else {
      throw UsageError("name the tickets and then the priority: servicedesk priority 19 high")
    }
    let level = try Named.priority(word)
    try answer(desk, words.dropLast(), .priority(level)) { _ in "set to \(level.rawValue)" }
  }
}
