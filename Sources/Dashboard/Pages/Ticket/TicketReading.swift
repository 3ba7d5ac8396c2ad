import Desk
import Store
import Work

/// All that the page of a ticket shows, as it is read at one time.
struct TicketReading: Sendable {
  /// A tie to another ticket, which is shown by its subject.
  struct Tie: Sendable {
    var link: TicketLink
    var other: TicketID
    var subject: String
  }

  var ticket: Ticket
  var conversation: [ConversationEntry]
  var events: [Event]
  var ties: [Tie]
  var watchers: [Person]
  var newcomers: [Person]
  /// What became of each message that came to it, with the evidence.
  var intake: [IntakeEntry]
  var operators: [Operator]
  var reader: Operator
  /// What the reader has begun to write.
  var draft: Draft?
  /// The last message that the reader has seen; nil where this is their first look.
  var readMark: Int64?
  /// Those messages whose mail may hold HTML.
  var mayHoldHTML: Set<Int64>
  /// How many tickets the requester has, as far as `mostCounted`.
  var requesterTickets: Int

  static let mostCounted = 20
  private static let mostTies = 50

  /// - Parameter trusted: whose word on a message's sender is shown.
  /// - Returns: nil where there is no such ticket.
  init?(_ id: TicketID, for reader: Operator, trusted: TrustSettings, from store: TicketStore) throws {
    guard let ticket = try store.ticket(id) else { return nil }
    self.ticket = ticket
    self.reader = reader
    conversation = try store.conversation(of: id, trusted: trusted)
    events = try store.events(of: id)
    ties = try Self.ties(of: id, from: store)
    watchers = try store.watchers(of: id)
    newcomers = try store.newcomers(of: id)
    intake = try store.intakeEntries(ticket: id)
    operators = try store.operators()
    draft = try store.draft(of: reader.name, on: id)
    readMark = try store.readMark(of: reader.name, on: id)
    mayHoldHTML = try store.messagesThatMayHoldHTML(on: id)
    requesterTickets = try Self.ticketCount(of: ticket.requester, from: store)
  }

  /// The newest message, notices included.
  var lastMessage: Int64? { conversation.map(\.id).max() }

  var version: TicketVersion { TicketVersion(ticket) }

  private static func ties(of id: TicketID, from store: TicketStore) throws -> [Tie] {
    try store.links(of: id).prefix(mostTies).compactMap { link in
      let other = link.ticket == id ? link.other : link.ticket
      // A merged ticket is this one: it has nothing of its own to show.
      guard link.kind != "merged", let tied = try store.ticket(other) else { return nil }
      return Tie(link: link, other: other, subject: tied.subject)
    }
  }

  private static func ticketCount(of person: Person, from store: TicketStore) throws -> Int {
    guard let address = person.address else { return 0 }
    var filter = TicketFilter()
    filter.statuses = .all
    filter.requester = address
    filter.order = .newest
    filter.limit = mostCounted + 1
    return try store.list(filter).tickets.count
  }
}
