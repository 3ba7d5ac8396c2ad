package import Desk
import Store

/// One thing done to several tickets at once, which can be taken back.
package enum BulkAction: Sendable, Equatable, Codable {
  /// Nil takes them from whoever has them.
  case assign(String?)
  case priority(Priority)
  case resolve(text: String?)
  case close(text: String?)
  case reopen(text: String?)
  case status(Status)
  case tag(add: [String], remove: [String])

  /// Its word in events: `assign`, `priority`, `resolve`, `close`, `reopen`, `status` or `tag`.
  package var word: String {
    switch self {
    case .assign: "assign"
    case .priority: "priority"
    case .resolve: "resolve"
    case .close: "close"
    case .reopen: "reopen"
    case .status: "status"
    case .tag: "tag"
    }
  }

  /// Without the words that a person wrote: they stand on the tickets, and are erased there when they must be.
  var withoutText: BulkAction {
    switch self {
    case .resolve: .resolve(text: nil)
    case .close: .close(text: nil)
    case .reopen: .reopen(text: nil)
    case .assign, .priority, .status, .tag: self
    }
  }

  /// Does it to one ticket.
  func perform(on id: TicketID, by actor: Actor, through work: DeskWork, in transaction: Transaction) throws
    -> VerbResult
  {
    switch self {
    case .assign(let name): try work.assign(id, to: name, by: actor, in: transaction)
    case .priority(let level): try work.prioritise(id, as: level, by: actor, in: transaction)
    case .resolve(let text): try work.resolve(id, text: text, by: actor, in: transaction)
    case .close(let text): try work.close(id, text: text, by: actor, in: transaction)
    case .reopen(let text): try work.reopen(id, text: text, by: actor, in: transaction)
    case .status(let status): try work.changeStatus(id, to: status, by: actor, in: transaction)
    case .tag(let adding, let removing):
      try work.tag(id, adding: adding, removing: removing, by: actor, in: transaction)
    }
  }
}
