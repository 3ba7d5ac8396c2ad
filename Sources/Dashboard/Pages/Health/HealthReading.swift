import Desk
import Store

/// How the desk stands at one moment: what its services say, and what its database holds.
struct HealthReading: Sendable {
  /// A mailbox that is taken in, or was once.
  struct Mailbox: Sendable, Equatable {
    var name: String
    var lastRead: Instant?
    var trouble: String?
    var since: Instant?
    /// Whether a service of this program watches it.
    var isWatched: Bool
  }

  /// Something that does not work.
  enum Trouble: Sendable, Equatable {
    case mailbox(Mailbox)
    case delivery(ServiceStanding)
    case service(ServiceStanding)
    /// Mail has waited longer than any retry takes, and nobody says why.
    case stuck(since: Instant)
  }

  /// Something that works and waits for somebody to look at it.
  enum Note: Sendable, Equatable {
    case quarantined(Int)
    case strayBounces(Int)
  }

  var now: Instant
  var statistics: DeskStatistics
  var undelivered: Int
  var takenIn: Int
  var mailboxes: [Mailbox]
  /// Delivery, and all that is no mailbox.
  var services: [ServiceStanding]

  static let delivery = "delivery"
  private static let intake = "intake "
  /// The first tries of a mail that a server puts off end well before this.
  private static let patience = Span.hours(2)

  init(_ store: TicketStore, board: ServiceBoard) throws {
    now = store.now()
    statistics = try store.deskStatistics()
    undelivered = try store.undelivered(since: now - .hours(24))
    takenIn = try store.takenIn(since: now - .hours(24))
    let standings = board.all()
    services = standings.filter { !$0.service.hasPrefix(Self.intake) }
    mailboxes = Self.mailboxes(standings, statistics.mailboxes)
  }

  /// Those that are watched; and those of the ledger where none is, as after `ingest` alone.
  private static func mailboxes(_ standings: [ServiceStanding], _ stored: [DeskStatistics.MailboxState]) -> [Mailbox] {
    let watched = standings.filter { $0.service.hasPrefix(intake) }.map { standing in
      Mailbox(
        name: String(standing.service.dropFirst(intake.count)), lastRead: standing.lastSuccess,
        trouble: standing.trouble, since: standing.since, isWatched: true)
    }
    guard watched.isEmpty else { return watched }
    return stored.map {
      Mailbox(name: $0.name, lastRead: $0.polledAt ?? $0.metAt, trouble: nil, since: nil, isWatched: false)
    }
  }

  /// What fails, worst first.
  var troubles: [Trouble] {
    var troubles: [Trouble] = mailboxes.filter { $0.trouble != nil }.map(Trouble.mailbox)
    for service in services where service.trouble != nil {
      troubles.append(service.service == Self.delivery ? .delivery(service) : .service(service))
    }
    let isDeliveryFine = services.allSatisfy { $0.service != Self.delivery || $0.trouble == nil }
    if isDeliveryFine, let oldest = statistics.oldestWaiting, statistics.outbox.waiting > 0,
      let due = statistics.outbox.nextDue, now.since(due) > Self.patience
    {
      troubles.append(.stuck(since: oldest))
    }
    return troubles
  }

  /// What does not fail and is not well either, as `doctor` warns of it.
  var notes: [Note] {
    let quarantined = statistics.intake[.quarantined] ?? 0
    let strays = statistics.unmatchedBounces
    return (quarantined > 0 ? [.quarantined(quarantined)] : []) + (strays > 0 ? [.strayBounces(strays)] : [])
  }
}
