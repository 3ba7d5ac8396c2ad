import Desk

/// A listing's filter as SQL: the one index that is walked, and what is only checked on the way.
///
/// The index is that of the strongest filter. Status and priority are lanes of every index, so they never need one.
/// What is checked is a column of the result and no condition, so that whoever steps through the rows can stop after so
/// many, whether they fit or not.
struct ListQuery {
  /// What each statement of a listing gives back: what orders the row, its number, and whether the filter shows it.
  struct Range {
    var sql: String
    var arguments: [Connection.Argument?]
  }

  private struct Condition {
    var sql: String
    var arguments: [Connection.Argument?]
  }

  /// The text of a lane between two due times, and of its count: the same for all lanes, so made once.
  private var laneText = ""
  private var countText = ""

  private let source: String
  /// Which table of the source has the lane: `ticket` or `tag`.
  private let table: String
  private let walked: Condition?
  private let checked: [Condition]
  /// Whether the filter names one requester: so few tickets that all of them may be looked at for another order.
  let isNarrow: Bool
  /// Whether nothing but status, priority and what is checked on the way filters.
  var walksAll: Bool { walked == nil }

  /// Nil when the filter names somebody or something that does not exist: nothing matches.
  init?(_ filter: TicketFilter, on connection: Connection) throws {
    var named: [(source: String, condition: Condition)] = []
    func name(_ source: String, _ sql: String, _ argument: Connection.Argument?) {
      named.append((source, Condition(sql: sql, arguments: [argument])))
    }
    if let address = filter.requester {
      guard let id = try connection.personID(address) else { return nil }
      name("ticket INDEXED BY ticket_requester", "ticket.requester = ?", id)
    }
    if let tag = filter.tag {
      name("tag INDEXED BY tag_lane CROSS JOIN ticket ON ticket.id = tag.ticket", "tag.name = ?", tag)
    }
    if filter.unassignedOnly {
      name("ticket INDEXED BY ticket_assignee", "ticket.assignee IS ?", nil)
    } else if let assignee = filter.assignee {
      guard let id = try connection.operatorID(assignee) else { return nil }
      name("ticket INDEXED BY ticket_assignee", "ticket.assignee = ?", id)
    }
    if let queue = filter.queue {
      guard let id = try connection.integer("SELECT id FROM queue WHERE name = ?", [queue]) else { return nil }
      name("ticket INDEXED BY ticket_queue", "ticket.queue = ?", id)
    }
    source = named.first?.source ?? "ticket INDEXED BY ticket_lane"
    table = source.hasPrefix("tag") ? "tag" : "ticket"
    walked = named.first?.condition
    isNarrow = filter.requester != nil
    checked = named.dropFirst().map { Self.probed($0.condition) } + Self.plain(filter)
    laneText = text(by: "\(table).due", "\(table).due BETWEEN ? AND ?")
    countText = """
      SELECT count(*), coalesce(sum(fits), 0) FROM (
        SELECT \(all(checked).sql) AS fits FROM \(source) WHERE \(conditions("\(table).due < ?")) LIMIT ?)
      """
  }

  /// Conditions that no index helps with.
  private static func plain(_ filter: TicketFilter) -> [Condition] {
    var conditions: [Condition] = []
    if let since = filter.since {
      conditions.append(Condition(sql: "ticket.created_at >= ?", arguments: [since.microseconds]))
    }
    if let until = filter.until {
      conditions.append(Condition(sql: "ticket.created_at < ?", arguments: [until.microseconds]))
    }
    if filter.withAttachment { conditions.append(Condition(sql: "ticket.attachments > 0", arguments: [])) }
    return conditions
  }

  /// A tag that is not walked itself is probed for.
  private static func probed(_ condition: Condition) -> Condition {
    guard condition.sql.hasPrefix("tag.") else { return condition }
    return Condition(
      sql: "EXISTS (SELECT 1 FROM tag WHERE tag.ticket = ticket.id AND \(condition.sql))",
      arguments: condition.arguments)
  }

  private var id: String { table == "tag" ? "tag.ticket" : "ticket.id" }

  /// A lane between two due times, by due time and number.
  func lane(_ lane: Lane, due: ClosedRange<Int64>) -> Range {
    Range(sql: laneText, arguments: arguments(lane, [due.lowerBound, due.upperBound]))
  }

