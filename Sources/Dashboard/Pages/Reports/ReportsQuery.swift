import Hummingbird

/// What the reports page is asked for, as its URL says it.
struct ReportsQuery: Equatable {
  static let periods = [7, 30, 90, 365]
  private static let usual = 30

  var days = ReportsQuery.usual
  /// Nil for all.
  var queue: String?
  /// Whether tables take the place of the pictures.
  var isTables = false

  init() {}

  /// What is not known is left out: a link that was cut still opens the page.
  init(_ request: Request, queues: [String]) {
    let query = Query(request)
    if let days = query["days"].flatMap({ Int($0) }), Self.periods.contains(days) { self.days = days }
    queue = query["queue"].flatMap { queues.contains($0) ? $0 : nil }
    isTables = query["tables"] == "1"
  }

  func with(_ change: (inout ReportsQuery) -> Void) -> ReportsQuery {
    var other = self
    change(&other)
    return other
  }

  var path: String { "/reports" + fields }

  /// The same as a file for spreadsheets.
  var csvPath: String { "/reports.csv" + with { $0.isTables = false }.fields }

  private var fields: String {
    var fields: [String] = []
    if days != Self.usual { fields.append("days=\(days)") }
    if let queue { fields.append("queue=" + URLEncoded.encoded(queue)) }
    if isTables { fields.append("tables=1") }
    return fields.isEmpty ? "" : "?" + fields.joined(separator: "&")
  }
}
