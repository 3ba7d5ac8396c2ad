import ArgumentParser
import Desk
import Store
import Work

/// `show`: a ticket with its conversation.
struct ShowCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a ticket and its conversation.",
    discussion: """
      Quoted history is left out of answers unless --quoted is given.

        servicedesk show 12
        servicedesk show 12 --raw 34 > message.eml
        servicedesk show 12 --save attachments/
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  @Option(help: ArgumentHelp("Write message N as it came, byte for byte.", valueName: "n"))
  var raw: String?

  @Option(help: ArgumentHelp("Write all attachments into a folder.", valueName: "dir"))
  var save: String?

  @Flag(help: "Show quoted history and signatures too.")
  var quoted = false

  func run(_ desk: Wiring) throws {
    let id = try Named.ticket(ticket)
    let number = try raw.map(Named.row)
    let store = try desk.storeForReading()
    guard let ticket = try store.ticket(id) else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
    if let number { return try writeRaw(number, of: id, desk, store) }
    let conversation = try store.conversation(of: id, trusted: desk.config.settings.trusted)
    if let save { return try AttachmentFiles(folder: save, desk: desk).save(conversation, store) }
    if options.json {
      try desk.printer.json(
        JSONForm.show(
          ticket, conversation: conversation, events: store.events(of: id), links: store.links(of: id),
          now: desk.now()))
    } else {
      let page = TicketPageText(
        ticket: ticket, conversation: conversation, events: try store.events(of: id), links: try store.links(of: id),
        screen: desk.screen, now: desk.now(), showsQuoted: quoted, deliveryAdvice: desk.deliveryAdvice())
      for line in page.lines() { try desk.printer.line(line) }
    }
  }

  private func writeRaw(_ number: Int64, of id: TicketID, _ desk: Wiring, _ store: TicketStore) throws {
    guard let bytes = try store.rawMessage(number, on: id) else {
      let numbers = try store.conversation(of: id).filter { $0.kind != .note }.map { String($0.id) }
      throw Refusal(
        .unknownRow, "\(id) has no message \(number) with bytes", advice: "it has \(numbers.joined(separator: ", "))")
    }
    try desk.printer.write(bytes)
  }
}
