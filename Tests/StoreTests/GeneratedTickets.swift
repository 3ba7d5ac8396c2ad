import Desk
import Store

/// Numbers that are the same in each run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension Transaction {
  /// Tickets of all kinds, most of them closed, without messages.
  func insertGeneratedTickets(_ count: Int, _ random: inout SeededGenerator) throws {
    for name in ["mara", "jo", "kim"] { _ = try ensureOperator(name) }
    for number in 0..<count {
      var new = NewTicket(
        queue: ["support", "billing", "sales"].randomElement(using: &random) ?? "support", subject: "Ticket \(number)",
        priority: Priority.allCases.randomElement(using: &random) ?? .medium,
        requester: Person(
          name: nil, address: EmailAddress("p\(Int.random(in: 0..<max(3, count / 20), using: &random))@x.example")),
        createdAt: now + .minutes(Int64.random(in: -10_000...0, using: &random)))
      if Int.random(in: 0..<10, using: &random) > 0 {
        // A few coincide, so that the number has to decide.
        new.firstResponseDue = now + .minutes(Int64.random(in: -300...300, using: &random))
        new.resolveDue = now + .minutes(Int64.random(in: -300...3000, using: &random))
      }
      new.assignee = [nil, "mara", "jo", "kim"].randomElement(using: &random) ?? nil
      if Int.random(in: 0..<4, using: &random) == 0 { new.tags = ["vip"] }
      if Int.random(in: 0..<4, using: &random) == 0 { new.tags.append("printer") }
      let isFinished = Int.random(in: 0..<10, using: &random) < 6
      new.status = isFinished ? .closed : Status.allCases.randomElement(using: &random) ?? .new
      _ = try insertTicket(new)
    }
  }
}
