import Desk
import Foundation
import HTTPTypes
import NIOCore
import Store
import Testing
import Work

@testable import Dashboard

/// How requests are read: strictly, within bounds, and with an answer that says what to do.
@Suite struct RequestFormTests {
  private func withDesk(_ body: @escaping @Sendable (APIDesk, APIClient) async throws -> Void) async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    try await desk.test { try await body(desk, $0) }
  }

  @Test func aProblemSaysWhereAndWhatWasMeant() async throws {
    try await withDesk { _, client in
      let answer = try await client.send(
        .post, "/tickets", #"{"subjct":"x","priority":"urgent","tags":[7],"requester":{"name":"Ana"}}"#)
      #expect(answer.status == .badRequest && answer.type == "invalid")
      #expect(answer.json["instance"]?.string == "/api/v1/tickets")
      let errors = answer.json["errors"]?.elements ?? []
      let places = errors.map { $0["pointer"]?.string ?? "" }
      #expect(Set(places) == ["/subjct", "/subject", "/priority", "/tags/0", "/requester/address"])
      #expect(errors.first?["detail"]?.string == "there is no member 'subjct'. Did you mean 'subject'?")
      let query = try await client.send(.get, "/tickets?prority=high&limit=500")
      #expect(query.json["errors"]?.elements.compactMap { $0["parameter"]?.string } == ["prority", "limit"])
    }
  }

  @Test func bodiesAreReadAsTheDocumentSays() async throws {
    try await withDesk { desk, client in
      let path = "/tickets/42/notes"
      let deep = String(repeating: "[", count: 5000)
      for (body, type) in [("{", "not-json"), ("[]", "invalid"), (nil, "invalid"), ("{\"text\":\(deep)", "not-json")] {
        let answer = try await client.send(.post, path, body)
        #expect(answer.status == .badRequest && answer.type == type)
      }
      for (type, status) in [
        ("text/plain", HTTPResponse.Status.unsupportedMediaType), ("", .unsupportedMediaType),
        ("Application/JSON; charset=utf-8", .ok),
      ] {
        let answer = try await client.send(.post, path, #"{"text":"a"}"#, ["Content-Type": type])
        #expect(answer.status == status, "\(type)")
      }
      let long = "{\"text\":\"\(String(repeating: "a", count: 1_100_000))\"}"
      let answer = try await client.send(.post, path, long)
      #expect(answer.status == .contentTooLarge && answer.type == "too-large")
      #expect(try desk.work.store.conversation(of: TicketID(42)).count { $0.kind == .note } == 1)
    }
  }

  @Test func onlyJSONIsSpoken() async throws {
    try await withDesk { _, client in
      for (path, accept, status) in [
        ("/tickets", "text/html", HTTPResponse.Status.notAcceptable), ("/tickets", "text/html, */*;q=0.1", .ok),
        ("/tickets/42/messages/42/raw", "application/json", .notAcceptable),
        ("/tickets/42/messages/42/raw", "message/*", .ok),
      ] {
        let answer = try await client.send(.get, path, nil, ["Accept": accept])
        #expect(answer.status == status, "\(path) \(accept)")
      }
    }
  }

  @Test func namesThatAreNoneAreNotFound() async throws {
    try await withDesk { _, client in
      for path in [
        "/tickets/0", "/tickets/x", "/tickets/-1", "/tickets/SD-", "/tickets/%00", "/tickets/99999999999999999999",
        "/tickets/%2342", "/tickets/4711", "/tickets/42/messages/1/raw", "/tickets/1/messages/42/raw",
        "/tickets/42/messages/x/raw", "/tickets/42/messages/42/attachments/1", "/tickets/1/messages/42/attachments/0",
        "/tickets/42/messages/42/attachments/999999999999999999", "/tickets/4711/evidence", "/tickets/4711/watchers",
        "/intake/4711", "/intake/x", "/outbox/4711", "/outbox/18446744073709551616",
      ] {
        let answer = try await client.send(.get, path)
        #expect(answer.status == .notFound, "\(path) \(answer.json.text)")
      }
      for path in ["/intake/4711/release", "/outbox/4711/cancel", "/tickets/4711/close"] {
        #expect(try await client.send(.post, path).status == .notFound, "\(path)")
      }
      let gone = try await client.send(.delete, "/tickets/42/watchers/nobody%40acme.example")
      #expect(gone.status == .notFound)
    }
  }

  @Test func whatTheDeskRefusesIsSaid() async throws {
    try await withDesk { _, client in
      for (path, body, status, type) in [
        ("/tickets", #"{"subject":"a","assignee":"rob"}"#, 422, "unknown-operator"),
        ("/tickets", #"{"subject":"a","queue":"nowhere"}"#, 422, "unknown-queue"),
        ("/tickets", #"{"subject":" "}"#, 422, "empty-text"),
        ("/tickets", #"{"subject":"a","tags":["two words"]}"#, 422, "bad-value"),
        ("/tickets", #"{"subject":"a","requester":{"address":"support@desk.example"}}"#, 422, "bad-value"),
        ("/tickets/42/replies", #"{"text":"a","to":["no address"]}"#, 422, "bad-value"),
        ("/tickets/42/reopen", "{}", 409, "illegal-move"), ("/tickets/41/resolve", "{}", 409, "already-there"),
        ("/tickets/42/merge", #"{"with":"SD-42"}"#, 422, "bad-value"),
        ("/tickets/42/links", #"{"ticket":"SD-4711"}"#, 404, "unknown-ticket"),
      ] {
        let answer = try await client.send(.post, path, body)
        #expect(Int(answer.status.code) == status && answer.type == type, "\(path) \(body): \(answer.json.text)")
      }
    }
  }

  @Test func aChangeOfSeveralValuesIsMadeWholeOrNotAtAll() async throws {
    try await withDesk { desk, client in
      let body = #"{"subject":"New words","priority":"low","tags":["a"],"assignee":"nobody-here"}"#
      #expect(try await client.send(.patch, "/tickets/42", body).status == .unprocessableContent)
      let ticket = try #require(try desk.work.store.ticket(TicketID(42)))
      #expect(ticket.subject == "[P1] Invoice run failed" && ticket.priority == .high && ticket.tags.isEmpty)

      let all = #"""
        {"subject":"New words","priority":"low","tags":["B","a"],"assignee":"bob","status":"pending",
         "requester":{"name":"Cy","address":"cy@acme.example"}}
        """#
      let answer = try await client.send(.patch, "/tickets/42", all)
      #expect(answer.status == .ok && answer.json["notices"] == .integer(1))
      let changed = try #require(try desk.work.store.ticket(TicketID(42)))
      #expect(changed.subject == "New words" && changed.priority == .low && changed.tags == ["a", "b"])
      #expect(
        changed.assignee == "bob" && changed.status == .pending
          && changed.requester.address?.original == "cy@acme.example")
      let less = try await client.send(.patch, "/tickets/42", #"{"tags":["b"],"assignee":null}"#)
      #expect(less.json["tags"] == .strings(["b"]) && less.json["assignee"] == .null)
    }
  }

  @Test func attachmentsGoAndComeBackAsTheyWere() async throws {
    try await withDesk { desk, client in
      let bytes = Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
      let file =
        #"{"filename":"../../etc/pass\u0000wd","content_type":"image/png","content":"\#(bytes.base64EncodedString())"}"#
      let opened = try await client.send(.post, "/tickets", #"{"subject":"With a file","attachments":[\#(file)]}"#)
      #expect(opened.status == .created)
      let id = try #require(TicketID(parsing: opened.json["id"]?.string ?? ""))
      let replied = try await client.send(
        .post, "/tickets/42/replies", #"{"text":"See there.","attachments":[\#(file)]}"#)
      #expect(replied.status == .ok)
      for ticket in [id, TicketID(42)] {
        let entry = try #require(try desk.work.store.conversation(of: ticket).last { !$0.attachments.isEmpty })
        let answer = try await client.send(.get, "/tickets/\(ticket)/messages/\(entry.id)/attachments/0")
        #expect(Data(answer.body.readableBytesView) == bytes)
        #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
        #expect(answer.headers[.contentDisposition]?.contains("..") == false)
        #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("sandbox") == true)
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
      }
      for content in ["*", "YQ", "YQ==="] {
        let bad = #"{"text":"a","attachments":[{"filename":"a","content":"\#(content)"}]}"#
        let answer = try await client.send(.post, "/tickets/42/replies", bad)
        #expect(answer.json["errors"]?.elements.first?["pointer"]?.string == "/attachments/0/content", "\(content)")
      }
      let large = Data(count: 13_000_000).base64EncodedString()
      let two = (0..<2).map { #"{"filename":"\#($0)","content":"\#(large)"}"# }.joined(separator: ",")
      let answer = try await client.send(.post, "/tickets/42/replies", #"{"text":"a","attachments":[\#(two)]}"#)
      #expect(answer.status == .badRequest || answer.status == .contentTooLarge, "\(answer.status)")
    }
  }

  @Test func aWildLoopIsHeldBack() async throws {
    try await withDesk { _, client in
      var refused: APIClient.Answer?
      for _ in 0..<1001 where refused == nil {
        let answer = try await client.send(.post, "/outbox/4711/cancel")
        if answer.status == .tooManyRequests { refused = answer }
      }
      #expect(refused?.type == "too-many-requests" && refused?.headers[.retryAfter] == "1")
      #expect(try await client.send(.get, "/tickets").status == .ok)
    }
  }
}
