import Desk
import Foundation
import MIME
import Notices
import Store
import Synchronization
import Testing
import Triage
import Work

/// A desk with a real database in a directory of its own, two queues, three operators, and a clock that tests set.
final class Workbench: Sendable {
  let store: TicketStore
  let work: DeskWork
  private let directory: URL
  private let clock: Clock

  /// What the desk calls now.
  final class Clock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_795_684_320))

    var now: Instant { instant.withLock { $0 } }

    func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
  }

  static let ana = Person(name: "Ana Lima", address: EmailAddress("ana@acme.example"))
  static let bo = Person(name: "Bo Chen", address: EmailAddress("bo@acme.example"))
  static let alice = Actor.operator("alice")
  static let bob = Actor.operator("bob")
  /// Has no address.
  static let carol = Actor.operator("carol")

  init(_ adjust: (inout DeskSettings) -> Void = { _ in }) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "work-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let clock = Clock()
    self.clock = clock
    store = try TicketStore.open(at: directory.appending(path: "desk.sqlite").path, mode: .create) { clock.now }
    var settings = DeskSettings(
      name: "Example Support", domain: "desk.example",
      queues: [
        SupportQueue(
          name: "support", address: EmailAddress("support@desk.example"), aliases: [EmailAddress("help@desk.example")]),
        SupportQueue(
          name: "billing", address: EmailAddress("billing@desk.example"), plusAddressing: false, defaultPriority: .low),
      ])
    adjust(&settings)
    work = DeskWork(settings: settings, store: store)
    try work.perform { transaction in
      for new in [
        Operator(name: "alice", fullName: "Alice Weiss", address: EmailAddress("alice@desk.example")),
        Operator(name: "bob", address: EmailAddress("bob@desk.example")),
        Operator(name: "carol"),
        Operator(name: "dora", role: .readOnly),
        Operator(name: "emil", isDisabled: true),
      ] { try work.addOperator(new, by: .desk, in: transaction) }
    }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  var now: Instant { clock.now }

  func advance(_ span: Span) { clock.advance(span) }

  // MARK: What happens

  /// Does one verb in a transaction of its own.
  @discardableResult
  func act(_ verb: (DeskWork, Transaction) throws -> VerbResult) throws -> VerbResult {
    try work.perform { try verb(work, $0) }
  }

  /// Takes a message in with a decision made by hand.
  @discardableResult
  func arrive(_ letter: Letter, _ action: Decision.Action, sendNotices: Bool = true) throws -> Applied {
    let mail = letter.mail(at: now)
    let inquiry = Inquiry(mail, settings: work.settings, identity: work.identity)
    let decision = Decision(
      disposition: .opened, action: action, evidence: [Evidence("notice", because: "first message", effect: "received")]
    )
    return try work.perform { transaction in
      try work.apply(decision, of: mail, inquiry: inquiry, sendNotices: sendNotices, in: transaction)
    }
  }

  /// A ticket opened by a message.
  func ticket(
    _ letter: Letter = Letter(), priority: Priority = .medium, source: Priority.Source = .queue,
    watchers: [Person] = [], queue: String = "support", sendNotices: Bool = false
  ) throws -> TicketID {
    let applied = try arrive(
      letter,
      .open(
        Decision.Opening(
          queue: queue, requester: letter.from, subject: letter.subject, priority: priority, prioritySource: source,
          tagPriority: source == .tag ? priority : nil, watchers: watchers, links: [], notice: .send(to: letter.from))),
      sendNotices: sendNotices)
    return try #require(applied.ticket)
  }

  // MARK: What is there

  func stored(_ id: TicketID) throws -> Ticket { try #require(try store.ticket(id)) }

  func kinds(of id: TicketID) throws -> [Event.Kind] { try store.events(of: id).map(\.kind) }

  func details(of kind: Event.Kind, on id: TicketID) throws -> [String: String] {
    let event = try #require(try store.events(of: id).last { $0.kind == kind })
    return Dictionary(event.details.map { ($0.name, $0.value) }) { $1 }
  }

  /// All outbox rows, oldest first.
  func outbox() throws -> [OutboxEntry] {
    var filter = OutboxFilter()
    filter.limit = 0
    return try store.outbox(filter).sorted { $0.id < $1.id }
  }

  /// What would be sent now, row by row, with envelope and bytes.
  func waiting() throws -> [ClaimedMail] {
    try work.perform { transaction in
      try transaction.claim(
        limit: 1000, maxBytes: 100 << 20, lease: .minutes(10), caps: OutboxCaps(perAddressHour: 1000, hourly: 1000)
      ).mails
    }.sorted { $0.id < $1.id }
  }
}

/// A message on its way to the desk.
struct Letter {
  var from = Workbench.ana
  var to = "support@desk.example"
  var cc: String?
  var subject = "VPN down"
  var id: String? = "q1@acme.example"
  var references: [String] = []
  var text = "Nobody can reach the VPN."
  var fields: [String] = []

  func mail(at now: Instant, key: String = "1") -> IncomingMail {
    IncomingMail(bytes: bytes, mailbox: "maildir:/var/mail/support", key: key, fileTime: now, queue: "support")
  }

  var bytes: [UInt8] {
    var lines = fields
    if let address = from.address { lines.append("From: \(from.name ?? "") <\(address)>") }
    lines += ["To: \(to)", "Subject: \(subject)", "Date: Thu, 26 Nov 2026 08:00:00 +0000"]
    if let cc { lines.append("Cc: \(cc)") }
    if let id { lines.append("Message-ID: <\(id)>") }
    if !references.isEmpty { lines.append("References: " + references.map { "<\($0)>" }.joined(separator: " ")) }
    if !fields.contains(where: { $0.hasPrefix("Content-Type") }) {
      lines.append("Content-Type: text/plain; charset=utf-8")
    }
    return Array((lines + ["", text, ""]).joined(separator: "\r\n").utf8)
  }
}

extension Message {
  /// The plain text with simple line ends.
  var plain: String { bodyText.map { decodedText($0).replacing("\r\n", with: "\n") } ?? "" }
}

/// Runs something that must be refused, and gives back the refusal.
func refusal<Value>(_ body: () throws -> Value, sourceLocation: SourceLocation = #_sourceLocation) throws -> Refusal {
  try #require(throws: Refusal.self, sourceLocation: sourceLocation) { _ = try body() }
}
