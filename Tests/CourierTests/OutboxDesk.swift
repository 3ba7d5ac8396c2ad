import Courier
import Desk
import Foundation
import Store
import Support
import Synchronization

/// A desk with one ticket and an outbox to be filled, over a real database, with a clock that tests move.
final class OutboxDesk: Sendable {
  static let beginning = Instant(seconds: 1_764_000_000)

  let store: TicketStore
  let ticket: TicketID
  private let folder: TemporaryDirectory
  private let queued = Mutex(0)

  var now: Instant { time.instant.withLock { $0 } }

  /// The desk's time, which the store reads without keeping the desk alive.
  private final class Clock: Sendable {
    let instant = Mutex(OutboxDesk.beginning)
  }

  private let time = Clock()

  init() throws {
    folder = try TemporaryDirectory()
    let time = time
    store = try TicketStore.open(at: folder.path + "/desk.sqlite", mode: .create) { time.instant.withLock { $0 } }
    ticket = try store.write { transaction in
      try transaction.insertTicket(
        NewTicket(
          queue: "support", subject: "Printer",
          requester: Person(name: "Ana", address: EmailAddress("ana@acme.example")),
          createdAt: transaction.now))
    }
  }

  deinit { folder.remove() }

  func later(_ span: Span) {
    time.instant.withLock { $0 = $0 + span }
  }

  /// Queues a mail to each of the recipients; the numbers of their rows.
  @discardableResult
  func queue(_ kind: OutgoingKind = .reply, to recipients: [String]) throws -> [Int64] {
    try store.write { transaction in
      try recipients.map { recipient in
        let number = queued.withLock { number in
          number += 1
          return number
        }
        var message = NewMessage(
          ticket: ticket, kind: .outgoing, outgoingKind: kind,
          from: Person(name: nil, address: EmailAddress("support@desk.example")),
          at: transaction.now, subject: "[SD-1] Printer", text: "mail \(number)")
        message.messageID = "sd.1.\(number)@desk.example"
        message.sequence = Int64(number)
        message.raw = RawMail(
          bytes: Array(
            "Message-ID: <sd.1.\(number)@desk.example>\r\nSubject: [SD-1] Printer\r\n\r\nmail \(number)\r\n".utf8),
          digest: (0..<32).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> ($0 * 8) : $0) })
        let id = try transaction.insertMessage(message)
        return try transaction.queue(
          NewOutboxRow(ticket: ticket, kind: kind, recipient: EmailAddress(recipient), message: id)
        ) { "support+b.1.\($0).x@desk.example" }
      }
    }
  }

  func round(
    connections: Int = 4, caps: OutboxCaps = OutboxCaps(perAddressHour: 5, hourly: 200),
    shouldStop: @escaping @Sendable () -> Bool = { false }, through post: Post
  ) -> DeliveryRound {
    DeliveryRound(store: store, connections: connections, caps: caps, shouldStop: shouldStop) { post.courier() }
  }

  func entry(_ row: Int64) throws -> OutboxEntry? { try store.outboxEntry(row) }

  func events(_ kind: Event.Kind) throws -> [Event] {
    try store.events(of: ticket).filter { $0.kind == kind }
  }
}

/// Couriers that do as a test says and remember what they were given.
final class Post: Sendable {
  typealias Answer = @Sendable (_ envelope: Envelope, _ courier: Int) -> DeliveryOutcome

  private struct Log {
    var envelopes: [Envelope] = []
    var couriers = 0
  }

  private let answer: Answer
  private let log = Mutex(Log())

  /// What was handed over and accepted, in the order of its coming.
  var delivered: [Envelope] { log.withLock { $0.envelopes } }

  init(_ answer: @escaping Answer = { _, _ in .accepted(reply: "250 2.0.0 Ok") }) {
    self.answer = answer
  }

  func courier() -> any MailCourier {
    let number = log.withLock { log in
      log.couriers += 1
      return log.couriers
    }
    return PostCourier(self, number)
  }

  private func deliver(_ envelope: Envelope, _ courier: Int) -> DeliveryOutcome {
    let outcome = answer(envelope, courier)
    if case .accepted = outcome { log.withLock { $0.envelopes.append(envelope) } }
    return outcome
  }

  private final class PostCourier: MailCourier {
    private let post: Post
    private let number: Int

    init(_ post: Post, _ number: Int) {
      self.post = post
      self.number = number
    }

    func deliver(_ envelope: Envelope) -> DeliveryOutcome { post.deliver(envelope, number) }
  }
}
