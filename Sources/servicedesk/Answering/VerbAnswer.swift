import Desk
import Store
import Work

/// How a verb answers: one line a ticket, or its JSON.
struct VerbAnswer {
  let desk: Wiring

  /// - Parameters:
  ///   - did: what was done, such as `resolved`.
  ///   - mail: what the verb writes, such as `notice` or `reply`.
  func print(_ results: [VerbResult], by actor: Actor, mail: String = "notice", _ did: (VerbResult) -> String) throws {
    for result in results {
      if desk.options.json {
        let members = JSONForm.ticket(result.ticket, now: desk.now())
        try desk.printer.json(.object(members + [.init("notices", .integer(Int64(result.notices)))]))
      } else {
        try desk.printer.line(Harmless.line(sentence(result, actor, mail, did(result))))
      }
    }
  }

  private func sentence(_ result: VerbResult, _ actor: Actor, _ mail: String, _ did: String) -> String {
    var sentence = "\(result.ticket.id) \(did) by \(actor.name)"
    if result.notices > 0 {
      let plural = mail.hasSuffix("y") ? mail.dropLast() + "ies" : mail + "s"
      let waits = result.notices == 1 ? "waits" : "wait"
      sentence += ". \(Figure.counted(result.notices, mail, plural)) \(waits) for \(people(result.recipients)): "
      sentence += desk.deliveryAdvice(result.notices)
    } else if let because = result.withheld.first {
      sentence += ". No \(mail) goes out: \(because)"
    }
    return sentence
  }

  private func people(_ people: [Person]) -> String {
    let names = people.prefix(3).map(\.shown)
    let more = people.count - names.count
    return names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

extension DeskCommand {
  /// Does to all the tickets named what `undo` can take back, in one transaction, and answers.
  func answer(
    _ desk: Wiring, _ words: some Sequence<String>, _ action: BulkAction, _ did: (VerbResult) -> String
  ) throws {
    let ids = try Named.tickets(words)
    let work = try desk.work(desk.storeForWriting())
    var acting = Actor.desk
    let results = try desk.act(work) { actor, transaction in
      acting = actor
      return try work.act(action, on: ids, by: actor, in: transaction)
    }
    try VerbAnswer(desk: desk).print(results, by: acting, did)
  }

  /// Does a verb to all the tickets named, in one transaction, and answers.
  func answer(
    _ desk: Wiring, _ words: some Sequence<String>, mail: String = "notice", _ did: (VerbResult) -> String,
    verb: (DeskWork, TicketID, Actor, Transaction) throws -> VerbResult
  ) throws {
    let ids = try Named.tickets(words)
    let work = try desk.work(desk.storeForWriting())
    var acting = Actor.desk
    let results = try desk.act(work) { actor, transaction in
      acting = actor
      return try ids.map { try verb(work, $0, actor, transaction) }
    }
    try VerbAnswer(desk: desk).print(results, by: acting, mail: mail, did)
  }
}
