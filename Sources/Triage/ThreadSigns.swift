import Desk

/// What ties a message to tickets, strongest first.
///
/// Each sign must be enough alone: relays rewrite Message-IDs, and mail programs drop References.
struct ThreadSigns {
  struct Sign {
    let ticket: KnownTicket
    /// A clause such as `it refers to <88@acme.example>, which is on it`.
    let because: String
  }

  /// Signs that nobody outside the conversation can know: whoever shows one joins.
  private(set) var tied: [Sign] = []

  /// Those of the tied tickets that the message answers; the others answer it, or what it answers as well.
  private(set) var answered: Set<TicketID> = []

  /// Tokens and references at a foot, shown by somebody who takes part.
  private(set) var named: [Sign] = []

  /// Tokens from somebody who does not: not believed, but worth a link.
  private(set) var strangers: [Sign] = []

  init(_ matter: Matter) {
    let inquiry = matter.inquiry
    let knowledge = matter.knowledge
    for id in inquiry.signedReferences { answers(knowledge.namedTickets[id], "it refers to our signed Message-ID") }
    for id in inquiry.signedAddresses { answers(knowledge.namedTickets[id], "it came to our signed address") }
    if !knowledge.ticketOfReference.isEmpty {
      for id in inquiry.references {
        answers(knowledge.ticketOfReference[id], "it refers to <\(id.excerpt(120))>, which is on it")
      }
    }
    // What answers a Message-ID that was met before answers that message, not the one that uses its id again.
    if !knowledge.isIDReused {
      for child in knowledge.children { tie(child, "a message on it refers to this one") }
    }
    for sibling in knowledge.siblings { tie(sibling, "a message on it refers to the same message, not met here") }
    for id in matter.mail.subject.tokens { name(knowledge.namedTickets[id], "[\(id)] in the subject") }
    for id in inquiry.footReferences { name(knowledge.namedTickets[id], "our signed reference to \(id) in its text") }
  }

  private mutating func answers(_ ticket: KnownTicket?, _ because: @autoclosure () -> String) {
    guard let ticket, answered.insert(ticket.id).inserted else { return }
    tie(ticket, because())
  }

  private mutating func tie(_ ticket: KnownTicket, _ because: @autoclosure () -> String) {
    guard !tied.contains(where: { $0.ticket.id == ticket.id }) else { return }
    tied.append(Sign(ticket: ticket, because: because()))
  }

  private mutating func name(_ ticket: KnownTicket?, _ because: @autoclosure () -> String) {
    guard let ticket, !(named + strangers).contains(where: { $0.ticket.id == ticket.id }) else { return }
    let sign = Sign(ticket: ticket, because: because())
    if ticket.senderTakesPart { named.append(sign) } else { strangers.append(sign) }
  }
}
