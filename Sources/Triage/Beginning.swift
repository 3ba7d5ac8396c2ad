import Desk

/// Where a conversation begins once a message has joined it, so that its ticket is the same in whatever order its messages
/// arrive.
///
/// A conversation begins with a message that answers no other of it; of several such, whose common parent never came,
/// with the one that was written first.
enum Beginning: Equatable {
  /// Where the surviving ticket began.
  case survivor
  /// With the first message of a ticket that goes into the survivor.
  case ticket(TicketID)
  /// With the message itself: a parent that comes late.
  case message

  /// - Parameters:
  ///   - tied: the tickets that the message ties together, the survivor first.
  ///   - answered: those of them that the message answers.
  static func of(_ matter: Matter, tied: [KnownTicket], answered: Set<TicketID>) -> Beginning {
    let isParent = tied.contains { matter.isParent(ofRootOf: $0) }
    // A date is its sender's word, and a Message-ID that somebody has referred to may be anybody's: on that alone no
    // ticket changes hands that somebody works on. A parent's sender who is in the conversation already is believed.
    guard tied.allSatisfy({ $0.status == .new || (isParent && $0.senderIsInvited) }) else { return .survivor }
    var heads = tied.filter { !matter.isParent(ofRootOf: $0) }.map { ticket in
      // A ticket that did not begin with a mail keeps what an operator gave it.
      Head(
        beginning: ticket.id == tied.first?.id ? .survivor : .ticket(ticket.id),
        writtenAt: ticket.rootSentAt ?? Instant(microseconds: .min), id: ticket.rootMessageID ?? "")
    }
    if tied.allSatisfy({ !answered.contains($0.id) }) {
      heads.append(Head(beginning: .message, writtenAt: matter.mail.sentAt, id: matter.inquiry.messageID ?? ""))
    }
    return heads.min { ($0.writtenAt, $0.id) < ($1.writtenAt, $1.id) }?.beginning ?? .survivor
  }

  /// A message that answers no other of the conversation.
  private struct Head {
    var beginning: Beginning
    var writtenAt: Instant
    /// Decides between messages of the same second: the same way in every order.
    var id: String
  }
}

extension Matter {
  /// Whether a ticket's first message answers this one.
  fileprivate func isParent(ofRootOf ticket: KnownTicket) -> Bool {
    guard let id = inquiry.messageID, !knowledge.isIDReused else { return false }
    return ticket.rootReferences.contains(id)
  }
}
