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

/// A desk as the document's examples have it, served for real, with tokens for its operators and a clock that tests set.
///
/// SD-42 came by mail with an attachment as message 42; bo@acme.example watches it. SD-41 is resolved. Row 1 of the
/// ledger is in quarantine, row 1 of the outbox waits.
struct APIDesk: Sendable {
  let work: DeskWork
  let document: APIDocument
  private let folder: TemporaryDirectory
  private let clock: Clock
  let server: DashboardServer

  final class Clock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_795_684_320))
    var now: Instant { instant.withLock { $0 } }
    func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
  }

  static let alice = Actor.operator("alice")

  init() throws {
    let clock = Clock()
    self.clock = clock
    folder = try TemporaryDirectory()
    let store = try TicketStore.open(at: folder.path + "/desk.sqlite", mode: .create) { clock.now }
    var settings = DeskSettings(
      name: "Example Support", domain: "desk.example",
      queues: [SupportQueue(name: "support", address: EmailAddress("support@desk.example"))])
    settings.rules = [IntakeRule(header: "Subject", contains: "lottery", then: .quarantine)]
    work = DeskWork(settings: settings, store: store)
    document = try APIDocument()
    server = try DashboardServer(
      work: work, settings: DashboardSettings(), board: ServiceBoard(), logger: Logger(label: "test"))
    try addPeople()
    try addTickets()
  }

  func advance(_ span: Span) { clock.advance(span) }

  func remove() { folder.remove() }

  /// A token of an operator.
  func token(_ scopes: Set<Scope> = [.read, .write], of name: String = "alice") throws -> String {
    try work.issueToken(name: "test", scopes: scopes, expires: nil, of: name, by: Self.alice).secret
  }

  /// Runs a test with a client that sends a token, and holds every answer against the document.
  func test(_ body: @escaping @Sendable (APIClient) async throws -> Void) async throws {
    let application = Application(router: server.router())
    let token = try token()
    try await application.test(.live) { client in
      try await body(APIClient(client: client, token: token, document: document))
    }
  }

  private func addPeople() throws {
    try work.perform { transaction in
      for new in [
        Operator(name: "alice", fullName: "Alice Weiss", address: EmailAddress("alice@desk.example"), role: .admin),
        Operator(name: "bob", fullName: "Bob Ito", address: EmailAddress("bob@desk.example")),
        Operator(name: "dora", role: .readOnly),
      ] { try work.addOperator(new, by: .desk, in: transaction) }
    }
  }

  private func addTickets() throws {
    _ = try work.receiveReport(
      ReportForm(address: EmailAddress("spam@lottery.example"), subject: "lottery", text: "You won."),
      client: "192.0.2.1")
    for number in 1...41 {
      let request = NewRequest(
        requester: Person(name: nil, address: EmailAddress("r\(number)@acme.example")), subject: "Request \(number)",
        text: "It does not work.")
      try work.perform { _ = try work.open(request, by: Self.alice, in: $0) }
    }
    let log = UploadedFile(name: "log.txt", contentType: "text/plain", bytes: Array("hello world".utf8))
    let id = try #require(
      try work.receiveReport(
        ReportForm(
          name: "Ana Lima", address: EmailAddress("ana@acme.example"), subject: "[P1] Invoice run failed",
          text: "The invoice run failed again.", attachments: [log.attachment]), client: "192.0.2.2"))
    try #require(id == TicketID(42))
    try work.perform { transaction in
      let bo = Person(name: "Bo Chen", address: EmailAddress("bo@acme.example"))
      try work.watch(id, bo, by: Self.alice, in: transaction)
      try work.resolve(TicketID(41), text: "Done.", by: Self.alice, in: transaction)
    }
  }
}

/// Sends requests as a program does; each answer must be as the document says.
struct APIClient: Sendable {
  let client: any TestClientProtocol
  var token: String?
  let document: APIDocument

  struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONReader.read(Array(body.readableBytesView))) ?? .null }
    var type: String { (json["type"]?.string ?? "").replacing("urn:servicedesk:", with: "") }
    var tag: String { headers[.eTag] ?? "" }
  }

  /// - Parameter path: below `/api/v1`, with its query.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, _ fields: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let answer = try await sendUnchecked(method, path, body.map { ByteBuffer(string: $0) }, fields)
    let plain = String(path.prefix { $0 != "?" })
    guard let operation = document.operation(method, plain) else {
      Issue.record("\(method) \(plain) is not in the document", sourceLocation: sourceLocation)
      return answer
    }
    for finding in document.findings(operation, answer.status, answer.headers, answer.body) {
      Issue.record("\(method) \(path) → \(answer.status.code): \(finding)", sourceLocation: sourceLocation)
    }
    return answer
  }

  /// As `send`, for what the document says nothing of.
  func sendUnchecked(
    _ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer? = nil, _ fields: [String: String] = [:]
  ) async throws -> Answer {
    var headers: HTTPFields = [:]
    if let token { headers[.authorization] = "Bearer \(token)" }
    if body != nil { headers[.contentType] = "application/json" }
    for (name, value) in fields { headers[try #require(HTTPField.Name(name))] = value.isEmpty ? nil : value }
    return try await client.execute(uri: "/api/v1" + path, method: method, headers: headers, body: body) { response in
      Answer(status: response.status, headers: response.headers, body: response.body)
    }
  }

  /// The same program with another token; nil sends none.
  func with(_ token: String?) -> APIClient {
    var other = self
    other.token = token
    return other
  }
}
