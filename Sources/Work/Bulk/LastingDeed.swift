package import Desk
import Store

/// Something that an operator did and that `undo` leaves as it is.
package struct LastingDeed: Sendable, Equatable, CustomStringConvertible {
  package var ticket: TicketID
  package var kind: Event.Kind
  package var at: Instant
  /// Of a reply, the rows of the outbox that have not left yet.
  package var waiting: [Int64]

  fileprivate static let kinds: Set<Event.Kind> = [
    .opened, .replied, .noted, .merged, .linked, .requesterChanged, .subjectChanged, .watched, .unwatched,
  ]

  package var description: String {
    guard kind == .replied else { return "\(what) stays: undo does not reach it" }
    guard waiting.isEmpty else {
      let rows = waiting.map(String.init).joined(separator: " ")
      return "\(what) is not taken back: as long as it waits, servicedesk outbox cancel \(rows) keeps it here"
    }
    return "\(what) is not taken back: a mail that has left cannot be"
  }

  private var what: String {
    switch kind {
    case .opened: "the new ticket \(ticket)"
    case .replied: "the reply on \(ticket)"
    case .noted: "the note on \(ticket)"
    case .merged: "the merging of \(ticket)"
    case .linked: "the link of \(ticket)"
    case .requesterChanged: "the requester of \(ticket)"
    case .subjectChanged: "the subject of \(ticket)"
    default: "the change of \(ticket)'s watchers"
    }
  }
}

extension DeskWork {
  /// What an operator did after their last bulk action, newest first; without one, the last thing that they did.
  package func lastingDeeds(of operator: String, since undo: UndoInfo?) throws -> [LastingDeed] {
    let events = try store.deeds(
      of: `operator`, LastingDeed.kinds, after: undo?.sequence ?? 0, limit: undo == nil ? 1 : 20)
    return try events.map { event in
      guard let ticket = event.ticket else { throw Refusal(.unknownTicket, "an event without a ticket") }
      return LastingDeed(
        ticket: ticket, kind: event.kind, at: event.at, waiting: try waitingRows(of: event, on: ticket))
    }
  }

  private func waitingRows(of event: Event, on ticket: TicketID) throws -> [Int64] {
    guard event.kind == .replied, let number = event.details.first(where: { $0.name == "sequence" })?.value else {
      return []
    }
    var filter = OutboxFilter()
    filter.ticket = ticket
    filter.state = .queued
    filter.limit = 0
    let start = "sd.\(ticket.number).\(number)."
    return try store.outbox(filter).filter { $0.kind == .reply && $0.messageID.hasPrefix(start) }.map(\.id).reversed()
  }
}
