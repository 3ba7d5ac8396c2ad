import ArgumentParser
import Desk
import Work

/// `merge`: two tickets are one.
struct MergeCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make two tickets one.",
    discussion: """
      The later-numbered goes into the earlier, whichever is named first; its messages and all later replies go there.

        servicedesk merge 12 19
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("A ticket.", valueName: "ticket"))
  var ticket: String

  @Argument(help: ArgumentHelp("The other.", valueName: "other"))
  var other: String

  func run(_ desk: Wiring) throws {
    let one = try Named.ticket(ticket)
    let two = try Named.ticket(other)
    try answer(desk, [ticket], { _ in "took \(max(one, two)) in, merged" }) { work, id, actor, transaction in
      try work.merge(id, two, by: actor, in: transaction)
    }
  }
}
