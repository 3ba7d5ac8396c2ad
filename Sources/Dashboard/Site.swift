import Desk
import Hummingbird
import Logging
import Store
import Work

/// What every page and resource works with.
struct Site: Sendable {
  let desk: DeskWork
  let settings: DashboardSettings
  let board: ServiceBoard
  let logger: Logger
  let views: Views
  let words: Catalogues
  let assets: Assets
  /// What scripts say, the same on every page of a language.
  let sayings: [Language: String]
  let threads: BlockingThreads
  let programs: APIState
  /// Lists of the API, and pages of the inbox, while nothing changes.
  let lists: KeptAnswers<ListPage>
  let inboxes: KeptAnswers<Response>
  let feed: LiveFeed
  let requests = RequestCount()

  init(desk: DeskWork, settings: DashboardSettings, board: ServiceBoard, logger: Logger) throws {
    self.desk = desk
    self.settings = settings
    self.board = board
    self.logger = logger
    let words = try Catalogues()
    self.words = words
    sayings = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, words[$0].sayings) })
    views = try Views()
    assets = Assets()
    threads = BlockingThreads()
    programs = APIState()
    let watch = try desk.store.changeWatch()
    lists = KeptAnswers(watch, threads: threads) { $0.bytes.readableBytes }
    inboxes = KeptAnswers(watch, threads: threads) { $0.body.contentLength ?? 0 }
    feed = LiveFeed(store: desk.store, threads: threads, logger: logger)
  }

  var now: Instant { desk.store.now() }

  /// Reads the store on a thread that may block.
  func read<Value: Sendable>(_ body: @escaping @Sendable (TicketStore) throws -> Value) async throws -> Value {
    let store = desk.store
    return try await threads.read { try body(store) }
  }

  /// Acts on the desk on a thread that may block.
  func work<Value: Sendable>(_ body: @escaping @Sendable (DeskWork) throws -> Value) async throws -> Value {
    let desk = desk
    return try await threads.write { try body(desk) }
  }

  /// Acts on the desk with a password in hand, which takes long on purpose.
  func prove<Value: Sendable>(_ body: @escaping @Sendable (DeskWork) throws -> Value) async throws -> Value {
    let desk = desk
    return try await threads.prove { try body(desk) }
  }
}
