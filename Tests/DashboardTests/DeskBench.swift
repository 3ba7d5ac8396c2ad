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

@testable import Dashboard
@testable import Work

/// A desk with a real database, its pages, and operators who are signed in.
final class DeskBench: Sendable {
  let work: DeskWork
  let server: DashboardServer
  private let directory: TemporaryDirectory
  private let clock: Clock

  private final class Clock: Sendable {
    let instant = Mutex(Instant(seconds: 1_795_684_320))
  }

  static let ana = Person(name: "Ana Lima", address: EmailAddress("ana@acme.example"))

  /// - Parameter adjust: what the dashboard is told of the desk around it.
  init(_ adjust: (inout DashboardSettings) -> Void = { _ in }) throws {
    directory = try TemporaryDirectory()
    let clock = Clock()
    self.clock = clock
    let store = try TicketStore.open(at: directory.url.appending(path: "desk.sqlite").path, mode: .create) {
      clock.instant.withLock { $0 }
    }
    work = DeskWork(
      settings: DeskSettings(
        name: "Example Support", domain: "desk.example",
        queues: [
          SupportQueue(name: "support", address: EmailAddress("support@desk.example")),
          SupportQueue(name: "billing", address: EmailAddress("billing@desk.example")),
        ]),
      store: store)
    var settings = DashboardSettings()
    adjust(&settings)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    server = try DashboardServer(work: work, settings: settings, board: ServiceBoard(), logger: logger)
    try work.perform { [work] transaction in
      for new in [
        Operator(name: "alice", fullName: "Alice Weiss", address: EmailAddress("alice@desk.example"), role: .admin),
        Operator(name: "bob", fullName: "Bob Ito"),
        Operator(name: "dora", fullName: "Dora Klein", role: .readOnly),
      ] { try work.addOperator(new, by: .desk, in: transaction) }
    }
  }

  deinit { directory.remove() }

  var now: Instant { clock.instant.withLock { $0 } }

  func advance(_ span: Span) { clock.instant.withLock { $0 = $0 + span } }

  @discardableResult
  func ticket(
    _ subject: String, from requester: Person = DeskBench.ana, priority: Priority? = nil, queue: String? = nil,
    assignee: String? = nil, tags: [String] = []
  ) throws -> TicketID {
    try work.perform { transaction in
      try work.open(
        NewRequest(
          requester: requester, subject: subject, text: "It does not work.", queue: queue, priority: priority,
          assignee: assignee, tags: tags),
        by: .operator("alice"), in: transaction
      ).ticket.id
    }
  }

  /// A ticket exactly as a hostile mail could have made it.
  @discardableResult
  func rawTicket(_ subject: String, from requester: Person) throws -> TicketID {
    try work.perform { transaction in
      let id = try transaction.insertTicket(
        NewTicket(
          queue: "support", subject: subject, priority: .medium, prioritySource: .queue, requester: requester,
          createdAt: transaction.now))
      try transaction.append(Event(at: transaction.now, kind: .opened, actor: "mail", ticket: id))
      return id
    }
  }

  func stored(_ id: TicketID) throws -> Ticket { try #require(try work.store.ticket(id)) }

  /// Somebody's browser, signed in.
  func browser(_ name: String = "alice") throws -> Browser {
    let person = try #require(try work.store.operator(named: name))
    return Browser(session: try work.perform { try work.openSession(for: person, client: "test", in: $0) })
  }

  /// Runs a test against the pages, in memory.
  func visit(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    try await Application(router: server.router()).test(.router, body)
  }
}

/// A browser with its session's cookie and form token.
struct Browser: Sendable {
  let session: NewSession

  var headers: HTTPFields { [.cookie: "\(SessionCookie.name(isSecure: false))=\(session.token)"] }
  var formToken: String { FormToken.make(for: session.session) }

  func get(
    _ path: String, _ client: any TestClientProtocol, language: String = "en"
  ) async throws -> TestResponse {
    var headers = headers
    headers[.acceptLanguage] = language
    return try await client.execute(uri: path, method: .get, headers: headers)
  }

  /// Sends a form; without `token` it carries no proof of where it came from.
  func post(
    _ path: String, _ fields: [(String, String)], token: Bool = true, _ client: any TestClientProtocol
  ) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    let all = (token ? [(FormToken.field, formToken)] : []) + fields
    let body = all.map { URLEncoded.encoded($0.0) + "=" + URLEncoded.encoded($0.1) }.joined(separator: "&")
    return try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }
}
