import ArgumentParser
import Desk
import Work

/// `requester`: somebody else asked.
struct RequesterCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "requester",
    abstract: "Say who asked for a ticket: who gets its notices.",
    discussion: """
        servicedesk requester 12 "Ana Lima <ana@acme.example>"
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  @Argument(help: ArgumentHelp("name@domain, or \"Name <name@domain>\".", valueName: "person"))
  var person: String

  func run(_ desk: Wiring) throws {
    let person = try Named.person(person)
    try answer(desk, [ticket], { "now asked by \($0.ticket.requester.shown), changed" }) {
      work, id, actor, transaction in
      try work.changeRequester(id, to: person, by: actor, in: transaction)
    }
  }
}
