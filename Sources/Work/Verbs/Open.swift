package import Desk
package import MIME
package import Store

/// A request that an operator writes down: a call, a visit.
package struct NewRequest: Sendable {
  package var requester: Person
  package var subject: String
  package var text: String
  /// The desk's first queue where nil.
  package var queue: String?
  /// The queue's default where nil.
  package var priority: Priority?
  package var assignee: String?
  package var tags: [String]
  package var watchers: [Person]
  /// Kept with the note that holds the text.
  package var attachments: [OutgoingMail.Attachment]

  package init(
    requester: Person, subject: String, text: String, queue: String? = nil, priority: Priority? = nil,
    assignee: String? = nil, tags: [String] = [], watchers: [Person] = [],
    attachments: [OutgoingMail.Attachment] = []
  ) {
    self.requester = requester
    self.subject = subject
    self.text = text
    self.queue = queue
    self.priority = priority
    self.assignee = assignee
    self.tags = tags
    self.watchers = watchers
    self.attachments = attachments
  }
}

extension NewRequest {
  /// Puts files with it.
  package mutating func attach(_ files: [UploadedFile]) {
    attachments += files.map(\.attachment)
  }
}

extension DeskWork {
  /// Opens a ticket by hand.
  ///
  /// What the operator wrote down is an internal note: it is not the requester's own mail, and no `received` notice
  /// answers it.
  ///
  /// - Throws: `Refusal` with `emptyText` without a subject, `unknownQueue`, `unknownOperator`, or `badValue` for an
  ///   address of the desk's own or attachments that are too large.
  @discardableResult
  package func open(_ new: NewRequest, by actor: Actor, in transaction: Transaction) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    let subject = Words.oneLine(new.subject)
    guard !subject.isEmpty else {
      throw Refusal(.emptyText, "a new ticket needs a subject", advice: "give --subject TEXT")
    }
    if new.requester.address != nil { _ = try outsideAddress(of: new.requester) }
    try Self.checkSize(of: new.attachments)
    let queue = try queue(named: new.queue)
    let opened = try openTicket(
      NewTicket(
        queue: queue.name, subject: subject, priority: new.priority ?? queue.defaultPriority,
        prioritySource: new.priority == nil ? .queue : .operator, requester: new.requester,
        assignee: try new.assignee.map { try assignee($0, in: transaction).name }
          ?? standingAssignee(of: queue, in: transaction),
        tags: Set(try new.tags.map(Self.tagName)).sorted(), createdAt: transaction.now),
      isTaken: new.assignee != nil, in: transaction)
    let text = new.text.allSatisfy(\.isWhitespace) ? subject : new.text
    try insertNote(text, on: opened, attachments: new.attachments, by: author, in: transaction)
    try record(
      .opened, on: opened.id, by: actor,
      [("priority", opened.priority.rawValue), ("source", opened.prioritySource.rawValue)], in: transaction)
    for person in new.watchers { try watch(opened.id, person, by: actor, in: transaction) }
    var sent = Dispatched()
    if let assignee = opened.assignee {
      try record(.assigned, on: opened.id, by: actor, [("to", assignee)], in: transaction)
      sent = try notifyAssignee(.assigned, of: opened, by: author, in: transaction)
    }
    return try VerbResult(transaction.ticket(opened.id), sent)
  }

  /// Makes a ticket with its due times.
  func openTicket(_ new: NewTicket, isTaken: Bool = false, in transaction: Transaction) throws -> Ticket {
    var ticket = Ticket(
      id: TicketID(0), queue: new.queue, subject: new.subject, status: isTaken ? .open : .new, priority: new.priority,
      prioritySource: new.prioritySource, requester: new.requester, assignee: new.assignee, tags: new.tags,
      createdAt: new.createdAt, updatedAt: transaction.now)
    clock.start(&ticket)
    var new = new
    new.status = ticket.status
    new.firstResponseDue = ticket.firstResponseDue
    new.resolveDue = ticket.resolveDue
    ticket.id = try transaction.insertTicket(new)
    return ticket
  }

  /// Who gets new tickets of a queue: nobody where the configuration names no operator who could take them.
  func standingAssignee(of queue: SupportQueue, in transaction: Transaction) throws -> String? {
    guard let name = queue.assignee, let found = try transaction.operator(named: name), !found.isDisabled else {
      return nil
    }
    return found.name
  }

  func queue(named name: String?) throws(Refusal) -> SupportQueue {
    let found = name.map { settings.queue(named: $0) } ?? settings.queues.first
    guard let found else {
      let names = settings.queues.map(\.name).joined(separator: ", ")
      throw Refusal(.unknownQueue, "there is no queue '\(name ?? "")'", advice: "queues: \(names)")
    }
    return found
  }
}
