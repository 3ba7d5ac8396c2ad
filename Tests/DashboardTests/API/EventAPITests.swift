import Desk
import Foundation
import FoundationNetworking
import HTTPTypes
import HummingbirdTesting
import Store
import Synchronization
import Testing
import Work

@testable import Dashboard

/// Events as they happen, over a real connection.
@Suite(.timeLimit(.minutes(1))) struct EventAPITests {
  /// What a listener has received so far, and the means to wait for more.
  private final class Listener: NSObject, URLSessionDataDelegate, Sendable {
    private let text = Mutex("")
    private let arrivals = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    var received: String { text.withLock { $0 } }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      text.withLock { $0 += String(decoding: data, as: UTF8.self) }
      arrivals.continuation.yield()
    }

    func wait(for piece: String) async {
      if received.contains(piece) { return }
      for await _ in arrivals.stream where received.contains(piece) { return }
    }
  }

  private func listening(
    _ path: String = "/events", _ fields: [String: String] = [:], on desk: APIDesk,
    _ body: @escaping @Sendable (Listener) async throws -> Void
  ) async throws -> String {
    let token = try desk.token([.read])
    let listener = Listener()
    let feed = desk.server.site.feed
    try await desk.test { client in
      let running = Task { await feed.run() }
      let port = try #require(client.client.port)
      let url = try #require(URL(string: "http://127.0.0.1:\(port)/api/v1\(path)"))
      var request = URLRequest(url: url)
      request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
      request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
      for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
      let session = URLSession(configuration: .ephemeral, delegate: listener, delegateQueue: nil)
      session.dataTask(with: request).resume()
      try await body(listener)
      running.cancel()
      await running.value
      session.invalidateAndCancel()
    }
    return listener.received
  }

  @Test func aChangeComesWholeAndAtOnce() async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    let received = try await listening(on: desk) { listener in
      await listener.wait(for: ": live")
      _ = try desk.work.perform { try desk.work.assign(TicketID(42), to: "bob", by: APIDesk.alice, in: $0) }
      await listener.wait(for: "event: assigned")
    }
    let event = try #require(try desk.work.store.events(of: TicketID(42)).last { $0.kind == .assigned })
    #expect(received.contains("id: \(event.sequence)\nevent: assigned\ndata: \(JSONForm.event(event).text)\n\n"))
    #expect(!received.contains("event: opened"))
  }

  @Test(arguments: [("?after=10", [:]), ("", ["Last-Event-ID": "10"]), ("?after=3", ["Last-Event-ID": "10"])])
  func whoComesBackIsToldWhatWasMissedOnceAndInOrder(_ query: String, _ fields: [String: String]) async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    let last = try desk.work.store.lastEventSequence()
    let received = try await listening("/events" + query, fields, on: desk) { listener in
      await listener.wait(for: ": live")
      _ = try desk.work.perform { try desk.work.note(TicketID(1), text: "More.", by: APIDesk.alice, in: $0) }
      await listener.wait(for: "event: noted")
    }
    let ids = received.matches(of: /id: (\d+)\n/).compactMap { Int64($0.output.1) }
    #expect(ids.first == 11 && ids == Array(11...(ids.last ?? 0)) && (ids.last ?? 0) > last)
  }

  @Test func aProgramHasOnlySoManyStreams() async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    let feed = desk.server.site.feed
    try await desk.test { client in
      let me = try await client.send(.get, "/me")
      let owner = Array("token:\(me.json["token"]?.int ?? 0)".utf8)
      let streams = (0..<LiveFeed.mostPerOwner).map { _ in feed.subscribe(owner: owner) }
      let answer = try await client.send(.get, "/events", nil, ["Accept": "text/event-stream"])
      #expect(answer.status == .tooManyRequests && answer.headers[.retryAfter] == "30")
      for stream in streams { feed.unsubscribe(stream) }
    }
  }
}
