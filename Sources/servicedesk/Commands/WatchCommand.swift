import ArgumentParser
import Desk
import Work

/// `watch`: somebody gets copies of replies.
struct WatchCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Let somebody get copies of a ticket's replies.",
    discussion: """
      It also lets a newcomer in: somebody who answered on a ticket without having taken part before.

        servicedesk watch 12 "Jo Park <jo@acme.example>"
        servicedesk watch 12 jo@acme.example --remove
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  @Argument(help: ArgumentHelp("name@domain, or \"Name <name@domain>\".", valueName: "person"))
  var person: String

  @Flag(help: "No more copies.")
  var remove = false

  func run(_ desk: Wiring) throws {
    let person = try Named.person(person)
    let did = "\(remove ? "no longer " : "")watched by \(person.shown), changed"
    try answer(desk, [ticket], { _ in did }) { work, id, actor, transaction in
      guard remove, let address = person.address else { return try work.watch(id, person, by: actor, in: transaction) }
      return try work.unwatch(id, address, by: actor, in: transaction)
    }
  }
}
