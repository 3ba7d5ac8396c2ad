import Desk

/// A walk through the messages that a query finds, newest first.
///
/// The index hands its hits out in that order, so that the walk ends with the page. A ticket stands where its newest hit
/// is: on a later page it is known again by looking whether one of its messages was a hit before.
struct SearchWalk {
  private let connection: Connection
  private let match: String
  private let check: (sql: String, arguments: [Connection.Argument?])
  private let sender: [String]
  private let subject: [String]
  private let start: TicketCursor

  /// Nil where the query can find nothing: no letters in it, or a filter that names nobody that there is.
  init?(_ query: SearchQuery, after: TicketCursor?, now: Instant, on connection: Connection) throws {
    let words = [query.words, query.subject ?? "", query.from.map(SearchText.beginning(of:)) ?? ""]
    guard let match = SearchText.query(words.joined(separator: " ")),
      let list = try ListQuery(query.filter, on: connection)
    else { return nil }
    self.connection = connection
    self.match = match
    var check = list.onTheWay(Lane.all(query.filter.statuses, query.filter.priority))
    if query.filter.overdueOnly {
      check.sql += " AND ticket.due < ?"
      check.arguments.append(now.microseconds)
    }
    self.check = check
    sender = Self.words(query.from)
    subject = Self.words(query.subject)
    start = after ?? TicketCursor(walk: .search, asOf: now, number: .max, shown: 0)
  }

  /// The next tickets, looking at no more messages than the budget.
  func page(limit: Int, budget: Int) throws -> (tickets: [TicketID], next: TicketCursor?) {
    var met: Set<Int64> = []
    var tickets: [TicketID] = []
    var last = start.number
    var seen = 0
    var isCut = false
    try connection.each(
      """
      SELECT search.rowid, message.ticket, \(check.sql), message.subject, message.sender_name, message.sender_address
      FROM search CROSS JOIN message ON message.id = search.rowid CROSS JOIN ticket ON ticket.id = message.ticket
      WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC
      """, check.arguments + [match, start.number]
    ) { row in
      seen += 1
      let ticket: Int64 = row[1]
      if row[2], !met.contains(ticket), isMeant(row), try !wasShown(ticket) {
        // Found only when the page is full: there is a next one.
        isCut = tickets.count == limit
        if isCut { return false }
        met.insert(ticket)
        tickets.append(TicketID(ticket))
      }
      last = row[0]
      isCut = seen >= budget
      return !isCut
    }
    var next = start
    next.number = last
    next.shown = start.shown.addingReportingOverflow(tickets.count).partialValue
    return (tickets, isCut ? next : nil)
  }

  private static func words(_ text: String?) -> [String] {
    SearchText.folded(text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Whether the words that must be the sender's or the subject's are: the index knows only that the message has them.
  private func isMeant(_ row: Row) -> Bool {
    if !sender.isEmpty {
      let name = SearchText.folded("\(row[4] as String? ?? "") \(row[5] as String? ?? "")")
      guard sender.allSatisfy({ name.contains($0) }) else { return false }
    }
    guard !subject.isEmpty else { return true }
    let words = SearchText.folded(row[3])
    return subject.allSatisfy { words.contains($0) }
  }

  /// Whether one of the pages before showed the ticket: a newer message of it was a hit.
  private func wasShown(_ ticket: Int64) throws -> Bool {
    guard start.number != .max else { return false }
    var wasShown = false
    try connection.each(
      """
      SELECT search.rowid, message.ticket, 1, message.subject, message.sender_name, message.sender_address
      FROM message INDEXED BY message_ticket CROSS JOIN search ON search.rowid = message.id
      WHERE message.ticket = ? AND message.id >= ? AND search MATCH ?
      """, [ticket, start.number, match]
    ) { row in
      wasShown = isMeant(row)
      return !wasShown
    }
    return wasShown
  }
}
