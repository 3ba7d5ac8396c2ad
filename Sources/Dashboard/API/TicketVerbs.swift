import Desk
import Hummingbird
import Store
import Work

/// What is done to a ticket, one operation a verb.
struct TicketVerbs: APIResource {
  var operations: [Operation] {
    [
      .post("/tickets/{id}/replies", answer: reply),
      .post("/tickets/{id}/notes", answer: note),
      verb("resolve") { desk, id, text, actor, transaction in
        try desk.resolve(id, text: text, by: actor, in: transaction)
      },
      verb("close") { desk, id, text, actor, transaction in
        try desk.close(id, text: text, by: actor, in: transaction)
      },
      verb("reopen") { desk, id, text, actor, transaction in
        try desk.reopen(id, text: text, by: actor, in: transaction)
      },
      .post("/tickets/{id}/merge") { call in
        try await pair(call, "with") { desk, id, other, actor, transaction in
          try desk.merge(id, other, by: actor, in: transaction)
        }
      },
      .post("/tickets/{id}/links") { call in
        try await pair(call, "ticket") { desk, id, other, actor, transaction in
          try desk.link(id, with: other, by: actor, in: transaction)
        }
      },
    ]
  }

  @Sendable private func reply(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    var body = try await call.body(
      members: ["text", "to", "cc", "copy_watchers", "attachments"], upTo: Call.mostBytesWithFiles)
    var reply = Reply(
      text: body.text("text", TextLimit.text),
      to: body.texts("to", TextLimit.address, most: TextLimit.people).map { EmailAddress($0) },
      cc: body.texts("cc", TextLimit.address, most: TextLimit.people).map { EmailAddress($0) },
      copiesWatchers: body.flag("copy_watchers", default: true))
    reply.attach(body.attachments())
    try body.check()
    return try await call.change(id, body) { [reply] desk, actor, transaction in
      [try desk.reply(id, reply, by: actor, in: transaction)]
    }
  }

  @Sendable private func note(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    var body = try await call.body(members: ["text"])
    let text = body.text("text", TextLimit.text)
    try body.check()
    return try await call.change(id, body) { desk, actor, transaction in
      [try desk.note(id, text: text, by: actor, in: transaction)]
    }
  }

  private typealias Verb = @Sendable (DeskWork, TicketID, String?, Actor, Transaction) throws -> VerbResult

  /// A verb that may be given words.
  private func verb(_ name: String, _ verb: @escaping Verb) -> Operation {
    .post("/tickets/{id}/" + name) { call in
      let id = try call.ticket()
      var body = try await call.body(members: ["text"])
      let text = body.optionalText("text", TextLimit.text)
      try body.check()
      return try await call.change(id, body) { desk, actor, transaction in
        [try verb(desk, id, text, actor, transaction)]
      }
    }
  }

  private typealias PairVerb = @Sendable (DeskWork, TicketID, TicketID, Actor, Transaction) throws -> VerbResult

  /// A verb that takes another ticket.
  private func pair(_ call: Call, _ member: String, _ verb: @escaping PairVerb) async throws -> Response {
    let id = try call.ticket()
    var body = try await call.body(members: [member])
    let text = body.text(member, 1...TicketName.longest)
    let other = TicketName.id(text)
    if other == nil, body.faults.isEmpty { body.fault(member, "\(member) is a ticket such as SD-42") }
    try body.check()
    return try await call.change(id, body) { desk, actor, transaction in
      guard let other else { return [] }
      return [try verb(desk, id, other, actor, transaction)]
    }
  }
}
