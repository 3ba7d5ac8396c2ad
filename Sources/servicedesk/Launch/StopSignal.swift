import Desk
import Glibc
import Synchronization

/// SIGTERM and SIGINT as a wish: what is in hand is finished first.
struct StopSignal: Sendable {
  private static let isWished = Atomic<Bool>(false)

  var isSet: Bool { Self.isWished.load(ordering: .relaxed) }

  static func install() -> StopSignal {
    for number in [SIGTERM, SIGINT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopSignal.isWished.store(true, ordering: .relaxed) }
      sigaction(number, &action, nil)
    }
    return StopSignal()
  }

  /// Waits, but not beyond a signal.
  func wait(_ span: Span) {
    guard !isSet else { return }
    var time = timespec(tv_sec: Int(span.seconds), tv_nsec: Int(span.microseconds % 1_000_000) * 1000)
    nanosleep(&time, nil)
  }
}
