import Desk
import Store

/// What the desk's queries cost beside what SQLite needs for them.
///
///     QueryBench DATABASE
///
/// Each query is called in this process, by the store and then again as the bare statements that the store ran, prepared
/// beforehand and stepped through SQLite's own interface. A line a query: its name, how many statements, the least and the
/// median microseconds of the store, and those of bare SQLite.
@main
struct QueryBench {
  private static let mostRounds = 200
  private static let patience = Duration.seconds(1)

  static func main() throws {
    guard CommandLine.arguments.count == 2 else { return print("usage: QueryBench DATABASE") }
    let path = CommandLine.arguments[1]
    let recorder = StatementRecorder.installed
    let store = try TicketStore.open(at: path, mode: .read) { Instant(seconds: 1_795_680_000) }
    let bare = try BareDatabase(path)
    for (name, query) in try queries(of: store) {
      try query()
      let statements = try bare.prepare(recorder.record(query))
      let ours = try measured(query)
      let floor = try measured { try bare.run(statements) }
      print(name, statements.count, ours.least, ours.median, floor.least, floor.median, separator: "\t")
    }
  }

  private static func queries(of store: TicketStore) throws -> [(String, () throws -> Void)] {
    func listing(_ name: String, _ change: (inout TicketFilter) -> Void) -> (String, () throws -> Void) {
      var filter = TicketFilter()
      change(&filter)
      return (name, { [filter] in _ = try store.list(filter) })
    }
    func search(_ words: String) -> (String, () throws -> Void) {
      let query = SearchQuery(words, now: store.now(), operator: nil)
      return ("search \(words)", { _ = try store.search(query, for: nil, limit: 50, after: nil) })
    }
    let middle = TicketID(Int64(try store.deskStatistics().tickets) / 2)
    return [
      listing("list") { _ in },
      listing("list --queue billing") { $0.queue = "billing" },
      listing("list --assignee op07") { $0.assignee = "op07" },
      listing("list --requester user17@example.com") { $0.requester = EmailAddress("user17@example.com") },
      listing("list --priority high") { $0.priority = .high },
      listing("list --tag vip") { $0.tag = "vip" },
      listing("list --sort newest") { $0.order = .newest },
      listing("list --sort updated") { $0.order = .updated },
      ("ticket", { _ = try store.ticket(middle) }),
      ("conversation", { _ = try store.conversation(of: middle) }),
      search("zeppelin"), search("printer"), search("printer invoice"), search("pri*"),
    ]
  }

  /// The least and the median of many calls, in microseconds.
  private static func measured(_ body: () throws -> Void) rethrows -> (least: Int64, median: Int64) {
    var times: [Int64] = []
    let end = ContinuousClock.now + patience
    while times.count < mostRounds, times.count < 3 || .now < end {
      let time = try ContinuousClock().measure(body)
      times.append(time.components.attoseconds / 1_000_000_000_000 + time.components.seconds * 1_000_000)
    }
    times.sort()
    return (times[0], times[times.count / 2])
  }
}