  /// What of a lane is due at one moment, by number, beyond a number.
  func lane(_ lane: Lane, due: Int64, beyond number: Int64, descending: Bool = false) -> Range {
    let bounds = "\(table).due = ? AND \(id) \(descending ? "<" : ">") ?"
    return Range(
      sql: text(by: "\(table).due", bounds, descending: descending), arguments: arguments(lane, [due, number]))
  }

  /// A lane between two due times with the last change of each ticket, in no order that matters.
  func changes(_ lane: Lane, due: ClosedRange<Int64>) -> Range {
    Range(
      sql: text(by: "ticket.updated_at", "\(table).due BETWEEN ? AND ?", sorted: false),
      arguments: arguments(lane, [due.lowerBound, due.upperBound]))
  }

  private func text(by key: String, _ bounds: String, descending: Bool = false, sorted: Bool = true) -> String {
    let way = descending ? " DESC" : ""
    let order = sorted ? " ORDER BY \(table).due\(way), \(id)\(way)" : ""
    return "SELECT \(key), \(id), \(all(checked).sql) FROM \(source) WHERE \(conditions(bounds))\(order)"
  }

  private func conditions(_ bounds: String) -> String {
    ((walked.map { [$0.sql] } ?? []) + ["\(table).lane = ?", bounds]).joined(separator: " AND ")
  }

  /// What is checked comes first in a statement, then what is walked, the lane, and its bounds.
  private func arguments(_ lane: Lane, _ bounds: [Connection.Argument?]) -> [Connection.Argument?] {
    checked.flatMap(\.arguments) + (walked?.arguments ?? []) + [lane.number] + bounds
  }

  /// The active tickets of a status by number, beyond a number, whatever their priority.
  func active(_ status: Status, lanes: [Lane], beyond number: Int64, descending: Bool) -> Range {
    let check = onTheWay(lanes)
    return Range(
      sql: """
        SELECT 0, ticket.id, \(check.sql) FROM ticket INDEXED BY ticket_active
        WHERE ticket.status < 2 AND ticket.status = \(status.rank) AND ticket.id \(descending ? "< ?" : "> ?")
        ORDER BY ticket.id\(descending ? " DESC" : "")
        """, arguments: check.arguments + [number])
  }

  /// All tickets by their last change, latest first, from a moment back.
  func updated(before moment: Int64, lanes: [Lane]) -> Range {
    updated("ticket.updated_at < ?", [moment], lanes)
  }

  /// Those of one moment, beyond a number.
  func updated(at moment: Int64, beyond number: Int64, lanes: [Lane]) -> Range {
    updated("ticket.updated_at = ? AND ticket.id < ?", [moment, number], lanes)
  }

  private func updated(_ bounds: String, _ arguments: [Connection.Argument?], _ lanes: [Lane]) -> Range {
    let check = onTheWay(lanes)
    return Range(
      sql: """
        SELECT ticket.updated_at, ticket.id, \(check.sql) FROM ticket INDEXED BY ticket_updated
        WHERE \(bounds) ORDER BY ticket.updated_at DESC, ticket.id DESC
        """, arguments: check.arguments + arguments)
  }

  /// Everything that the filter asks of a ticket, for a walk over something else.
  func onTheWay(_ lanes: [Lane]) -> (sql: String, arguments: [Connection.Argument?]) {
    let numbers = lanes.map { String($0.number) }.joined(separator: ", ")
    let conditions = (walked.map { [Self.probed($0)] } ?? []) + checked
    return all(conditions + [Condition(sql: "ticket.lane IN (\(numbers))", arguments: [])])
  }

  private func all(_ conditions: [Condition]) -> (sql: String, arguments: [Connection.Argument?]) {
    guard !conditions.isEmpty else { return ("1", []) }
    return (conditions.map(\.sql).joined(separator: " AND "), conditions.flatMap(\.arguments))
  }

  /// How many of a lane are due before a moment, looking at no more than so many.
  func counted(_ lane: Lane, dueBefore moment: Int64, atMost limit: Int) -> Range {
    Range(sql: countText, arguments: arguments(lane, [moment, limit]))
  }
}
