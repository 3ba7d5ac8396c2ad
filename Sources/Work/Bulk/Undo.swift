package import Desk
import Store

/// An operator's last bulk action, as long as it can be taken back.
package struct UndoInfo: Sendable, Equatable {
  package var id: UndoID
  package var at: Instant
  /// Without the words that were sent with it.
  package var action: BulkAction
  /// Those that it changed.
  package var tickets: [TicketID]
  /// The last event before anything else could happen to one of them.
  package var sequence: Int64
}

extension DeskWork {
  /// An operator's last bulk action; nil when there is none, or it has been taken back.
  package func lastUndo(of operator: String) throws -> UndoInfo? {
    guard let kept = try store.undoRecord(of: `operator`), let script = UndoScript(kept.record) else { return nil }
    return UndoInfo(
      id: UndoID(kept.id), at: kept.at, action: script.action, tickets: script.steps.map { TicketID($0.ticket) },
      sequence: script.steps.map(\.sequence).max() ?? 0)
  }

  /// Takes an operator's own last bulk action back, in one transaction.
  ///
  /// Put back is what nobody has changed since; the rest stays and is named in the result's `leftovers`. Mail of it that
  /// has not left is cancelled. The undo is an event on each ticket, beside those of the action.
  ///
  /// - Throws: `Refusal` with `unknownRow` when there is nothing to take back under that number, `notPermitted` for
  ///   somebody else's action.
  package func undo(_ id: UndoID, by actor: Actor) throws -> [VerbResult] {
    try store.write { transaction in
      _ = try author(actor, in: transaction)
      guard let kept = try transaction.undoRecord(id.number), let script = UndoScript(kept.record) else {
        throw Refusal(
          .unknownRow, "that action can no longer be undone",
          advice: "only the last bulk action can be, once: the history of each ticket says what it did")
      }
      guard actor == .operator(kept.operator) else {
        throw Refusal(.notPermitted, "\(kept.operator) did that: only they can undo it")
      }
      try transaction.dropUndo(id.number)
      return try script.steps.map { try undo($0, of: script.action, by: actor, in: transaction) }
    }
  }

  private func undo(
    _ step: UndoScript.Step, of action: BulkAction, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    var reversal = Reversal(
      ticket: try transaction.ticket(TicketID(step.ticket)),
      since: try transaction.events(of: TicketID(step.ticket), after: step.sequence))
    reversal.run(step)
    var result = VerbResult(reversal.ticket)
    result.restored = reversal.restored.map(\.0)
    result.leftovers = reversal.leftovers
    guard !reversal.restored.isEmpty else { return result }
    try save(reversal.ticket, in: transaction)
    result.leftovers += try callBack(step.mails, by: actor, in: transaction)
    let kept = result.leftovers.map { ("kept", Optional($0.description)) }
    let details = [("action", action.word)] + reversal.restored
    try record(
      .undone, on: reversal.ticket.id, by: actor, details.map { ($0.0, Optional($0.1)) } + kept, in: transaction)
    result.ticket = try transaction.ticket(reversal.ticket.id)
    return result
  }

  /// Cancels what has not left.
  private func callBack(_ mails: [Int64], by actor: Actor, in transaction: Transaction) throws -> [Leftover] {
    try mails.compactMap { row in
      let entry = try transaction.outboxEntry(row)
      switch entry.state {
      case .queued:
        try cancelOutbox(row, by: actor, in: transaction)
        return nil
      case .sending, .sent: return .mail(entry.kind, to: entry.recipient)
      case .failed, .cancelled: return nil
      }
    }
  }
}

/// Puts one ticket back to what it was, part by part.
private struct Reversal {
  var ticket: Ticket
  /// What happened on it since.
  let since: [Event]
  var leftovers: [Leftover] = []
  /// The parts that were put back, and what they are again.
  var restored: [(String, String)] = []

  init(ticket: Ticket, since: [Event]) {
    self.ticket = ticket
    self.since = since
  }

  mutating func run(_ step: UndoScript.Step) {
    if let survivor = ticket.mergedInto { return leftovers = [.merged(into: survivor)] }
    let now = Standing(ticket)
    let (before, after) = (step.before, step.after)
    var isProgressOurs = before.progress != after.progress
    if before.assignee != after.assignee {
      if now.assignee == after.assignee {
        ticket.assignee = before.assignee
        restored.append(("assignee", before.assignee ?? "nobody"))
      } else {
        leftovers.append(.assignee(now.assignee, by: culprit([.assigned, .unassigned])))
        // A ticket that somebody has is not new again.
        isProgressOurs = false
      }
    }
    if before.urgency != after.urgency {
      if now.urgency == after.urgency {
        ticket.put(before.urgency)
        ticket.moveDueTimesBack(step)
        restored.append(("priority", before.urgency.priority.rawValue))
      } else {
        leftovers.append(.priority(now.urgency.priority, by: culprit([.prioritised])))
      }
    }
    if isProgressOurs {
      if now.progress == after.progress {
        ticket.put(before.progress)
        ticket.moveDueTimesBack(step)
        restored.append(("status", before.progress.status.rawValue))
      } else {
        leftovers.append(
          .status(now.progress.status, by: culprit([.statusChanged, .resolved, .closed, .reopened, .replied])))
      }
    }
    retag(from: after.tags, to: before.tags)
  }

  /// A tag that is as it was before needs nothing, whoever saw to that.
  private mutating func retag(from after: [String], to before: [String]) {
    let gone = ticket.tags.filter { after.contains($0) && !before.contains($0) }
    let back = before.filter { !after.contains($0) && !ticket.tags.contains($0) }
    guard !gone.isEmpty || !back.isEmpty else { return }
    ticket.tags = (ticket.tags.filter { !gone.contains($0) } + back).sorted()
    restored.append(("tags", ticket.tags.joined(separator: " ")))
  }

  /// Who last did one of these things.
  private func culprit(_ kinds: Set<Event.Kind>) -> String {
    since.last { kinds.contains($0.kind) }?.actor ?? Actor.desk.name
  }
}
