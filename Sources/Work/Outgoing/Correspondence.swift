import Desk
import Store

/// What composing a mail looks up: asked of the writer's transaction when the mail is to be sent, and of the store beside
/// it when somebody only wants to see it.
protocol Correspondence {
  func `operator`(named name: String) throws -> Operator?
  func watchers(of id: TicketID) throws -> [Person]
  func threadParent(of id: TicketID, requesterFirst: Bool) throws -> ThreadParent?
  func flaggedUntil(_ address: EmailAddress) throws -> Instant?
}

extension Transaction: Correspondence {}
extension TicketStore: Correspondence {}
