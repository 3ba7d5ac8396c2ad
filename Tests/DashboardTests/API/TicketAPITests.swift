import Desk
import Foundation
import HTTPTypes
import NIOCore
import Store
import Testing
import Work

@testable import Dashboard

/// What programs can rely on beyond the document: conditions, keys, pages, and that nothing old is shown.
@Suite struct TicketAPITests {
  private func withDesk(_ body: @escaping @Sendable (APIDesk, APIClient) async throws -> Void) async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    try await desk.test { try await body(desk, $0) }
  }

  // MARK: Conditions

  @Test func aReaderWhoHasItAllIsToldSo() async throws {
    try await withDesk { desk, client in
      let first = try await client.send(.get, "/tickets/SD-42")
      let again = try await client.send(.get, "/tickets/42", nil, ["If-None-Match": first.tag])
      #expect(again.status == .notModified && again.body.readableBytes == 0 && again.tag == first.tag)
      let weak = try await client.send(.get, "/tickets/42", nil, ["If-None-Match": "\"x\", W/\(first.tag)"])
      #expect(weak.status == .notModified)
      try desk.work.perform { try desk.work.cancelOutbox(1, by: APIDesk.alice, in: $0) }
      // What became of a notice is news, though the ticket's own values are what they were.
      let news = try await client.send(.get, "/tickets/42", nil, ["If-None-Match": first.tag])
      #expect(news.status == .ok && news.tag != first.tag)
      let list = try await client.send(.get, "/tickets")
      #expect(try await client.send(.get, "/tickets", nil, ["If-None-Match": list.tag]).status == .notModified)
    }
  }

  @Test func aLostUpdateIsRefusedAndSaysWhatHappened() async throws {
    try await withDesk { desk, client in
      let seen = try await client.send(.get, "/tickets/SD-42")
      desk.advance(.seconds(5))
      let other = try await client.send(.post, "/tickets/SD-42/notes", #"{"text":"Mine first."}"#)
      #expect(other.status == .ok)
      for (method, path, body) in [
        (HTTPRequest.Method.patch, "", #"{"priority":"low"}"#), (.post, "/resolve", #"{"text":"Done."}"#),
        (.delete, "/watchers/bo@acme.example", "{}"),
      ] {
        let answer = try await client.send(method, "/tickets/SD-42" + path, body, ["If-Match": seen.tag])
        #expect(answer.status == .preconditionFailed && answer.type == "stale")
        #expect(answer.json["detail"]?.string.contains("Alice Weiss wrote a note") == true)
      }
      #expect(try desk.work.store.ticket(TicketID(42))?.priority == .high)
      for tag in [other.tag, "\"other\", \(other.tag)", "*"] {
        #expect(try await client.send(.patch, "/tickets/SD-42", "{}", ["If-Match": tag]).status == .ok)
      }
      for tag in ["\"nonsense\"", "W/\(other.tag)", ""] where !tag.isEmpty {
        let answer = try await client.send(.patch, "/tickets/SD-42", "{}", ["If-Match": tag])
        #expect(answer.status == .preconditionFailed)
      }
    }
  }

  @Test func aDeliveredNoticeIsNoReasonToRefuseAChange() async throws {
    try await withDesk { desk, client in
      let seen = try await client.send(.get, "/tickets/SD-42")
      try desk.work.perform { try desk.work.cancelOutbox(1, by: APIDesk.alice, in: $0) }
      let answer = try await client.send(.patch, "/tickets/SD-42", #"{"assignee":"bob"}"#, ["If-Match": seen.tag])
      #expect(answer.status == .ok && answer.json["assignee"]?.string == "bob")
    }
  }

  // MARK: Keys

  @Test func aRequestThatIsSentAgainIsNotDoneTwice() async throws {
    try await withDesk { desk, client in
      let body = #"{"subject":"Once","text":"Only once."}"#
      let key = ["Idempotency-Key": "\"5b8a1f5e\""]
      let first = try await client.send(.post, "/tickets", body, key)
      desk.advance(.hours(23))
      let again = try await client.send(.post, "/tickets", body, ["Idempotency-Key": "5b8a1f5e"])
      #expect(first.status == .created && again.status == .created)
      #expect(
        again.body == first.body && again.tag == first.tag && again.headers[.location] == first.headers[.location])
      #expect(again.headers[try #require(HTTPField.Name("Idempotent-Replayed"))] == "true")
      #expect(first.headers[.location] == "/api/v1/tickets/SD-43")
      #expect(try desk.work.store.ticket(TicketID(44)) == nil)

      let other = try await client.send(.post, "/tickets", #"{"subject":"Twice"}"#, key)
      #expect(other.status == .unprocessableContent && other.type == "key-reused")
      let elsewhere = try await client.send(.post, "/tickets/42/notes", body, key)
      #expect(elsewhere.status == .badRequest)
      let stranger = try await client.with(desk.token()).send(.post, "/tickets", body, key)
      #expect(stranger.status == .created && stranger.json["id"]?.string == "SD-44")
      desk.advance(.hours(2))
      let later = try await client.send(.post, "/tickets", body, key)
      #expect(later.json["id"]?.string == "SD-45")
    }
  }

  @Test func whatWasRefusedIsTriedAnewUnderTheSameKey() async throws {
    try await withDesk { _, client in
      let key = ["Idempotency-Key": "k"]
      let refused = try await client.send(.post, "/tickets/41/replies", #"{"text":" "}"#, key)
      #expect(refused.status == .unprocessableContent && refused.type == "empty-text")
      let done = try await client.send(.post, "/tickets/41/replies", #"{"text":"Hello."}"#, key)
      #expect(done.status == .ok && done.json["notices"] == .integer(1))
    }
  }

  @Test func manyAtOnceWithOneKeyAreDoneOnce() async throws {
    try await withDesk { desk, client in
      let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await client.send(.post, "/tickets/42/notes", #"{"text":"Once."}"#, ["Idempotency-Key": "k"])
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(answers.map(\.status.code)).isSubset(of: [200, 409]))
      #expect(answers.contains { $0.status == .ok })
      #expect(answers.filter { $0.status == .conflict }.allSatisfy { $0.type == "key-in-flight" })
      let notes = try desk.work.store.conversation(of: TicketID(42)).filter { $0.kind == .note }
      #expect(notes.count == 1)
    }
  }

  @Test func ledgerVerbsRememberTheirAnswersToo() async throws {
    try await withDesk { _, client in
      let first = try await client.send(.post, "/intake/1/discard", nil, ["Idempotency-Key": "d"])
      let again = try await client.send(.post, "/intake/1/discard", nil, ["Idempotency-Key": "d"])
      #expect(first.status == .ok && again.body == first.body)
      #expect(try await client.send(.post, "/intake/1/discard").status == .conflict)
    }
  }

  // MARK: Pages

  @Test func pagesFollowEachOtherToTheEnd() async throws {
    try await withDesk { _, client in
      for sort in ["urgency", "newest", "oldest", "updated"] {
        var path: String? = "/tickets?status=all&sort=\(sort)&limit=8"
        var ids: [String] = []
        while let next = path {
          let page = try await client.send(.get, next)
          #expect(page.status == .ok)
          ids += (page.json["items"]?.elements ?? []).map { $0["id"]?.string ?? "" }
          let link = page.headers[try #require(HTTPField.Name("Link"))]
          #expect((link == nil) == (page.json["next"] == .null))
          path = link.flatMap { $0.split(separator: "<").first?.split(separator: ">").first }
            .map { String($0.dropFirst("/api/v1".count)) }
        }
        #expect(ids.count == 42 && Set(ids).count == 42, "\(sort)")
      }
      for path in ["/events", "/outbox", "/intake", "/search?q=request"] {
        var query = path.contains("?") ? "&limit=1" : "?limit=1"
        var count = 0
        repeat {
          let page = try await client.send(.get, path + query)
          count += page.json["items"]?.elements.count ?? 0
          let link = page.headers[try #require(HTTPField.Name("Link"))] ?? ""
          query = link.split(separator: "?").last.map { "?" + $0.prefix { $0 != ">" } } ?? ""
          if path.contains("?"), !query.isEmpty { query = "&" + query.dropFirst("?q=request&".count) }
        } while !query.isEmpty && count < 200
        let whole = try await client.send(.get, path + (path.contains("?") ? "&limit=200" : "?limit=200"))
        #expect(count == whole.json["items"]?.elements.count && count > 1, "\(path)")
      }
    }
  }

  @Test func aCursorOfAnotherListIsRefused() async throws {
    try await withDesk { _, client in
      let page = try await client.send(.get, "/tickets?limit=1")
      let cursor = URLEncoded.encoded(page.json["next"]?.string ?? "")
      for path in [
        "/tickets?sort=newest&cursor=\(cursor)", "/tickets?cursor=x", "/outbox?cursor=x", "/search?q=a&cursor=1",
      ] {
        let answer = try await client.send(.get, path)
        #expect(answer.status == .unprocessableContent && answer.type == "bad-cursor", "\(path)")
        #expect(answer.json["errors"]?.elements.first?["parameter"]?.string == "cursor")
      }
    }
  }

  @Test func nothingOldIsShownAfterAWrite() async throws {
    try await withDesk { desk, client in
      for round in 0..<20 {
        let before = try await client.send(.get, "/tickets?sort=updated&limit=1")
        #expect(try await client.send(.get, "/tickets?sort=updated&limit=1").body == before.body)
        desk.advance(.seconds(1))
        let subject = "Round \(round)"
        // Once by another hand on the same file, once by the API itself.
        if round % 2 == 0 {
          try desk.work.perform { transaction in
            _ = try desk.work.changeSubject(TicketID(7), to: subject, by: APIDesk.alice, in: transaction)
          }
        } else {
          _ = try await client.send(.patch, "/tickets/7", "{\"subject\":\"\(subject)\"}")
        }
        let after = try await client.send(.get, "/tickets?sort=updated&limit=1")
        #expect(after.json["items"]?.elements.first?["subject"]?.string == subject)
      }
    }
  }

  @Test func whatTimeAloneChangesIsSeenWithinASecond() async throws {
    try await withDesk { desk, client in
      let before = try await client.send(.get, "/tickets?overdue=true&limit=200")
      desk.advance(.days(30))
      let after = try await client.send(.get, "/tickets?overdue=true&limit=200")
      #expect(before.json["items"]?.elements.count == 0 && after.json["items"]?.elements.count == 41)
    }
  }

  @Test func twoOperatorsDoNotSeeEachOthersMine() async throws {
    try await withDesk { desk, client in
      _ = try await client.send(.patch, "/tickets/5", #"{"assignee":"bob"}"#)
      let bob = client.with(try desk.token(of: "bob"))
      for _ in 0..<2 {
        let hers = try await client.send(.get, "/tickets?mine=true")
        let his = try await bob.send(.get, "/tickets?mine=true")
        #expect(hers.json["items"]?.elements.count == 0 && his.json["items"]?.elements.count == 1)
      }
    }
  }
}
