package import Desk
package import Store

/// What a bulk action did.
package struct BulkOutcome: Sendable {
  /// The tickets that took it, in the order asked for.
  package var results: [VerbResult]

  /// Those that did not, and why.
  package var refused: [RefusedTicket]

  /// By what it can be taken back; nil where nothing was changed.
  package var undo: UndoID?
}

/// A ticket that a bulk action left as it was.
package struct RefusedTicket: Sendable {
  package var id: TicketID
  package var refusal: Refusal
}

/// A bulk action that can be taken back.
package struct UndoID: Sendable, Hashable, CustomStringConvertible {
  package let number: Int64

  init(_ number: Int64) {
    self.number = number
  }

  /// Reads a number.
  package init?(parsing text: some StringProtocol) {
    guard text.utf8.count < 20, let number = Int64(text), number > 0 else { return nil }
    self.number = number
  }

  package var description: String { String(number) }
}

extension DeskWork {
  /// More than anybody can look over, and little enough for one transaction.
  package static let mostBulkTickets = 200

  /// For so long the mail of a bulk action waits, so that an undo can still stop it.
  package static let undoWindow = Span.seconds(10)

  /// Does one thing to several tickets in one transaction, and keeps what is needed to take it back.
  ///
  /// A ticket that refuses is named and left as it was; the others take the action all the same. Mail leaves 10 seconds
  /// later.
  ///
  /// - Throws: `Refusal` when nobody's ticket could take it: the operator may not, the assignee is not there, a tag is
  ///   none, or there are no tickets or too many.
  package func bulk(_ action: BulkAction, on ids: [TicketID], by actor: Actor) throws -> BulkOutcome {
    let ids = try Self.distinct(ids)
    var patient = self
    patient.mailDelay = Self.undoWindow
    return try store.write { transaction in
      try check(action, by: actor, in: transaction)
      var script = UndoScript(action)
      var outcome = BulkOutcome(results: [], refused: [])
      for id in ids {
        do {
          let (result, step) = try transaction.savepoint {
            try patient.step(action, on: id, by: actor, in: transaction)
          }
          outcome.results.append(result)
          script.add(step)
        } catch let refusal as Refusal {
          outcome.refused.append(RefusedTicket(id: id, refusal: refusal))
        }
      }
      outcome.undo = try keep(script, of: actor, in: transaction)
      return outcome
    }
  }

  /// Does one thing to tickets in the caller's transaction, all of them or none, and keeps what is needed to take it back.
  ///
  /// Mail may leave at once.
  package func act(
    _ action: BulkAction, on ids: [TicketID], by actor: Actor, in transaction: Transaction
  ) throws -> [VerbResult] {
    var script = UndoScript(action)
    let results = try ids.map { id in
      let (result, step) = try step(action, on: id, by: actor, in: transaction)
      script.add(step)
      return result
    }
    _ = try keep(script, of: actor, in: transaction)
    return results
  }

  private func step(
    _ action: BulkAction, on id: TicketID, by actor: Actor, in transaction: Transaction
  ) throws -> (VerbResult, UndoScript.Step) {
    let before = Standing(try ticket(id, in: transaction))
    let result = try action.perform(on: id, by: actor, through: self, in: transaction)
    let step = UndoScript.Step(
      ticket: id.number, before: before, after: Standing(result.ticket), mails: result.mails,
      sequence: try transaction.lastEventSequence())
    return (result, step)
  }

  /// What would be refused for each ticket alike is refused once.
  private func check(_ action: BulkAction, by actor: Actor, in transaction: Transaction) throws {
    _ = try author(actor, in: transaction)
    switch action {
    case .assign(let name):
      if let name { _ = try assignee(name, in: transaction) }
    case .resolve(let text): _ = try Words.checked(text, for: "resolution")
    case .close(let text): _ = try Words.checked(text, for: "closing")
    case .reopen(let text): _ = try Words.checked(text, for: "reopening")
    case .tag(let adding, let removing): for tag in adding + removing { _ = try Self.tagName(tag) }
    case .priority, .status: break
    }
  }

  private static func distinct(_ ids: [TicketID]) throws(Refusal) -> [TicketID] {
    var seen: Set<TicketID> = []
    let ids = ids.filter { seen.insert($0).inserted }
    guard !ids.isEmpty else { throw Refusal(.badValue, "no ticket is selected", advice: "select one or more") }
    guard ids.count <= mostBulkTickets else {
      throw Refusal(
        .badValue, "\(ids.count) tickets are more than can be changed at once",
        advice: "select at most \(mostBulkTickets)")
    }
    return ids
  }

  /// - Returns: nil where nothing was changed, or nobody acts who could take it back.
  private func keep(_ script: UndoScript, of actor: Actor, in transaction: Transaction) throws -> UndoID? {
    guard case .operator(let name) = actor, !script.steps.isEmpty else { return nil }
    return UndoID(try transaction.keepUndo(script.text(), of: name))
  }
}
