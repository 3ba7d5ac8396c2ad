import Desk
import Foundation
import Logging
import ServiceLifecycle
import Store
import Synchronization

/// Tells every listening browser what has changed, whoever changed it: this program or another on the same file.
///
/// One look at the database for all of them, five times a second: whether any commit came, then the events since.
final class LiveFeed: Service {
  /// A change as listeners are told it.
  struct Change: Sendable, Equatable {
    var sequence: Int64
    var ticket: TicketID?
    var kind: Event.Kind
    /// An operator's name, `desk` or `mail`.
    var actor: String
  }

  /// What comes down a listener's stream.
  enum Piece: Sendable, Equatable {
    case changes([Change])
    /// More has happened than is worth telling one by one.
    case reset
    /// Nothing has happened for a while; the connection lives.
    case heartbeat
  }

  /// One open stream; it ends when its listener falls behind, and when the desk shuts down.
  struct Subscription: Sendable {
    let pieces: AsyncStream<Piece>
    fileprivate let id: Int
  }

  private struct Listener {
    var owner: [UInt8]
    var stream: AsyncStream<Piece>.Continuation
  }

  private struct State {
    var listeners: [Int: Listener] = [:]
    var lastID = 0
    /// Up to where events have been told; nil before the first look.
    var position: Int64?
    var isClosed = false

    var isFull: Bool { listeners.count >= LiveFeed.mostInAll }
  }

  private let store: TicketStore
  private let threads: BlockingThreads
  private let logger: Logger
  private let state = Mutex(State())

  private static let interval = Duration.milliseconds(200)
  private static let heartbeat = Duration.seconds(15)
  /// As many changes are told one by one.
  static let mostAtOnce = 500
  /// A listener who has not taken as many pieces is let go: it comes back and catches up from the store.
  private static let mostWaiting = 64
  static let mostPerOwner = 8
  static let mostInAll = 1000

  init(store: TicketStore, threads: BlockingThreads, logger: Logger) {
    self.store = store
    self.threads = threads
    self.logger = logger
  }

  /// Whether another stream would be one too many, whoever opens it.
  var isFull: Bool { state.withLock(\.isFull) }

  /// Whether another stream of this owner would be one too many for a program, which knows what it has open.
  func isFull(for owner: [UInt8]) -> Bool {
    state.withLock { state in
      state.isFull || state.listeners.values.count { $0.owner == owner } >= Self.mostPerOwner
    }
  }

  /// Opens a stream of all changes from now on; those before are read with `changes(after:)` once it is open.
  ///
  /// An owner, a session, who has too many loses the oldest: whoever turns pages quickly leaves streams behind that the
  /// desk does not know to be dead yet.
  func subscribe(owner: [UInt8]) -> Subscription {
    let (pieces, stream) = AsyncStream.makeStream(of: Piece.self, bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    let (id, oldest) = state.withLock { state in
      state.lastID += 1
      guard !state.isClosed else { return (state.lastID, Optional(stream)) }
      let own = state.listeners.filter { $0.value.owner == owner }.keys
      let oldest = own.count >= Self.mostPerOwner ? own.min() : nil
      let dropped = oldest.flatMap { state.listeners.removeValue(forKey: $0)?.stream }
      state.listeners[state.lastID] = Listener(owner: owner, stream: stream)
      return (state.lastID, dropped)
    }
    oldest?.finish()
    return Subscription(pieces: pieces, id: id)
  }

  func unsubscribe(_ subscription: Subscription) {
    let listener = state.withLock { $0.listeners.removeValue(forKey: subscription.id) }
    listener?.stream.finish()
  }

  /// What has happened since an event, for a listener who comes back; nil when it is too much to tell one by one.
  func changes(after sequence: Int64) async throws -> [Change]? {
    let store = store
    let events = try await threads.read { try store.events(after: sequence, limit: Self.mostAtOnce + 1) }
    return events.count > Self.mostAtOnce ? nil : events.map(Change.init)
  }

  /// Looks and tells until graceful shutdown.
  func run() async {
    await cancelWhenGracefulShutdown { await self.watch() }
    close()
  }

  private func watch() async {
    let watch = try? store.changeWatch()
    var mark: Int64?
    var beat = ContinuousClock.now
    var patience = Self.interval
    while !Task.isCancelled {
      do {
        mark = try await look(watch, after: mark)
        if patience > Self.interval { logger.notice("changes can be read again") }
        patience = Self.interval
      } catch {
        // The next look may do better; whoever listens misses nothing, since the position stays where it is. Said once.
        if patience == Self.interval, !Task.isCancelled {
          logger.warning("changes could not be read; trying again", metadata: ["error": "\(error)"])
        }
        patience = min(patience * 2, Self.heartbeat)
      }
      if ContinuousClock.now - beat >= Self.heartbeat {
        beat = .now
        tell(.heartbeat)
      }
      try? await Task.sleep(for: patience)
    }
  }

  /// One look; answers the mark that the next one compares with.
  private func look(_ watch: ChangeWatch?, after mark: Int64?) async throws -> Int64? {
    let store = store
    let position = state.withLock { $0.position }
    let (now, last) = try await threads.read {
      let now = try watch?.mark()
      return (now, now == mark && mark != nil && position != nil ? nil : try store.lastEventSequence())
    }
    guard let last else { return now }
    guard let position, last > position else {
      state.withLock { $0.position = last }
      return now
    }
    // With nobody there nothing is read. Whoever comes after this line reads up to `last` or further by themselves.
    let isUnheard = state.withLock { state in
      if state.listeners.isEmpty { state.position = last }
      return state.listeners.isEmpty
    }
    if isUnheard { return now }
    if let changes = try await changes(after: position) {
      state.withLock { $0.position = changes.last?.sequence ?? position }
      tell(.changes(changes))
    } else {
      state.withLock { $0.position = last }
      tell(.reset)
    }
    return now
  }

  private func tell(_ piece: Piece) {
    let late = state.withLock { state in
      let late = state.listeners.filter { _, listener in
        if case .dropped = listener.stream.yield(piece) { true } else { false }
      }
      for id in late.keys { state.listeners[id] = nil }
      return late
    }
    for listener in late.values { listener.stream.finish() }
  }

  private func close() {
    let listeners = state.withLock { state in
      state.isClosed = true
      defer { state.listeners = [:] }
      return state.listeners
    }
    for listener in listeners.values { listener.stream.finish() }
  }
}

extension LiveFeed.Change {
  init(_ event: Event) {
    self.init(sequence: event.sequence, ticket: event.ticket, kind: event.kind, actor: event.actor)
  }
}
