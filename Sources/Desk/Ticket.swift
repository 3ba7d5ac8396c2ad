/// A ticket's number, never given twice; shown as `SD-42`.
package struct TicketID: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let number: Int64

  package init(_ number: Int64) {
    self.number = number
  }

  /// Reads `SD-42`, `sd-42`, `#42` or `42`.
  package init?(parsing text: some StringProtocol) {
    var digits = text[...]
    if digits.lowercased().hasPrefix("sd-") {
      digits = digits.dropFirst(3)
    } else if digits.hasPrefix("#") {
      digits = digits.dropFirst()
    }
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, let number = Int64(digits), number > 0 else { return nil }
    self.number = number
  }

  package var description: String { "SD-\(number)" }

  package static func < (left: TicketID, right: TicketID) -> Bool { left.number < right.number }
}

/// A request for help and all that became of it.
package struct Ticket: Sendable, Equatable {
  package var id: TicketID
  package var queue: String
  package var subject: String
  package var status: Status
  package var priority: Priority
  package var prioritySource: Priority.Source
  package var requester: Person
  /// The name of the operator who works it.
  package var assignee: String?
  package var tags: [String]
  /// How many messages it holds: incoming, replies and notes; notices are not counted.
  package var messages: Int
  package var createdAt: Instant
  package var updatedAt: Instant
  package var firstResponseDue: Instant?
  package var resolveDue: Instant?
  package var firstRespondedAt: Instant?
  package var resolvedAt: Instant?
  package var closedAt: Instant?
  /// Since when it waits for the requester; due times move on by that span when it ends.
  package var pendingSince: Instant?
  package var mergedInto: TicketID?

  package init(
    id: TicketID, queue: String, subject: String, status: Status, priority: Priority, prioritySource: Priority.Source,
    requester: Person, assignee: String? = nil, tags: [String] = [], messages: Int = 0, createdAt: Instant,
    updatedAt: Instant, firstResponseDue: Instant? = nil, resolveDue: Instant? = nil, firstRespondedAt: Instant? = nil,
    resolvedAt: Instant? = nil, closedAt: Instant? = nil, pendingSince: Instant? = nil, mergedInto: TicketID? = nil
  ) {
    self.id = id
    self.queue = queue
    self.subject = subject
    self.status = status
    self.priority = priority
    self.prioritySource = prioritySource
    self.requester = requester
    self.assignee = assignee
    self.tags = tags
    self.messages = messages
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.firstResponseDue = firstResponseDue
    self.resolveDue = resolveDue
    self.firstRespondedAt = firstRespondedAt
    self.resolvedAt = resolvedAt
    self.closedAt = closedAt
    self.pendingSince = pendingSince
    self.mergedInto = mergedInto
  }

  /// The next promise that is still to be kept: the first response while nobody has answered, then the resolution;
  /// nil while the clock stands still.
  package var due: Instant? {
    guard status.isActive else { return nil }
    guard firstRespondedAt == nil, let first = firstResponseDue else { return resolveDue }
    return resolveDue.map { min($0, first) } ?? first
  }

  package func isOverdue(at now: Instant) -> Bool {
    due.map { $0 < now } ?? false
  }
}
