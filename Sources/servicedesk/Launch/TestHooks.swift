import Desk
import Glibc
import Synchronization

/// What debug builds let the environment do, for tests: end the program at a named point, and hold its clock.
enum TestHooks {
  /// `SERVICEDESK_FAILPOINT=NAME:COUNT[:SIGNAL]` ends the process at the COUNT-th passing of a point, by SIGKILL where
  /// no other signal is named by number.
  static func install(_ environment: [String: String]) {
    #if DEBUG
      guard let wish = environment["SERVICEDESK_FAILPOINT"] else { return }
      let fields = wish.split(separator: ":").map(String.init)
      guard fields.count >= 2, let count = Int(fields[1]) else { return }
      let signal = fields.count > 2 ? Int32(fields[2]) ?? SIGKILL : SIGKILL
      let passed = Counter()
      FailPoint.install { name in
        guard name == fields[0], passed.next() == count else { return }
        kill(getpid(), signal)
        // Another signal may come to another thread; this one shall not go on meanwhile.
        while true { pause() }
      }
    #endif
  }

  /// The real clock, or in a debug build the moment that `SERVICEDESK_NOW` names.
  static func clock(_ environment: [String: String]) -> Now {
    #if DEBUG
      if let text = environment["SERVICEDESK_NOW"], let fixed = Instant(parsing: text) { return { fixed } }
    #endif
    return {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
  }
}
