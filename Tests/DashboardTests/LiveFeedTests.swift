import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Synchronization
import Testing
import Work

@testable import Dashboard

@Suite(.timeLimit(.minutes(1))) struct LiveFeedTests {
  private let bench: DeskBench
  private let owner: [UInt8] = [1]

  init() throws { bench = try DeskBench() }

  private var feed: LiveFeed { bench.server.site.feed }
  private var events: EventStream { EventStream(site: bench.server.site) }

  /// What a browser has received so far, and the means to wait for more.
  private final class Wire: ResponseBodyWriter, Sendable {
    private let text = Mutex("")
    private let arrivals = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    var received: String { text.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
      text.withLock { $0 += String(buffer: buffer) }
      arrivals.continuation.yield()
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}

    func wait(for piece: String) async {
      if received.contains(piece) { return }
      for await _ in arrivals.stream where received.contains(piece) { return }
    }
  }

  /// Runs the feed and one browser's stream while `body` runs.
  private func listening(
    since: Int64?, isWelcome: @escaping @Sendable () -> Bool = { true },
    _ body: @Sendable (Wire) async throws -> Void
  ) async throws -> String {
    let wire = Wire()
    let (feed, events, owner) = (feed, events, owner)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await feed.run() }
      group.addTask {
        var writer: any ResponseBodyWriter = wire
        try await events.stream(to: &writer, since: since, owner: owner) { isWelcome() }
      }
      try await body(wire)
      group.cancelAll()
      while !group.isEmpty { _ = try? await group.next() }
    }
    return wire.received
  }

  @Test func aChangeIsToldAtOnceWhoeverMadeIt() async throws {
    let other = try TicketStore.open(at: bench.work.store.path, mode: .write) { Instant(seconds: 1_795_684_320) }
    let received = try await listening(since: nil) { [bench] wire in
      await wire.wait(for: "event: live")
      try bench.ticket("Here")
      await wire.wait(for: #""ticket":1,"#)
      _ = try other.write { transaction in
        try transaction.append(Event(at: transaction.now, kind: .tagged, actor: "bob", ticket: TicketID(1)))
      }
      await wire.wait(for: #"{"ticket":1,"kind":"tagged","by":"bob"}"#)
    }
    #expect(received.contains(#"{"ticket":1,"kind":"opened","by":"alice"}"#))
  }

  @Test func whoComesBackIsToldWhatWasMissedOnceAndInOrder() async throws {
    try bench.ticket("Seen")
    let seen = try bench.work.store.lastEventSequence()
    try bench.ticket("Missed")
    try bench.ticket("Missed too")
    let received = try await listening(since: seen) { [bench] wire in
      await wire.wait(for: "event: live")
      try bench.ticket("Live")
      await wire.wait(for: #""ticket":4,"#)
    }
    let ids = received.matches(of: /id: (\d+)\nevent: change/).compactMap { Int64($0.output.1) }
    #expect(ids.first == seen + 1)
    #expect(ids == Array(Set(ids)).sorted())
    #expect(received.contains(#"data: {"missed":2}"#))
    #expect(!received.contains(#""ticket":1,"#))
  }

  @Test func whoIsFarBehindIsToldToLookAnew() async throws {
    let store = bench.work.store
    try store.write { transaction in
      for _ in 0...LiveFeed.mostAtOnce {
        try transaction.append(Event(at: transaction.now, kind: .runEnded, actor: "desk"))
      }
    }
    let received = try await listening(since: 0) { wire in await wire.wait(for: "event: live") }
    #expect(received.contains("event: reset"))
    #expect(!received.contains("event: change"))
  }

  @Test func aSessionHasOnlySoManyStreams() {
    let streams = (0..<LiveFeed.mostPerOwner).map { _ in feed.subscribe(owner: owner) }
    #expect(feed.isFull(for: owner))
    #expect(!feed.isFull(for: [2]))
    for stream in streams { feed.unsubscribe(stream) }
    #expect(!feed.isFull(for: owner))
  }

  @Test func whoOpensTooManyLosesTheOldest() async {
    let streams = (0...LiveFeed.mostPerOwner).map { _ in feed.subscribe(owner: owner) }
    for await _ in streams[0].pieces {}
    #expect(feed.isFull(for: owner))
    for stream in streams.dropFirst() { feed.unsubscribe(stream) }
    #expect(!feed.isFull(for: owner))
  }

  @Test func streamsEndWithTheFeed() async throws {
    let stream = feed.subscribe(owner: owner)
    let running = Task { [feed] in await feed.run() }
    running.cancel()
    await running.value
    for await _ in stream.pieces {}
    for await _ in feed.subscribe(owner: owner).pieces {}
  }

  @Test func aTicketsNameIsTheOnlyThingToldOfIt() throws {
    let text = EventStream.text(
      LiveFeed.Change(sequence: 7, ticket: TicketID(3), kind: .opened, actor: "a\"\nevent: evil\n\nb"))
    #expect(text.hasPrefix("id: 7\nevent: change\ndata: {"))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 5)
  }
}
