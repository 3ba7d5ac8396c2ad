import Foundation
import Logging
import Synchronization

/// `serve` from its first signal handler to its last line: one desk after another, as SIGHUP asks for them.
///
/// A configuration that cannot be used is refused before the desk at work is told to end, so that the old one stays.
struct ServingLoop: Sendable {
  /// Makes all that a desk needs by one configuration, nothing of it begun; a desk runs once.
  typealias Plan = @Sendable () throws -> RunningDesk

  private let readAgain: @Sendable () throws -> Plan
  private let environment: [String: String]
  private let stage = Stage()
  private let logger = Logger(label: "serve")

  /// In seconds: what is in hand at the end gets no more than this.
  private static let patience = 10

  /// - Parameter readAgain: reads the configuration.
  init(environment: [String: String], readAgain: @escaping @Sendable () throws -> Plan) {
    self.environment = environment
    self.readAgain = readAgain
  }

  /// The desk at work, and the one that takes over when it has ended.
  private final class Stage: Sendable {
    struct Cast {
      var current: RunningDesk?
      var next: (desk: RunningDesk, plan: Plan)?
      var isOver = false

      /// The next desk steps on; nil when there is none.
      mutating func takeOver() -> (desk: RunningDesk, plan: Plan)? {
        guard !isOver, let next else { return nil }
        current = next.desk
        self.next = nil
        return next
      }
    }

    let cast = Mutex(Cast())
  }

  /// Runs until SIGTERM or SIGINT, and returns when what was in hand is finished.
  ///
  /// - Throws: what keeps the first desk from beginning, or ends one later.
  func run(_ first: @escaping Plan, _ signals: StopSignals) throws {
    var (desk, plan) = (try first(), first)
    stage.cast.withLock { $0.current = desk }
    Thread { [self] in
      Thread.current.name = "sd.signals"
      signals.watch(patience: Self.patience, reload: reload, first: stop) {
        logger.warning("what was in hand is not finished after \(Self.patience) s: ended without it, nothing is lost")
      }
    }.start()
    var last: Plan?
    while true {
      do {
        try desk.run()
      } catch {
        // What only comes to light at the start, such as a port that somebody else has.
        guard let proven = last else { throw error }
        logger.error("the new configuration is refused, the old one stays", metadata: ["error": "\(error)"])
        (plan, last) = (proven, nil)
        desk = try plan()
        stage.cast.withLock { $0.current = desk }
        continue
      }
      guard let next = stage.cast.withLock({ $0.takeOver() }) else { break }
      (desk, plan, last) = (next.desk, next.plan, plan)
    }
    logger.notice("stopped")
  }

  private func stop(_ number: Int32) {
    logger.notice(
      "stopping", metadata: ["signal": number == SIGINT ? "SIGINT" : number == SIGHUP ? "SIGHUP" : "SIGTERM"])
    SystemdNotice.send("STOPPING=1", environment: environment)
    stage.cast.withLock { cast in
      cast.isOver = true
      cast.current?.stop()
    }
  }

  private func reload() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    SystemdNotice.send("RELOADING=1\nMONOTONIC_USEC=\(now)", environment: environment)
    do {
      let plan = try readAgain()
      let desk = try plan()
      logger.notice("the configuration is read again", metadata: ["signal": "SIGHUP"])
      stage.cast.withLock { cast in
        cast.next = (desk, plan)
        cast.current?.stop()
      }
    } catch {
      logger.error("the configuration is refused, the old one stays", metadata: ["error": "\(error)"])
      SystemdNotice.send("READY=1", environment: environment)
    }
  }
}
