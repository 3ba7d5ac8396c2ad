package import Desk

/// A ticket to be made: all of `Ticket` but what the store gives it.
package struct NewTicket: Sendable, Equatable {
  package var queue: String
  package var subject: String
  package var status: Status
  package var priority: Priority
  package var prioritySource: Priority.Source
  package var requester: Person
  package var assignee: String?
  package var tags: [String]
  package var createdAt: Instant
  package var firstResponseDue: Instant?
  package var resolveDue: Instant?

  package init(
    queue: String, subject: String, status: Status = .new, priority: Priority = .medium,
    prioritySource: Priority.Source = .queue, requester: Person, assignee: String? = nil, tags: [String] = [],
    createdAt: Instant, firstResponseDue: Instant? = nil, resolveDue: Instant? = nil
  ) {
    self.queue = queue
    self.subject = subject
    self.status = status
    self.priority = priority
    self.prioritySource = prioritySource
    self.requester = requester
    self.assignee = assignee
    self.tags = tags
    self.createdAt = createdAt
    self.firstResponseDue = firstResponseDue
    self.resolveDue = resolveDue
  }
}
