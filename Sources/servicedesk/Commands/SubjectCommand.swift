import ArgumentParser
import Desk
import Work

/// `subject`: a better title.
struct SubjectCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "subject",
    abstract: "Give a ticket another subject.",
    discussion: """
        servicedesk subject 12 "VPN certificate expired"
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  @Argument(help: ArgumentHelp("The subject.", valueName: "text"))
  var subject: String

  func run(_ desk: Wiring) throws {
    try answer(desk, [ticket], { "called '\($0.ticket.subject)'" }) { work, id, actor, transaction in
      try work.changeSubject(id, to: subject, by: actor, in: transaction)
    }
  }
}
