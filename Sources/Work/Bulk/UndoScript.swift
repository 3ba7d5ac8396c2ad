import Desk
import Foundation

/// What is needed to take a bulk action back: each ticket as it was before and after, and the mails that it queued.
struct UndoScript: Codable {
  /// One ticket of it.
  struct Step: Codable {
    var ticket: Int64
    var before: Standing
    var after: Standing
    /// Rows of the outbox.
    var mails: [Int64]
    /// The last event before anybody else could do anything to the ticket.
    var sequence: Int64
  }

  var action: BulkAction
  private(set) var steps: [Step] = []

  init(_ action: BulkAction) {
    self.action = action.withoutText
  }

  /// Takes a ticket in that was changed.
  mutating func add(_ step: Step) {
    if step.before != step.after { steps.append(step) }
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads what `text` wrote; nil for what a newer program wrote, or a hand.
  init?(_ text: String) {
    guard let script = try? JSONDecoder().decode(UndoScript.self, from: Data(text.utf8)) else { return nil }
    self = script
  }
}

/// Of a ticket what a bulk action may change; times in microseconds.
struct Standing: Codable, Equatable {
  var assignee: String?
  var tags: [String]
  var urgency: Urgency
  var progress: Progress
  var firstResponseDue: Int64?
  var resolveDue: Int64?

  /// How urgent it is, and who said so.
  struct Urgency: Codable, Equatable {
    var priority: Priority
    var source: Priority.Source
  }

  /// How far it has come.
  struct Progress: Codable, Equatable {
    var status: Status
    var firstRespondedAt: Int64?
    var resolvedAt: Int64?
    var closedAt: Int64?
    var pendingSince: Int64?
  }

  init(_ ticket: Ticket) {
    assignee = ticket.assignee
    tags = ticket.tags
    urgency = Urgency(priority: ticket.priority, source: ticket.prioritySource)
    progress = Progress(
      status: ticket.status, firstRespondedAt: ticket.firstRespondedAt?.microseconds,
      resolvedAt: ticket.resolvedAt?.microseconds, closedAt: ticket.closedAt?.microseconds,
      pendingSince: ticket.pendingSince?.microseconds)
    firstResponseDue = ticket.firstResponseDue?.microseconds
    resolveDue = ticket.resolveDue?.microseconds
  }
}

extension Ticket {
  mutating func put(_ urgency: Standing.Urgency) {
    priority = urgency.priority
    prioritySource = urgency.source
  }

  mutating func put(_ progress: Standing.Progress) {
    status = progress.status
    firstRespondedAt = progress.firstRespondedAt.map(Instant.init(microseconds:))
    resolvedAt = progress.resolvedAt.map(Instant.init(microseconds:))
    closedAt = progress.closedAt.map(Instant.init(microseconds:))
    pendingSince = progress.pendingSince.map(Instant.init(microseconds:))
  }

  /// Moves the due times back by as much as a bulk action moved them on: what has moved them since stays.
  mutating func moveDueTimesBack(_ step: UndoScript.Step) {
    firstResponseDue = Self.moved(firstResponseDue, step.before.firstResponseDue, step.after.firstResponseDue)
    resolveDue = Self.moved(resolveDue, step.before.resolveDue, step.after.resolveDue)
  }

  private static func moved(_ now: Instant?, _ before: Int64?, _ after: Int64?) -> Instant? {
    guard let now, let before, let after else { return before.map(Instant.init(microseconds:)) }
    return now - Instant(microseconds: after).since(Instant(microseconds: before))
  }
}
