import Desk
import Foundation
import Store
import Synchronization
import Triage

/// A store on a real file in a directory of its own, with a clock that tests move.
final class TestStore: Sendable {
  static let beginning = Instant(seconds: 1_764_000_000)

  let directory: URL
  let clock: TestClock
  let store: TicketStore

  var path: String { store.path }

  init(in directory: URL? = nil) throws {
    self.directory =
      directory ?? FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    let directory = self.directory
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    clock = TestClock(Self.beginning)
    let clock = clock
    store = try TicketStore.open(at: directory.appending(path: "desk.sqlite").path, mode: .create, now: { clock.now })
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// A second store on the same file, as another process would have.
  func another(_ mode: TicketStore.Mode = .write) throws -> TicketStore {
    let clock = clock
    return try TicketStore.open(at: path, mode: mode, now: { clock.now })
  }

  func later(_ span: Span) { clock.advance(span) }

  /// A ticket with one incoming message and its ledger row, as intake makes them.
  @discardableResult
  func open(_ mail: TestMail, _ change: (inout NewTicket) -> Void = { _ in }) throws -> TicketID {
    try store.write { try mail.open(in: $0, change).ticket }
  }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
  private let instant: Mutex<Instant>

  init(_ start: Instant) { instant = Mutex(start) }

  var now: Instant { instant.withLock { $0 } }
  func advance(_ span: Span) { instant.withLock { $0 = $0 + span } }
}

/// A made-up message, and what taking it in does to the store.
struct TestMail {
  var mailbox = "maildir:/var/mail/support"
  var key: String
  var messageID: String?
  var references: [String] = []
  var from = Person(name: "Ana Lima", address: EmailAddress("Ana.Lima@Acme.Example"))
  var subject = "Invoice run failed"
  var text = "The invoice run stopped at noon."
  var header = ""

  init(_ key: String, messageID: String? = nil) {
    self.key = key
    self.messageID = messageID ?? "\(key)@acme.example"
  }

  var raw: RawMail {
    let bytes = Array("X-Trace: \(header)\r\nSubject: \(subject)\r\n\r\n\(messageID ?? "-")\r\n\(text)".utf8)
    return RawMail(bytes: bytes, digest: Digest.sha256(bytes))
  }

  var contentDigest: [UInt8] { Digest.sha256(Array("\(messageID ?? "-")\n\(subject)\n\(text)".utf8)) }

  var inquiry: Inquiry {
    var inquiry = Inquiry(
      mailbox: mailbox, rawDigest: raw.digest, contentDigest: contentDigest, messageID: messageID)
    inquiry.references = references
    inquiry.senders = from.address.map { [$0] } ?? []
    return inquiry
  }

  func message(on ticket: TicketID, at now: Instant) -> NewMessage {
    var new = NewMessage(ticket: ticket, kind: .incoming, from: from, at: now, subject: subject, text: text)
    new.messageID = messageID
    new.references = references
    new.raw = raw
    return new
  }

  func intake(_ disposition: Disposition, ticket: TicketID? = nil, message: Int64? = nil) -> NewIntake {
    NewIntake(
      mailbox: mailbox, key: key, disposition: disposition, ticket: ticket, message: message, raw: raw,
      contentDigest: contentDigest, messageID: messageID,
      evidence: [Evidence("open", because: "nothing else held", effect: "yes")])
  }

  @discardableResult
  func open(in transaction: Transaction, _ change: (inout NewTicket) -> Void = { _ in }) throws -> (
    ticket: TicketID, message: Int64
  ) {
    var new = NewTicket(queue: "support", subject: subject, requester: from, createdAt: transaction.now)
    change(&new)
    let ticket = try transaction.insertTicket(new)
    return (ticket, try add(to: ticket, .opened, in: transaction))
  }

  struct Poison: Error {}

  /// Takes the message in and then fails, in a savepoint of its own.
  ///
  /// - Returns: what the savepoint threw.
  func openAndFail(in transaction: Transaction) throws -> (any Error)? {
    do {
      try transaction.savepoint {
        _ = try open(in: transaction)
        throw Poison()
      }
      return nil
    } catch let error as Poison {
      return error
    }
  }

  @discardableResult
  func add(to ticket: TicketID, _ disposition: Disposition, in transaction: Transaction) throws -> Int64 {
    let message = try transaction.insertMessage(self.message(on: ticket, at: transaction.now))
    _ = try transaction.recordIntake(intake(disposition, ticket: ticket, message: message))
    try transaction.append(
      Event(
        at: transaction.now, kind: disposition == .opened ? .opened : .appended, actor: "mail", ticket: ticket,
        details: [Event.Detail("from", from.shown)]))
    return message
  }
}
