import Desk
import Glibc
import Synchronization

/// SIGTERM and SIGINT as a wish: what is in hand is finished first.
struct StopSignal: Sendable {
  private static let isWished = Atomic<Bool>(false)

  var isSet: Bool { Self.isWished.load(ordering: .relaxed) }

  static func install() -> StopSignal {
    // A program is born with the mask of the thread that started it, which may have shut these out.
    var wished = sigset_t()
    sigemptyset(&wished)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&wished, number)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopSignal.isWished.store(true, ordering: .relaxed) }
      sigaction(number, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &wished, nil)
    return StopSignal()
  }

  /// Waits, but not beyond a signal.
  func wait(_ span: Span) {
    guard !isSet else { return }
    var time = timespec(tv_sec: Int(span.seconds), tv_nsec: Int(span.microseconds % 1_000_000) * 1000)
    nanosleep(&time, nil)
  }
}
