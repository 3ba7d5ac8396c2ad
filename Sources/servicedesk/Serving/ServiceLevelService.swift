import Desk
import Logging
import ServiceLifecycle
import Store
import Work

/// Watches what comes with time: promises that pass, resolved tickets that close by themselves, and what is over and may
/// be forgotten.
struct ServiceLevelService: Service {
  let work: DeskWork
  let logger: Logger
  /// Told after each round: nil, or what is wrong.
  let tell: @Sendable (_ trouble: String?) -> Void
  /// Called when notices may wait.
  let newMail: @Sendable () -> Void

  private let loop = BlockingLoop("sd.levels")

  private static let pace = Span.seconds(5)

  init(
    work: DeskWork, logger: Logger, tell: @escaping @Sendable (String?) -> Void, newMail: @escaping @Sendable () -> Void
  ) {
    self.work = work
    self.logger = logger
    self.tell = tell
    self.newMail = newMail
  }

  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await loop.run {
        var overdue = OverdueWatch(work)
        var closing = Pace(every: .seconds(60))
        var sweeping = Pace(every: .seconds(3600))
        var trouble: String?
        return {
          do {
            try note(overdue.round { loop.isStopped })
            if closing.isDue() { try close() }
            if sweeping.isDue() { try work.sweep() }
            if trouble != nil { logger.notice("well again") }
            trouble = nil
          } catch {
            if trouble != "\(error)" { logger.warning("in trouble, trying again", metadata: ["error": "\(error)"]) }
            trouble = "\(error)"
          }
          tell(trouble)
          return .for(Self.pace)
        }
      }
    } onCancelOrGracefulShutdown: {
      loop.stop()
    }
  }

  private func note(_ overdue: [VerbResult]) {
    for result in overdue {
      logger.info("\(result.ticket.id) is overdue", metadata: ["priority": "\(result.ticket.priority.rawValue)"])
    }
    if overdue.contains(where: { $0.notices > 0 }) { newMail() }
  }

  /// Closes what has been resolved for long enough, some at a time.
  private func close() throws {
    while !loop.isStopped {
      let closed = try work.perform { try work.closeStale(in: $0) }
      for ticket in closed { logger.info("\(ticket.id) closed by age") }
      if closed.isEmpty { return }
      newMail()
    }
  }
}

/// Something that is done now and then.
private struct Pace {
  let every: Duration
  private var last: ContinuousClock.Instant?

  init(every: Duration) {
    self.every = every
  }

  /// Whether it is to be done now, which then counts as done.
  mutating func isDue() -> Bool {
    let now = ContinuousClock.now
    if let last, now - last < every { return false }
    last = now
    return true
  }
}
