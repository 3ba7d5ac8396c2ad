import Desk
import Logging
import ServiceLifecycle
import Store
import Work

/// Watches what comes with time: promises that pass, and resolved tickets that close by themselves.
struct ServiceLevelService: Service {
  let work: DeskWork
  let logger: Logger
  /// Told after each round: nil, or what is wrong.
  let tell: @Sendable (_ trouble: String?) -> Void
  /// Called when notices may wait.
  let newMail: @Sendable () -> Void

  private let loop = BlockingLoop("sd.levels")

  private static let pace = Span.seconds(5)
  private static let closingPace = Span.minutes(1)

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
        var closedAt: ContinuousClock.Instant?
        var trouble: String?
        return {
          do {
            try note(overdue.round { loop.isStopped })
            if closedAt.map({ (ContinuousClock.now - $0) / .seconds(1) >= Double(Self.closingPace.seconds) }) ?? true {
              closedAt = .now
              try close()
            }
            if trouble != nil { logger.notice("well again") }
            trouble = nil
          } catch {
            if trouble != "\(error)" { logger.warning("in trouble, trying again", metadata: ["error": "\(error)"]) }
            trouble = "\(error)"
          }
          tell(trouble)
          return Self.pace
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
