import Crypto
import Desk
import Foundation
import Store
import Work

extension NewTicketPage {
  /// What is chosen besides what both forms ask.
  struct Choice: Sendable {
    /// Nil leaves it to the rules.
    var priority: Priority?
    var queue: String?
    var assignee: String?
    var sendsNotice = true
    /// What tells this form from all others: sent twice, it files one ticket.
    var once: String

    private static let onceBytes = 16...64

    init() { once = Self.fresh() }

    init(_ form: Form) {
      priority = Priority(rawValue: form["priority"])
      queue = form.filled("queue")
      assignee = form.filled("assignee")
      sendsNotice = form.has("notice")
      let sent = form["once"]
      once = Self.onceBytes.contains(sent.utf8.count) ? sent : Self.fresh()
    }

    private static func fresh() -> String {
      var random = SystemRandomNumberGenerator()
      return (0..<4).map { _ in String(random.next() | 1 << 63, radix: 36) }.joined()
    }
  }

  /// Files what was typed: as the mail that the requester could have sent, or without a word to them as a note.
  ///
  /// - Returns: nil where mail of that sender is put aside.
  func open(_ request: TypedRequest, _ choice: Choice, _ context: DeskContext) async throws -> TicketID? {
    let name = try context.operator().name
    let client = context.client
    let (requester, subject, text, uploads) = (request.requester, request.subject, request.text, request.uploads)
    return try await site.work { desk in
      guard choice.sendsNotice, let address = requester.address else {
        var new = NewRequest(
          requester: requester, subject: subject, text: text, queue: choice.queue, priority: choice.priority,
          assignee: choice.assignee)
        new.attach(uploads)
        return try Self.once(choice.once, name, desk) { try desk.open(new, by: .operator(name), in: $0).ticket.id }
      }
      var report = ReportForm(
        name: requester.name, address: address, subject: subject, text: text, priority: choice.priority,
        queue: choice.queue)
      report.attach(uploads)
      guard let id = try desk.receiveReport(report, client: client, by: .operator(name)) else { return nil }
      guard let assignee = choice.assignee else { return id }
      try desk.perform { transaction in
        // On a ticket that somebody has, this was one more message.
        guard try transaction.survivor(of: id).assignee == nil else { return }
        try desk.assign(id, to: assignee, by: .operator(name), in: transaction)
      }
      return id
    }
  }

  /// Files a ticket, or finds the one that the same form filed a moment ago.
  private static func once(
    _ form: String, _ name: String, _ desk: DeskWork, file: (Transaction) throws -> TicketID
  ) throws -> TicketID {
    try desk.perform { transaction in
      let principal = "form " + name
      if let kept = try transaction.idempotentAnswer(key: form, principal: principal),
        let filed = TicketID(parsing: String(decoding: kept.body, as: UTF8.self))
      {
        return filed
      }
      let id = try file(transaction)
      let answer = StoredAnswer(
        requestDigest: Array(SHA256.hash(data: Data(form.utf8))), status: 303, body: Array(id.description.utf8))
      try transaction.keepAnswer(answer, key: form, principal: principal)
      return id
    }
  }
}
