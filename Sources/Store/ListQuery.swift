import Desk

/// A listing's filter as SQL: the one index that is walked, and what is only checked on the way.
///
/// The index is that of the strongest filter. Status and priority are lanes of every index, so they never need one.
struct ListQuery {
  private let source: String
  private let order: String
  private let conditions: [String]
  private let arguments: [Connection.Argument?]
  /// Whether the filter names few tickets, so that all of them may be looked at for another order.
  let isNarrow: Bool

  /// Nil when the filter names somebody or something that does not exist: nothing matches.
  init?(_ filter: TicketFilter, on connection: Connection) throws {
    var walked: [(source: String, condition: String, argument: Connection.Argument?, isNarrow: Bool)] = []
    if let address = filter.requester {
      guard let id = try connection.personID(address) else { return nil }
      walked.append(("ticket INDEXED BY ticket_requester", "ticket.requester = ?", id, true))
    }
    if let tag = filter.tag {
      walked.append(("tag INDEXED BY tag_lane CROSS JOIN ticket ON ticket.id = tag.ticket", "tag.name = ?", tag, true))
    }
    if filter.unassignedOnly {
      walked.append(("ticket INDEXED BY ticket_assignee", "ticket.assignee IS ?", nil, false))
    } else if let name = filter.assignee {
      guard let id = try connection.integer("SELECT id FROM operator WHERE name = ?", [name]) else { return nil }
      walked.append(("ticket INDEXED BY ticket_assignee", "ticket.assignee = ?", id, true))
    }
    if let name = filter.queue {
      guard let id = try connection.integer("SELECT id FROM queue WHERE name = ?", [name]) else { return nil }
      walked.append(("ticket INDEXED BY ticket_queue", "ticket.queue = ?", id, false))
    }
    source = walked.first?.source ?? "ticket INDEXED BY ticket_lane"
    isNarrow = walked.first?.isNarrow ?? false
    order = filter.tag != nil && filter.requester == nil ? "tag" : "ticket"
    var conditions: [String] = []
    var arguments: [Connection.Argument?] = []
    for (index, filter) in walked.enumerated() {
      // A tag that is not walked itself is probed for.
      let isProbed = index > 0 && filter.condition.hasPrefix("tag.")
      conditions.append(
        isProbed ? "EXISTS (SELECT 1 FROM tag WHERE tag.ticket = ticket.id AND \(filter.condition))" : filter.condition)
      arguments.append(filter.argument)
    }
    if let since = filter.since {
      conditions.append("ticket.created_at >= ?")
      arguments.append(since.microseconds)
    }
    self.conditions = conditions
    self.arguments = arguments
  }

  /// The statement that walks one lane between two due times, in order.
  var laneSQL: String {
    let id = order == "tag" ? "tag.ticket" : "ticket.id"
    let all = conditions + ["\(order).lane = ?", "\(order).due BETWEEN ? AND ?"]
    return """
      SELECT \(id), \(order).due FROM \(source) WHERE \(all.joined(separator: " AND ")) ORDER BY \(order).due, \(id) LIMIT ?
      """
  }

  func laneArguments(_ lane: Lane, _ due: ClosedRange<Int64>, limit: Int) -> [Connection.Argument?] {
    arguments + [lane.number, due.lowerBound, due.upperBound, limit]
  }

  /// The statement that counts one lane between two due times.
  var countSQL: String {
    let all = conditions + ["\(order).lane = ?", "\(order).due BETWEEN ? AND ?"]
    return "SELECT count(*) FROM \(source) WHERE \(all.joined(separator: " AND "))"
  }

  func countArguments(_ lane: Lane, _ due: ClosedRange<Int64>) -> [Connection.Argument?] {
    arguments + [lane.number, due.lowerBound, due.upperBound]
  }

  /// The statement that walks all tickets by number or by last change, and checks the filter on the way.
  func walkSQL(_ order: TicketFilter.Order, lanes: [Lane]) -> String {
    let probes = conditions.map { condition in
      condition.hasPrefix("tag.")
        ? "EXISTS (SELECT 1 FROM tag WHERE tag.ticket = ticket.id AND \(condition))" : condition
    }
    let numbers = lanes.map { String($0.number) }.joined(separator: ", ")
    let all = (probes + ["ticket.lane IN (\(numbers))"]).joined(separator: " AND ")
    let (table, sorted) =
      switch order {
      case .newest: ("ticket NOT INDEXED", "ticket.id DESC")
      case .updated: ("ticket INDEXED BY ticket_updated", "ticket.updated_at DESC, ticket.id DESC")
      case .oldest, .urgency: ("ticket NOT INDEXED", "ticket.id")
      }
    return "SELECT ticket.id FROM \(table) WHERE \(all) ORDER BY \(sorted) LIMIT ?"
  }

  func walkArguments(limit: Int) -> [Connection.Argument?] { arguments + [limit] }
}
