import ArgumentParser
import Desk
import Work

/// `tag`: words of the desk's own on tickets.
struct TagCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Put tags on tickets (+x) and take them away (-y).",
    discussion: """
      A tag is one word in lower case; `list --tag` finds it.

        servicedesk tag 19 +billing -unclear
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Tickets, +tags and -tags.", valueName: "ticket … +x -y"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    if let option = words.first(where: { $0.hasPrefix("--") }) {
      throw UsageError("unknown option '\(option)'. See: servicedesk tag --help")
    }
    let changes = words.filter { ($0.hasPrefix("+") || $0.hasPrefix("-")) && $0.count > 1 }
    guard !changes.isEmpty else { throw UsageError("name a tag with + or - before it: servicedesk tag 19 +billing") }
    let adding = changes.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
    let removing = changes.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) }
    let tickets = words.filter { !changes.contains($0) }
    try answer(desk, tickets, .tag(add: adding, remove: removing)) { "tagged \(tags($0.ticket))" }
  }

  private func tags(_ ticket: Ticket) -> String {
    ticket.tags.isEmpty ? "with nothing any more" : ticket.tags.joined(separator: ", ")
  }
}
