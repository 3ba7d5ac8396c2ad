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

/// A desk with a real database and its dashboard, three operators, and a clock that tests set.
final class TicketDesk: Sendable {
  let store: TicketStore
  let work: DeskWork
  /// Who is signed in, by name.
  private let sessions: [String: NewSession]
  private let server: DashboardServer
  private let folder: TemporaryDirectory

  static let ana = Person(name: "Ana Beltrán", address: EmailAddress("ana@cafenorte.example"))
  static let luis = Person(name: "Luis Ferrer", address: EmailAddress("luis@cafenorte.example"))
  static let support = Person(name: "Velomont", address: EmailAddress("support@velomont.example"))
  static let ines = Actor.operator("ines")
  static let tom = Actor.operator("tom")
  /// Thursday, 26 November 2026, 14:06 UTC.
  static let start = Instant(seconds: 1_795_701_960)

  init(_ adjust: (inout DeskSettings) -> Void = { _ in }) throws {
    folder = try TemporaryDirectory()
    let clock = SharedClock(Self.start)
    sharedClock = clock
    store = try TicketStore.open(at: folder.url.appending(path: "desk.sqlite").path, mode: .create) { clock.now }
    var settings = DeskSettings(
      name: "Velomont", domain: "velomont.example",
      queues: [SupportQueue(name: "support", address: EmailAddress("support@velomont.example"))])
    settings.serviceLevels.high = ServiceLevel(firstResponse: .hours(1), resolve: .hours(3))
    adjust(&settings)
    work = DeskWork(settings: settings, store: store)
    try work.perform { [work] transaction in
      for new in [
        Operator(name: "ines", fullName: "Ines Duarte", address: EmailAddress("ines@velomont.example")),
        Operator(name: "tom", fullName: "Tom Okafor", address: EmailAddress("tom@velomont.example")),
        Operator(name: "rita", fullName: "Rita Read", role: .readOnly),
      ] { try work.addOperator(new, by: .desk, in: transaction) }
    }
    sessions = try work.perform { [work] transaction in
      var sessions: [String: NewSession] = [:]
      for person in try transaction.operators() {
        sessions[person.name] = try work.openSession(for: person, client: "127.0.0.1", in: transaction)
      }
      return sessions
    }
    server = try DashboardServer(
      work: work, settings: DashboardSettings(), board: ServiceBoard(), logger: Logger(label: "test"))
  }

  deinit { folder.remove() }

  private let sharedClock: SharedClock

  private final class SharedClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    var now: Instant { instant.withLock { $0 } }

    func set(_ instant: Instant) { self.instant.withLock { $0 = instant } }
  }

  var now: Instant { sharedClock.now }

  /// Sets the clock to a time of its first day, such as `14:06`.
  func at(_ time: String) {
    let parts = time.split(separator: ":").compactMap { Int64($0) }
    let day = Self.start.seconds - Self.start.seconds % 86_400
    sharedClock.set(Instant(seconds: day + parts[0] * 3600 + parts[1] * 60))
  }

  func advance(_ span: Span) { sharedClock.set(sharedClock.now + span) }

  // MARK: What comes and what is done

  @discardableResult
  func act<Value>(_ verb: (DeskWork, Transaction) throws -> Value) throws -> Value {
    try work.perform { try verb(work, $0) }
  }

  /// A ticket that a mail opened.
  func ticket(
    subject: String = "Checkout fails", priority: Priority = .medium, source: Priority.Source = .queue,
    because: String = "no tag in the subject, no priority header: the queue's default", from: Person = TicketDesk.ana,
    _ mail: Letter = Letter()
  ) throws -> TicketID {
    let id = try act { work, transaction in
      let level = work.settings.serviceLevels[priority]
      var new = NewTicket(
        queue: "support", subject: subject, priority: priority, prioritySource: source, requester: from,
        createdAt: transaction.now)
      new.firstResponseDue = transaction.now + level.firstResponse
      new.resolveDue = transaction.now + level.resolve
      let id = try transaction.insertTicket(new)
      try transaction.append(
        Event(
          at: transaction.now, kind: .opened, actor: "mail", ticket: id,
          details: [.init("priority", priority.rawValue), .init("source", source.rawValue)]))
      return id
    }
    let evidence = [
      Evidence("thread", because: "no In-Reply-To or References, no token in the subject", effect: "no"),
      Evidence("open", because: "new ticket in queue support (Delivered-To: support@velomont.example)", effect: "yes"),
      Evidence("priority", because: because, effect: priority.rawValue),
    ]
    try receive(mail, from: from, subject: subject, on: id, disposition: .opened, evidence: evidence)
    return id
  }

  /// A mail that joins a ticket.
  @discardableResult
  func receive(
    _ mail: Letter, from: Person = TicketDesk.ana, subject: String = "Re: Checkout fails", on id: TicketID,
    disposition: Disposition = .appended, evidence: [Evidence] = []
  ) throws -> Int64 {
    try act { _, transaction in
      var message = NewMessage(
        ticket: id, kind: .incoming, from: from, at: transaction.now, subject: subject, text: mail.text)
      let bytes = mail.bytes(from: from, subject: subject)
      let digest = Letter.digest(of: bytes.bytes)
      message.to = [TicketDesk.support]
      message.cc = mail.cc
      message.visibleText = mail.visible
      message.raw = RawMail(bytes: bytes.bytes, digest: digest)
      message.attachments = bytes.parts
      message.isNewcomer = mail.isNewcomer
      message.defects = mail.defects
      let number = try transaction.insertMessage(message)
      if mail.isNewcomer { try transaction.addWatcher(from, of: id, isNewcomer: true) }
      if disposition == .appended {
        try transaction.append(
          Event(
            at: transaction.now, kind: .appended, actor: "mail", ticket: id,
            details: [.init("message", String(number))]))
      }
      _ = try transaction.recordIntake(
        NewIntake(
          mailbox: "maildir:/var/mail/support", key: "\(number)", disposition: disposition, ticket: id,
          message: number, raw: message.raw, contentDigest: digest, messageID: "\(number)@cafenorte.example",
          evidence: evidence))
      return number
    }
  }
}

