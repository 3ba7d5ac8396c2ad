import ArgumentParser
import Desk
import Work

/// `note`: words for colleagues, never mailed.
struct NoteCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Write an internal note on a ticket; it is never mailed.",
    discussion: """
        servicedesk note 12 --message "Same as SD-9 last year"
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: MessageOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  func run(_ desk: Wiring) throws {
    let id = try Named.ticket(ticket)
    let text = try MessageText(options: text, environment: desk.environment).needed(for: "note on \(id)")
    try answer(desk, [ticket], { _ in "noted" }) { work, id, actor, transaction in
      try work.note(id, text: text, by: actor, in: transaction)
    }
  }
}
