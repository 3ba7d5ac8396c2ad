package import Desk

/// The store's answer to an `Inquiry`, as values.
package struct Knowledge: Sendable {
  /// Whether this message was erased on request and has come back.
  package var isPurged = false
  /// The message with the same content (with a Message-ID: anywhere; without: the same raw bytes in the same mailbox).
  package var duplicateOf: KnownMessage?
  /// Whether the Message-ID is known with other content: reuse, which is not a duplicate.
  package var isIDReused = false
  /// The mail of ours that bears this Message-ID, for the loop rule.
  package var ownMessage: OwnMessage?
  /// For each reference that is a stored message's id: its ticket, followed to the survivor of merges.
  package var ticketOfReference: [String: KnownTicket] = [:]
  /// Tickets that hold messages which name this Message-ID as their reference: it is their parent and comes late.
  package var children: [KnownTicket] = []
  /// Tickets that hold incoming messages sharing a reference that no stored message bears.
  package var siblings: [KnownTicket] = []
  /// `Inquiry.namedTickets` that exist, under the number asked for, followed to the survivor.
  package var namedTickets: [TicketID: KnownTicket] = [:]
  /// The first block that matches a sender (by address or by domain), with its reason.
  package var block: String?
  /// Outbox rows that a delivery report may be about.
  package var outboxRows: [KnownOutboxRow] = []
  /// How many `received` notices of the last hour had the same subject key or the same text key; the larger of the two.
  package var similarNoticesLastHour = 0
  /// Until when each flagged sender gets no automatic notices.
  package var flaggedSenders: [EmailAddress: Instant] = [:]
  /// Senders who are operators: address to operator's name.
  package var operators: [EmailAddress: String] = [:]

  package init() {}

  /// The same of a sender whose address nobody vouches for, as in a form: no operator, and taking part in nothing.
  package var ofStranger: Knowledge {
    var knowledge = self
    knowledge.operators = [:]
    knowledge.namedTickets = namedTickets.mapValues { ticket in
      var ticket = ticket
      ticket.senderTakesPart = false
      ticket.senderIsRequester = false
      ticket.senderIsInvited = false
      return ticket
    }
    return knowledge
  }
}

/// A message already stored.
package struct KnownMessage: Sendable, Equatable {
  package var row: Int64
  package var ticket: TicketID?

  package init(row: Int64, ticket: TicketID?) {
    self.row = row
    self.ticket = ticket
  }
}

/// A mail that the desk itself wrote.
package struct OwnMessage: Sendable, Equatable {
  package var ticket: TicketID
  /// `ContentDigest.ofText` of what was sent.
  package var textDigest: [UInt8]

  package init(ticket: TicketID, textDigest: [UInt8]) {
    self.ticket = ticket
    self.textDigest = textDigest
  }
}

/// A ticket that a sign points to, after merges have been followed.
package struct KnownTicket: Sendable, Equatable {
  package var id: TicketID
  package var status: Status
  package var priority: Priority
  package var prioritySource: Priority.Source
  /// Whether a sender of the inquiry is requester, watcher, operator, or has a message on it.
  package var senderTakesPart: Bool
  /// Whether a sender of the inquiry is the requester.
  package var senderIsRequester: Bool
  /// The same as taking part, but for newcomers who wait to be let in.
  package var senderIsInvited: Bool
  /// The opening message's own Message-ID and the references it names: a parent that comes late becomes the root.
  package var rootMessageID: String?
  package var rootReferences: [String]
  /// When the opening message was written, by its Date, else when it came; nil for a ticket that began without a mail.
  ///
  /// Of messages whose common parent never comes the one that was written first is the root.
  package var rootSentAt: Instant?

  package init(
    id: TicketID, status: Status, priority: Priority, prioritySource: Priority.Source, senderTakesPart: Bool,
    senderIsRequester: Bool = false, senderIsInvited: Bool? = nil, rootMessageID: String? = nil,
    rootReferences: [String] = [], rootSentAt: Instant? = nil
  ) {
    self.id = id
    self.status = status
    self.priority = priority
    self.prioritySource = prioritySource
    self.senderTakesPart = senderTakesPart
    self.senderIsRequester = senderIsRequester
    self.senderIsInvited = senderIsInvited ?? senderTakesPart
    self.rootMessageID = rootMessageID
    self.rootReferences = rootReferences
    self.rootSentAt = rootSentAt
  }
}

/// An outgoing row that a bounce may name.
package struct KnownOutboxRow: Sendable, Equatable {
  package var id: Int64
  package var ticket: TicketID
  package var recipient: EmailAddress
  package var messageID: String

  package init(id: Int64, ticket: TicketID, recipient: EmailAddress, messageID: String) {
    self.id = id
    self.ticket = ticket
    self.recipient = recipient
    self.messageID = messageID
  }
}