// MARK: Requests

extension TicketDesk {
  struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var location: String? { headers[.location] }
  }

  /// What the dashboard answers.
  func send(
    _ method: HTTPRequest.Method, _ path: String, as name: String? = "ines", _ headers: HTTPFields = [:],
    body: [UInt8]? = nil
  ) async throws -> Answer {
    var headers = headers
    if let token = name.flatMap({ sessions[$0] })?.token { headers[.cookie] = "servicedesk=\(token)" }
    let fields = headers
    return try await Application(router: server.router()).test(.router) { client in
      try await client.execute(uri: path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) }) {
        Answer(status: $0.status, headers: $0.headers, bytes: Array($0.body.readableBytesView))
      }
    }
  }

  func get(_ path: String, as name: String? = "ines", _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, as: name, headers)
  }

  /// A token as a page of that operator carries it.
  func formToken(of name: String) throws -> String {
    FormToken.make(for: try #require(sessions[name]).session)
  }

  /// The version of a ticket as its page carries it now.
  func version(of id: TicketID) throws -> String { TicketVersion(try #require(try store.ticket(id))).description }

  /// Sends a form of the ticket's page as a browser does.
  ///
  /// - Parameter version: nil for the one that the ticket has now.
  func submit(
    _ action: String, on id: TicketID, as name: String = "ines", version: String? = nil,
    _ fields: [String: String] = [:],
    headers: HTTPFields = [:]
  ) async throws -> Answer {
    var all = fields
    all["csrf"] = try formToken(of: name)
    all["version"] = try version ?? self.version(of: id)
    let body = all.map { URLEncoded.encoded($0) + "=" + URLEncoded.encoded($1) }.joined(separator: "&")
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await send(.post, "/tickets/\(id.number)/\(action)", as: name, headers, body: Array(body.utf8))
  }

  /// Sends the composer's form with files.
  func submit(
    _ action: String, on id: TicketID, _ fields: [String: String], files: [Letter.File], headers: HTTPFields = [:]
  ) async throws -> Answer {
    var body: [UInt8] = []
    var all = fields
    all["csrf"] = try formToken(of: "ines")
    all["version"] = try version(of: id)
    for (name, value) in all {
      body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }
    for file in files {
      body += "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(file.name ?? "")\"\r\n".utf8
      body += "Content-Type: \(file.type)\r\n\r\n".utf8 + file.bytes + "\r\n".utf8
    }
    body += "--b--\r\n".utf8
    var headers = headers
    headers[.contentType] = "multipart/form-data; boundary=b"
    return try await send(.post, "/tickets/\(id.number)/\(action)", headers, body: body)
  }

  var router: Router<DeskContext> { server.router() }

  /// The cookie of whoever is signed in.
  func token(of name: String) -> String? { sessions[name]?.token }

  // MARK: What is there

  func stored(_ id: TicketID) throws -> Ticket { try #require(try store.ticket(id)) }

  func outbox(_ id: TicketID) throws -> [OutboxEntry] {
    var filter = OutboxFilter()
    filter.ticket = id
    return try store.outbox(filter).sorted { $0.id < $1.id }
  }
}

/// A mail as tests write it: text, HTML and attachments.
struct Letter {
  struct File {
    var name: String?
    var type: String
    var bytes: [UInt8]
  }

  var text = "Good morning, card payments fail."
  var visible: String?
  var html: String?
  var cc: [Person] = []
  var files: [File] = []
  var isNewcomer = false
  var defects: [DefectNote] = []
  var fields: [String] = []

  /// The mail's bytes, and where its attachments lie in them.
  func bytes(from: Person, subject: String) -> (bytes: [UInt8], parts: [NewPart]) {
    var bytes = Array(
      (fields + [
        "From: \(from.address?.original ?? "")", "To: support@velomont.example", "Subject: \(subject)",
        "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"=_b\"", "", "",
      ]).joined(separator: "\r\n").utf8)
    func add(_ type: String, _ body: [UInt8]) -> Range<Int> {
      bytes += "--=_b\r\nContent-Type: \(type)\r\nContent-Transfer-Encoding: binary\r\n\r\n".utf8
      let start = bytes.count
      bytes += body
      let range = start..<bytes.count
      bytes += "\r\n".utf8
      return range
    }
    _ = add("text/plain; charset=utf-8", Array(text.utf8))
    if let html { _ = add("text/html; charset=utf-8", Array(html.utf8)) }
    let parts = files.map { file in
      NewPart(
        filename: file.name, contentType: file.type, encoding: "binary", range: add(file.type, file.bytes),
        size: file.bytes.count, digest: Self.digest(of: file.bytes))
    }
    bytes += "--=_b--\r\n".utf8
    return (bytes, parts)
  }

  /// Thirty-two bytes that differ where the bytes do; the store asks for no more of a digest.
  static func digest(of bytes: [UInt8]) -> [UInt8] {
    var lanes: [UInt64] = [1, 2, 3, 4].map { 0xCBF2_9CE4_8422_2325 &+ $0 }
    for byte in bytes {
      for lane in lanes.indices { lanes[lane] = (lanes[lane] ^ UInt64(byte)) &* (0x100_0000_01B3 &+ UInt64(lane) &* 2) }
    }
    return lanes.flatMap { lane in (0..<8).map { UInt8(truncatingIfNeeded: lane >> UInt64($0 * 8)) } }
  }
}
