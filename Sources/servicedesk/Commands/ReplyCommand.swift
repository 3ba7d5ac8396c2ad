import ArgumentParser
import Desk
import MIME
import Store
import Work

/// `reply`: an operator answers the requester.
struct ReplyCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "reply",
    abstract: "Answer the requester of a ticket.",
    discussion: """
      Watchers get copies. A new ticket becomes open. The mail is queued; `servicedesk deliver` sends it.

        servicedesk reply 12 --message "Which printer is it?"
        servicedesk reply 12 --message - --attach manual.pdf < answer.txt
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: MessageOptions

  @Argument(help: ArgumentHelp("The ticket.", valueName: "ticket"))
  var ticket: String

  @Option(help: ArgumentHelp("A file to send along; may be given several times.", valueName: "file"))
  var attach: [String] = []

  @Option(help: ArgumentHelp("Somebody instead of the requester; may be given several times.", valueName: "address"))
  var to: [String] = []

  @Option(help: ArgumentHelp("Somebody besides the watchers; may be given several times.", valueName: "address"))
  var cc: [String] = []

  @Flag(name: .customLong("no-cc"), help: "No copies to the watchers.")
  var withoutWatchers = false

  private static let mostAttachedBytes = 64 << 20

  func run(_ desk: Wiring) throws {
    let id = try Named.ticket(ticket)
    let to = try to.map(Named.address)
    let cc = try cc.map(Named.address)
    let attachments = try attach.map(attachment)
    let context = try quotation(desk, id)
    let text = try MessageText(options: text, environment: desk.environment).needed(
      for: "reply on \(id)", context: context)
    let reply = Reply(text: text, to: to, cc: cc, copiesWatchers: !withoutWatchers, attachments: attachments)
    try answer(desk, [ticket], mail: "reply", { _ in "answered" }) { work, id, actor, transaction in
      try work.reply(id, reply, by: actor, in: transaction)
    }
  }

  private func attachment(_ path: String) throws -> OutgoingMail.Attachment {
    let bytes = try SmallFile.read(path, limit: Self.mostAttachedBytes)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return OutgoingMail.Attachment(filename: name, contentType: FileType.named(name), bytes: bytes)
  }

  /// What is answered, for the editor: the last words that came in.
  private func quotation(_ desk: Wiring, _ id: TicketID) throws -> [String] {
    guard text.message == nil else { return [] }
    let store = try desk.storeForReading()
    guard let ticket = try store.ticket(id) else { throw Refusal(.unknownTicket, "there is no ticket \(id)") }
    let last = try store.conversation(of: id).last { $0.kind == .incoming }
    let words = last.map { ["", "\($0.from.shown) wrote:"] + Harmless.lines($0.visibleText).prefix(60) } ?? []
    return ["\(id)  \(ticket.subject)"] + words
  }
}
