import Desk
package import Logging
import ServiceLifecycle
package import Store

/// Sends what is due in the outbox for as long as the desk runs, on a thread of its own.
///
/// A relay that is away is said once, costs no mail an attempt, and never ends the program.
package struct DeliveryService: Service {
  /// Makes a round over the outbox.
  package typealias Round =
    @Sendable (_ hear: @escaping DeliveryRound.Hear, _ shouldStop: @escaping @Sendable () -> Bool) -> DeliveryRound

  /// What is told after each look: nil, or what is wrong.
  package typealias Standing = @Sendable (_ trouble: String?) -> Void

  private let store: TicketStore
  private let route: String
  private let makeRound: Round
  private let tell: Standing
  private let logger: Logger
  private let loop: BlockingLoop

  /// Makes a service, without touching the outbox yet.
  ///
  /// - Parameters:
  ///   - route: where mail leaves, as people read it.
  ///   - tell: told after each look how delivery stands.
  package init(
    store: TicketStore, route: String, logger: Logger, round: @escaping Round, tell: @escaping Standing = { _ in }
  ) {
    self.store = store
    self.route = route
    self.logger = logger
    makeRound = round
    self.tell = tell
    loop = BlockingLoop("sd.delivery")
  }

  /// Mail was queued: no need to sleep on.
  package func wake() { loop.wake() }

  /// Delivers until graceful shutdown; the mail in hand is finished first, the others go back to the queue.
  package func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await loop.run {
        let log = DeliveryLog(route: route, logger: logger)
        let round = makeRound(log.note, { [loop] in loop.isStopped })
        var watch = DeliveryWatch(store: store) { try round.run() }
        var standing = DeliveryLog.Standing()
        return {
          look(&watch, log, &standing)
          return .for(watch.pause)
        }
      }
    } onCancelOrGracefulShutdown: {
      loop.stop()
    }
  }

  private func look(_ watch: inout DeliveryWatch, _ log: DeliveryLog, _ standing: inout DeliveryLog.Standing) {
    switch watch.look() {
    case .quiet:
      // Nothing waits any more, or nothing did: whatever kept it does not matter now.
      standing.trouble = nil
      tell(nil)
    case .delivered(let report):
      log.note(report, &standing)
      tell(nil)
    case .trouble(let because):
      log.note(trouble: because, &standing)
      tell(because)
    }
  }
}
