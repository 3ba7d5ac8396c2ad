package import Desk
package import Store

extension DeskWork {
  /// Refuses what somebody decided by a state of a ticket that it is no longer in; nil asks for nothing.
  ///
  /// - Throws: `Refusal` with `conflict`, which says what changed since and by whom, or with `unknownTicket`.
  package func require(_ version: TicketVersion?, of id: TicketID, in transaction: Transaction) throws {
    guard let version else { return }
    let ticket = try transaction.ticket(id)
    guard TicketVersion(ticket) != version else { return }
    if let survivor = ticket.mergedInto {
      throw Refusal(.conflict, "\(id) was merged into \(survivor) meanwhile", advice: "go on with \(survivor)")
    }
    let events = try transaction.events(of: id, after: version.updatedAt)
    let account = try ChangeAccount(events, of: ticket, in: transaction)
    throw Refusal(
      .conflict, account.sentence,
      advice: "what was to be done has not been done: look at \(id) as it is now, then repeat it")
  }

  /// What happened on a ticket since somebody looked at it, oldest first.
  package func changes(of id: TicketID, since version: TicketVersion) throws -> [Event] {
    try store.events(of: id).filter { $0.at > version.updatedAt && ChangeAccount.tells(of: $0.kind) }
  }
}

/// What changed on a ticket, told in one sentence: who did what.
struct ChangeAccount {
  let sentence: String

  /// - Parameter ticket: as it is now.
  init(_ events: [Event], of ticket: Ticket, in transaction: Transaction) throws {
    var deeds: [(who: String, deeds: [String])] = []
    var writer = "a message"
    for event in events where Self.tells(of: event.kind) {
      // What a message changes is told by events of its own, which do not name it again.
      if event.actor == Actor.mail.name { writer = try Self.sender(event, in: transaction) ?? writer }
      let who = event.actor == Actor.mail.name ? writer : try Self.name(event.actor, in: transaction)
      let deed = Self.deed(event, on: ticket)
      if let place = deeds.firstIndex(where: { $0.who == who }) {
        if !deeds[place].deeds.contains(deed) { deeds[place].deeds.append(deed) }
      } else {
        deeds.append((who, [deed]))
      }
    }
    let told = deeds.prefix(Self.mostPeople).map { "\($0.who) \(Self.list($0.deeds))" }
    let changes = told.isEmpty ? "it changed" : told.joined(separator: "; ")
    sentence = "\(ticket.id) is not as it was when you looked: \(changes)"
  }

  private static let mostPeople = 5
  private static let mostDeeds = 6

  /// Whether an event changes what a person who works the ticket goes by: mail that leaves or comes back does not.
  static func tells(of kind: Event.Kind) -> Bool {
    switch kind {
    case .appended, .assigned, .unassigned, .prioritised, .statusChanged, .tagged, .untagged, .noted, .replied,
      .resolved,
      .closed, .reopened, .merged, .linked, .requesterChanged, .subjectChanged, .becameRoot, .undone:
      true
    default: false
    }
  }

  private static func name(_ actor: String, in transaction: Transaction) throws -> String {
    if actor == Actor.desk.name { return "the desk" }
    return try transaction.operator(named: actor)?.fullName ?? actor
  }

  private static func sender(_ event: Event, in transaction: Transaction) throws -> String? {
    guard let message = event.value("message").flatMap({ Int64($0) }) else { return nil }
    return try transaction.sender(ofMessage: message).map { Words.oneLine($0.shown) }
  }

  private static func deed(_ event: Event, on ticket: Ticket) -> String {
    switch event.kind {
    case .appended: "wrote"
    case .replied: "replied"
    case .noted: "wrote a note"
    case .assigned: "assigned it to \(event.value("to") ?? "somebody")"
    case .unassigned: "took it from \(event.value("from") ?? "its operator")"
    case .prioritised: "made its priority \(event.value("to") ?? ticket.priority.rawValue)"
    case .statusChanged: "moved it to \(event.value("to") ?? ticket.status.rawValue)"
    case .resolved: "resolved it"
    case .closed: "closed it"
    case .reopened: "reopened it"
    case .tagged: "tagged it \(event.value("tag") ?? "")"
    case .untagged: "took the tag \(event.value("tag") ?? "") off it"
    case .merged: "merged \(event.value("from") ?? "another ticket") into it"
    case .linked: "linked it with \(event.value("to") ?? "another ticket")"
    case .requesterChanged: "made \(Words.oneLine(ticket.requester.shown)) its requester"
    case .subjectChanged: "changed its subject"
    case .becameRoot: "turned out to have begun it"
    case .undone: "took a bulk action back"
    default: "changed it"
    }
  }

  private static func list(_ deeds: [String]) -> String {
    let shown = Array(deeds.prefix(mostDeeds))
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Event {
  /// The value of a detail; nil where it has none of that name, or its details were erased.
  func value(_ name: String) -> String? { details.first { $0.name == name }?.value }
}
