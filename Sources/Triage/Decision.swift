package import Desk

/// What becomes of a message, and why.
///
/// Applied by `Work`, recorded by `Store`.
package struct Decision: Sendable, Equatable {
  package var disposition: Disposition
  /// The ledger's word, such as `spam` or `blocked`; nil where none is needed.
  package var reason: String?
  package var action: Action
  /// In the order in which the rules looked.
  package var evidence: [Evidence]

  package init(disposition: Disposition, reason: String? = nil, action: Action, evidence: [Evidence]) {
    self.disposition = disposition
    self.reason = reason
    self.action = action
    self.evidence = evidence
  }

  package enum Action: Sendable, Equatable {
    /// Only the ledger row: loop, ignored, quarantined.
    case record
    /// A second copy of a stored message; who it came to is noted as an event.
    case noteCopy(of: KnownMessage, recipients: [EmailAddress])
    /// A delivery report: failures mark their rows.
    case noteReport(DeliveryNote)
    /// Automatic mail on a ticket: stored there, changes nothing else. Nil ticket: only the ledger row.
    case keepAutomatic(on: TicketID?)
    case open(Opening)
    case append(Appending)
  }

  /// A new ticket.
  package struct Opening: Sendable, Equatable {
    package var queue: String
    package var requester: Person
    package var subject: String
    package var priority: Priority
    package var prioritySource: Priority.Source
    /// The level of the subject's tag, kept with the message for a root that comes late.
    package var tagPriority: Priority?
    package var watchers: [Person]
    package var links: [Link]
    package var notice: NoticeVerdict

    package init(
      queue: String, requester: Person, subject: String, priority: Priority, prioritySource: Priority.Source,
      tagPriority: Priority?, watchers: [Person], links: [Link], notice: NoticeVerdict
    ) {
      self.queue = queue
      self.requester = requester
      self.subject = subject
      self.priority = priority
      self.prioritySource = prioritySource
      self.tagPriority = tagPriority
      self.watchers = watchers
      self.links = links
      self.notice = notice
    }
  }

  package struct Link: Sendable, Equatable {
    package var ticket: TicketID
    /// `continues` or `possible-reply`.
    package var kind: String

    package init(ticket: TicketID, kind: String) {
      self.ticket = ticket
      self.kind = kind
    }
  }

  /// A message that joins a ticket.
  package struct Appending: Sendable, Equatable {
    package var ticket: TicketID
    /// Later-numbered tickets that this message ties to it: each is merged into it first.
    package var merging: [TicketID]
    /// Whether it is a person's answer, which takes `pending` and `resolved` back to `open`.
    package var reopens: Bool
    /// A tag of this message's own that raises the priority.
    package var raisesTo: Priority?
    package var tagPriority: Priority?
    /// Whether its sender has not taken part before: no watcher, no notices until let in.
    package var isNewcomer: Bool
    /// Set when it is the parent of the ticket's opening message: the ticket becomes its.
    package var root: Root?
    /// One of `merging` whose first message comes before the survivor's in the conversation: its root becomes the
    /// survivor's.
    package var rootTicket: TicketID?
    /// People of its To and Cc who become watchers: only from the requester's own mail, and from a root.
    package var watchers: [Person]

    package init(
      ticket: TicketID, merging: [TicketID] = [], reopens: Bool, raisesTo: Priority? = nil,
      tagPriority: Priority? = nil,
      isNewcomer: Bool, root: Root? = nil, rootTicket: TicketID? = nil, watchers: [Person] = []
    ) {
      self.ticket = ticket
      self.merging = merging
      self.reopens = reopens
      self.raisesTo = raisesTo
      self.tagPriority = tagPriority
      self.isNewcomer = isNewcomer
      self.root = root
      self.rootTicket = rootTicket
      self.watchers = watchers
    }
  }

  /// What a ticket takes over from a root that came late; its creation time becomes the message's received time.
  package struct Root: Sendable, Equatable {
    package var requester: Person
    package var subject: String
    /// The priority that the root alone would have had: the ticket's becomes the higher of this and its replies' tags,
    /// unless an operator chose.
    package var priority: Priority
    package var prioritySource: Priority.Source

    package init(requester: Person, subject: String, priority: Priority, prioritySource: Priority.Source) {
      self.requester = requester
      self.subject = subject
      self.priority = priority
      self.prioritySource = prioritySource
    }
  }

  /// What a delivery report says about rows of the outbox.
  package struct DeliveryNote: Sendable, Equatable {
    package struct Failure: Sendable, Equatable {
      package var row: Int64
      package var ticket: TicketID
      package var recipient: EmailAddress
      /// The enhanced status, such as `5.1.1`.
      package var status: String?
      package var diagnostic: String?
      /// Whether the address itself is dead, so that it gets no automatic notices for a week.
      package var flagsAddress: Bool

      package init(
        row: Int64, ticket: TicketID, recipient: EmailAddress, status: String?, diagnostic: String?, flagsAddress: Bool
      ) {
        self.row = row
        self.ticket = ticket
        self.recipient = recipient
        self.status = status
        self.diagnostic = diagnostic
        self.flagsAddress = flagsAddress
      }
    }

    package var failures: [Failure]
    /// The ticket that the ledger row names; nil for a report that matches nothing.
    package var ticket: TicketID?

    package init(failures: [Failure], ticket: TicketID?) {
      self.failures = failures
      self.ticket = ticket
    }
  }

  /// Whether a `received` notice goes out; why not is evidence too.
  package enum NoticeVerdict: Sendable, Equatable {
    case send(to: Person)
    case withhold(because: String)
  }
}
