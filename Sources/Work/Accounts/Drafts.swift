package import Desk
import Store

extension DeskWork {
  /// The longest text of a draft, and of one of its fields.
  private static let mostTextBytes = 1_000_000
  private static let mostFieldBytes = 20_000

  /// Keeps what an operator has begun to write on a ticket; it is no part of the ticket's history.
  ///
  /// - Throws: `Refusal` with `unknownTicket`, `unknownOperator`, or `badValue` for one that is too long.
  package func keepDraft(_ draft: Draft, of name: String, on id: TicketID) throws {
    guard draft.text.utf8.count <= Self.mostTextBytes, draft.to.utf8.count <= Self.mostFieldBytes,
      draft.cc.utf8.count <= Self.mostFieldBytes
    else {
      throw Refusal(.badValue, "this draft is too long to be kept", advice: "attach it as a file instead")
    }
    try perform { transaction in
      _ = try transaction.ticket(id)
      try transaction.keepDraft(draft, of: name, on: id)
    }
  }

  /// What an operator has begun to write on a ticket; nil where that is nothing.
  package func draft(of name: String, on id: TicketID) throws -> Draft? { try store.draft(of: name, on: id) }

  /// Forgets a draft, where there is one.
  package func dropDraft(of name: String, on id: TicketID) throws {
    guard try store.draft(of: name, on: id) != nil else { return }
    try perform { try $0.dropDraft(of: name, on: id) }
  }

  /// Remembers that an operator has seen a ticket up to a message.
  ///
  /// - Throws: `Refusal` with `unknownTicket` or `unknownOperator`.
  package func markRead(_ id: TicketID, upTo message: Int64, by name: String) throws {
    // Most looks at a ticket bring nothing new, and no writer is needed for them.
    if let mark = try store.readMark(of: name, on: id), mark >= message { return }
    try perform { transaction in
      _ = try transaction.ticket(id)
      try transaction.markRead(id, upTo: message, by: name)
    }
  }
}
