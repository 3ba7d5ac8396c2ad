import Desk
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import Support
import Synchronization
import Testing
import Work

@testable import Dashboard

/// A desk with a real database where nobody has a password yet, its pages in memory, and all that it logs.
final class IdentityDesk: Sendable {
  static let password = "a plain long phrase"

  let work: DeskWork
  let log = LogBook()
  private let server: DashboardServer
  private let directory: TemporaryDirectory

  init(publicURL: String? = nil) throws {
    directory = try TemporaryDirectory()
    let clock = Clock()
    self.instant = clock
    let store = try TicketStore.open(at: directory.path + "/desk.sqlite", mode: .create) { clock.now }
    work = DeskWork(
      settings: DeskSettings(
        name: "Example Support", domain: "desk.example",
        queues: [SupportQueue(name: "support", address: EmailAddress("support@desk.example"))]),
      store: store)
    var settings = DashboardSettings()
    settings.publicURL = publicURL
    let log = log
    var logger = Logger(label: "test") { _ in log }
    logger.logLevel = .trace
    server = try DashboardServer(work: work, settings: settings, board: ServiceBoard(), logger: logger)
    try work.perform { [work] transaction in
      for new in [
        Operator(name: "alice", fullName: "Alice Weiss", address: EmailAddress("alice@desk.example"), role: .admin),
        Operator(name: "bob", fullName: "Bob Ito"),
        Operator(name: "dora", role: .readOnly),
      ] { try work.addOperator(new, by: .desk, in: transaction) }
    }
  }

  deinit { directory.remove() }

  private let instant: Clock

  private final class Clock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_795_684_320))
    var now: Instant { instant.withLock { $0 } }
    func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
  }

  func advance(_ span: Span) { instant.advance(span) }

  func givePasswords() throws {
    for name in ["alice", "bob", "dora"] { try work.setPassword(Self.password, of: name, by: .desk) }
  }

  func change(_ name: String, _ change: @Sendable (inout Operator) -> Void) throws {
    try work.perform { transaction in
      var one = try #require(try transaction.operator(named: name))
      change(&one)
      try work.changeOperator(one, by: .desk, in: transaction)
    }
  }

  /// Whether a text lies anywhere in the database's files.
  func fileHolds(_ text: some StringProtocol) throws -> Bool {
    try ["", "-wal"].contains { ending in
      try Data(contentsOf: URL(filePath: work.store.path + ending)).range(of: Data(text.utf8)) != nil
    }
  }

  /// Runs a test with a browser that nobody has used before.
  func visit(_ body: @escaping @Sendable (VisitingBrowser) async throws -> Void) async throws {
    let isSecure = server.site.settings.isSecure
    try await Application(router: server.router()).test(.router) { client in
      try await body(VisitingBrowser(client: client, isSecure: isSecure))
    }
  }
}

/// All that was logged, as text.
final class LogBook: LogHandler {
  private let lines = Mutex<[String]>([])

  var text: String { lines.withLock { $0.joined(separator: "\n") } }

  func log(event: LogEvent) {
    lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
  }

  subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }
}

/// What came back.
struct Answer: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var text: String

  var location: String? { headers[.location] }
  var cookie: String? { headers[.setCookie] }

  /// The value of a hidden field of the page.
  func hidden(_ name: String) -> String? {
    text.split(separator: "name=\"\(name)\" value=\"", maxSplits: 1).dropFirst().first?.prefix { $0 != "\"" }
      .description
  }
}

/// A browser: it keeps the desk's cookie, and sends the token of the page that it has open with each form.
final class VisitingBrowser: Sendable {
  private let client: any TestClientProtocol
  private let isSecure: Bool
  private let kept = Mutex<(cookie: String?, csrf: String?)>((nil, nil))

  init(client: any TestClientProtocol, isSecure: Bool) {
    self.client = client
    self.isSecure = isSecure
  }

  /// Another one, for somebody else.
  var another: VisitingBrowser { VisitingBrowser(client: client, isSecure: isSecure) }

  var cookie: String? {
    get { kept.withLock { $0.cookie } }
    set { kept.withLock { $0.cookie = newValue } }
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    let answer = try await send(.get, path, headers, body: nil)
    if let token = answer.hidden(FormToken.field) { kept.withLock { $0.csrf = token } }
    return answer
  }

  /// Sends a form; `sendsToken` says whether with the token of the page before.
  func post(
    _ path: String, _ fields: KeyValuePairs<String, String> = [:], _ headers: HTTPFields = [:], sendsToken: Bool = true
  ) async throws -> Answer {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    let token = kept.withLock { $0.csrf }.flatMap { sendsToken ? (FormToken.field, $0) : nil }
    let all = (token.map { [$0] } ?? []) + fields.map { ($0.key, $0.value) }
    let body = all.map { URLEncoded.encoded($0.0) + "=" + URLEncoded.encoded($0.1) }.joined(separator: "&")
    return try await send(.post, path, headers, body: ByteBuffer(string: body))
  }

  @discardableResult
  func signIn(_ name: String, _ password: String = IdentityDesk.password, next: String = "") async throws -> Answer {
    try await post("/sign-in", ["name": name, "password": password, "next": next], sendsToken: false)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, body: ByteBuffer?
  ) async throws -> Answer {
    var headers = headers
    let name = SessionCookie.name(isSecure: isSecure)
    if let cookie { headers[.cookie] = "\(name)=\(cookie)" }
    let response = try await client.execute(uri: path, method: method, headers: headers, body: body)
    if let set = response.headers[.setCookie], set.hasPrefix(name + "=") {
      cookie = String(set.dropFirst(name.utf8.count + 1).prefix { $0 != ";" })
    }
    return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
  }
}
