package import Desk
import GRDB

extension Transaction {
  /// The message that a ticket begins with; nil on one that has none, or has gone into another.
  package func root(of id: TicketID) throws -> Int64? {
    try connection.integer("SELECT root FROM ticket WHERE id = ?", [id.number])
  }
}
