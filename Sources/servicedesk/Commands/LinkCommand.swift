import ArgumentParser
import Desk
import Work

/// `link`: two tickets have to do with each other.
struct LinkCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Tie two tickets together without making them one.",
    discussion: """
        servicedesk link 12 9
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("A ticket.", valueName: "ticket"))
  var ticket: String

  @Argument(help: ArgumentHelp("The other.", valueName: "other"))
  var other: String

  func run(_ desk: Wiring) throws {
    let other = try Named.ticket(other)
    try answer(desk, [ticket], { _ in "linked with \(other)" }) { work, id, actor, transaction in
      try work.link(id, with: other, by: actor, in: transaction)
    }
  }
}
