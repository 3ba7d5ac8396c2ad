import ArgumentParser
import Desk
import Store
import Work

/// `new`: an operator writes a request down.
struct NewCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a request down yourself: a call, a visit.",
    discussion: """
      What you write becomes an internal note; the requester is not told.

        servicedesk new "Keyboard broken" --requester "Sam Okoro <sam@acme.example>" --priority low --message "Called at 9"
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var text: MessageOptions

  @Argument(help: ArgumentHelp("The subject.", valueName: "subject"))
  var words: [String] = []

  @Option(help: ArgumentHelp("The subject.", valueName: "text"))
  var subject: String?

  @Option(help: ArgumentHelp("Who asks: name@domain, or \"Name <name@domain>\".", valueName: "person"))
  var requester: String?

  @Option(help: ArgumentHelp("high, medium or low; the queue's default else.", valueName: "level"))
  var priority: String?

  @Option(help: ArgumentHelp("The queue; the first one else.", valueName: "name"))
  var queue: String?

  @Option(help: ArgumentHelp("Who works it.", valueName: "operator"))
  var assignee: String?

  @Option(help: ArgumentHelp("A tag; may be given several times.", valueName: "word"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Who gets copies of replies; may be given several times.", valueName: "person"))
  var watcher: [String] = []

  func run(_ desk: Wiring) throws {
    let subject = subject ?? words.joined(separator: " ")
    guard subject.contains(where: { !$0.isWhitespace }) else {
      throw UsageError("a subject is needed: servicedesk new \"Keyboard broken\" --requester ana@acme.example")
    }
    var request = NewRequest(
      requester: try requester.map(Named.person) ?? Person(name: nil, address: nil), subject: subject, text: "")
    request.priority = try priority.map(Named.priority)
    request.queue = try queue.map { try known($0, desk) }
    request.assignee = assignee
    request.tags = tag
    request.watchers = try watcher.map(Named.person)
    request.text = try MessageText(options: text, environment: desk.environment).ifGiven() ?? ""
    let store = try desk.storeForWriting()
    if let assignee, try store.operator(named: assignee) == nil { throw try desk.unknownOperator(assignee, store) }
    let work = try desk.work(store)
    var acting = Actor.desk
    let result = try desk.act(work) { actor, transaction in
      acting = actor
      return try work.open(request, by: actor, in: transaction)
    }
    try VerbAnswer(desk: desk).print([result], by: acting) {
      "opened (\($0.ticket.priority.rawValue), \($0.ticket.queue))"
    }
  }

  private func known(_ name: String, _ desk: Wiring) throws -> String {
    let names = desk.config.settings.queues.map(\.name)
    guard names.contains(name) else { throw UsageError(no: "queue", name, among: names, listedAs: "Queues") }
    return name
  }
}
