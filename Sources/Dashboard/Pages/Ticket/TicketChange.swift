import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// A change that a form asks for: checked against the version that the page showed, and told as a page when refused.
struct TicketChange {
  /// What is done, in one transaction.
  typealias Deed = @Sendable (DeskWork, TicketID, Actor, Transaction) throws -> Void

  let page: TicketPage
  let form: Form
  let context: DeskContext

  var site: Site { page.site }

  /// - Throws: `PageError` with `forbidden` for whoever may only read, or `preconditionRequired`.
  init(_ page: TicketPage, _ form: Form, _ context: DeskContext) throws {
    try context.require(.write)
    self.page = page
    self.form = form
    self.context = context
  }

  func id() throws -> TicketID {
    guard let id = context.parameters.get("id").flatMap({ TicketID(parsing: $0) }) else { throw PageError(.notFound) }
    return id
  }

  /// The version that the reader saw.
  func version() throws -> TicketVersion {
    guard let version = TicketVersion(parsing: form["version"]) else { throw PageError(.preconditionRequired) }
    return version
  }

  /// What came of a deed.
  enum Outcome {
    case done
    /// The ticket is no longer what the reader saw.
    case conflict
    case refused(Refusal)
  }

  /// Does it unless the ticket has changed since.
  func perform(_ deed: @escaping Deed) async throws -> Outcome {
    let (id, version, actor) = (try id(), try version(), try context.actor())
    do {
      try await site.work { desk in
        try desk.perform { transaction in
          try desk.require(version, of: id, in: transaction)
          try deed(desk, id, actor, transaction)
        }
      }
      return .done
    } catch let refusal as Refusal {
      switch refusal.code {
      case .conflict: return .conflict
      case .unknownTicket, .notPermitted: throw refusal
      default: return .refused(refusal)
      }
    }
  }

  /// The ticket as it is now; where it has gone into another, that one.
  func reread() async throws -> TicketReading {
    let reader = try context.operator()
    var id = try id()
    for _ in 0..<Self.mostMerges {
      guard let reading = try await page.read(id, for: reader) else { throw PageError(.notFound) }
      guard let survivor = reading.ticket.mergedInto else { return reading }
      id = survivor
    }
    throw PageError(.notFound)
  }

  private static let mostMerges = 16

  /// What changed since the reader looked, in sentences.
  func account(of reading: TicketReading, _ shown: Shown) async throws -> [RichText] {
    let (id, version) = (try id(), try version())
    if reading.ticket.id != id {
      return shown.words.rich(
        "ticket.mergedMeanwhile", ["id": .strong(id.description), "into": .strong(reading.ticket.id.description)])
    }
    let events = try await site.work { try $0.changes(of: id, since: version) }
    let names = ActorNames(reading.operators, shown.words)
    let sentences = events.suffix(Self.mostTold).map { event in
      EventSentence(
        event: event, words: shown.words, names: names, shown: shown, senders: reading.senders(shown.words)
      ).pieces
    }
    guard !sentences.isEmpty else { return shown.words.rich("ticket.changed") }
    return Array(sentences.joined(separator: [.plain(" ")]))
  }

  private static let mostTold = 5
}

extension TicketReading {
  /// Who wrote each message, as sentences name them.
  func senders(_ words: Catalogue) -> [String: String] {
    Dictionary(
      conversation.map { entry in
        let isKnown = entry.from.name?.isEmpty == false || entry.from.address != nil
        return (String(entry.id), isKnown ? ShownName.of(entry.from.shown, limit: 60) : words("ticket.unknownSender"))
      }
    ) { first, _ in first }
  }
}
