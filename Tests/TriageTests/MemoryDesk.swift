import Desk
import MIME
import Triage

/// A desk that keeps tickets in memory: what the store and the verbs do to a conversation, in its simplest form.
struct MemoryDesk {
  struct Stored {
    var id: String?
    var references: [String]
    var ticket: Int
    var tag: Priority?
    var sender: EmailAddress?
    var writtenAt: Instant
  }

  /// What must be the same in every order of arrival.
  struct Kept: Hashable, CustomStringConvertible {
    var requester: EmailAddress?
    var subject: String
    var priority: Priority
    var messages: Int
    var root: String?

    var description: String {
      "\(subject) of \(requester?.original ?? "nobody"), \(priority), \(messages) messages, root \(root ?? "none")"
    }
  }

  private struct Ticket {
    var requester: Person
    var subject: String
    var priority: Priority
    var source: Priority.Source
    var root: Int
    var mergedInto: Int?
  }

  private let desk = TestDesk()
  private var messages: [Stored] = []
  private var tickets: [Ticket] = []

  /// The tickets that stand by themselves.
  var kept: Set<Kept> {
    Set(
      tickets.indices.filter { tickets[$0].mergedInto == nil }.map { number in
        let ticket = tickets[number]
        return Kept(
          requester: ticket.requester.address, subject: ticket.subject, priority: ticket.priority,
          messages: messages.count { $0.ticket == number }, root: messages[ticket.root].id)
      })
  }

  /// Takes a message in as the intake does.
  mutating func take(_ text: String) throws {
    let mail = desk.mail(text)
    let inquiry = desk.inquiry(mail)
    let decision = desk.decide(mail, knowing: knowledge(for: inquiry))
    var stored = Stored(
      id: inquiry.messageID, references: inquiry.references, ticket: tickets.count, sender: inquiry.senders.first,
      writtenAt: Instant(seconds: mail.message.date?.seconds ?? 0))
    switch decision.action {
    case .open(let opening):
      stored.tag = opening.tagPriority
      tickets.append(
        Ticket(
          requester: opening.requester, subject: opening.subject, priority: opening.priority,
          source: opening.prioritySource, root: messages.count))
      messages.append(stored)
    case .append(let appending):
      stored.ticket = Int(appending.ticket.number)
      stored.tag = appending.tagPriority
      append(stored, appending)
    default:
      throw WrongAction(decision: decision)
    }
  }

  private mutating func append(_ stored: Stored, _ appending: Decision.Appending) {
    let number = stored.ticket
    for later in appending.merging.map({ Int($0.number) }) {
      for index in messages.indices where messages[index].ticket == later { messages[index].ticket = number }
      tickets[later].mergedInto = number
      for index in tickets.indices where tickets[index].mergedInto == later { tickets[index].mergedInto = number }
      if appending.rootTicket?.number == Int64(later) {
        let elder = tickets[later]
        tickets[number] = elder
        tickets[number].mergedInto = nil
      }
    }
    messages.append(stored)
    if let root = appending.root {
      tickets[number] = Ticket(
        requester: root.requester, subject: root.subject, priority: root.priority, source: root.prioritySource,
        root: messages.count - 1)
    }
    let highest = messages.filter { $0.ticket == number }.compactMap(\.tag).max()
    if let highest, highest > tickets[number].priority {
      tickets[number].priority = highest
      tickets[number].source = .tag
    }
  }

  private func knowledge(for inquiry: Inquiry) -> Knowledge {
    Knowledge { knowledge in
      for reference in inquiry.references {
        if let bearer = messages.first(where: { $0.id == reference }) {
          knowledge.ticketOfReference[reference] = known(bearer.ticket, inquiry)
        } else {
          knowledge.siblings += naming(reference, inquiry).filter { !knowledge.siblings.contains($0) }
        }
      }
      knowledge.children = inquiry.messageID.map { naming($0, inquiry) } ?? []
    }
  }

  private func naming(_ id: String, _ inquiry: Inquiry) -> [KnownTicket] {
    Set(messages.filter { $0.references.contains(id) }.map(\.ticket)).sorted().map { known($0, inquiry) }
  }

  private func known(_ number: Int, _ inquiry: Inquiry) -> KnownTicket {
    let ticket = tickets[number]
    let root = messages[ticket.root]
    let senders = [ticket.requester.address] + messages.filter { $0.ticket == number }.map(\.sender)
    return KnownTicket(
      Int64(number), priority: ticket.priority, source: ticket.source,
      takesPart: senders.contains { $0.map(inquiry.senders.contains) ?? false },
      isRequester: ticket.requester.address.map(inquiry.senders.contains) ?? false, root: root.id,
      refersTo: root.references, writtenAt: root.writtenAt)
  }
}
