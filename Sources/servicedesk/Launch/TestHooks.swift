import Desk
import Glibc
import Synchronization

/// What debug builds let the environment do, for tests: end the program at a named point, and hold its clock.
enum TestHooks {
  /// `SERVICEDESK_FAILPOINT=NAME:COUNT[:END]` ends the process at the COUNT-th passing of a point: by SIGKILL, by the
  /// signal of a number, by computing for ever (`spin`), or by asking for more memory than a mail may cost (`hoard`).
  ///
  /// The point `parse KEY` makes poison of one message.
  static func install(_ environment: [String: String]) {
    #if DEBUG
      guard let wish = environment["SERVICEDESK_FAILPOINT"] else { return }
      let fields = wish.split(separator: ":").map(String.init)
      guard fields.count >= 2, let count = Int(fields[1]) else { return }
      let end = fields.count > 2 ? fields[2] : ""
      let passed = Counter()
      FailPoint.install { name in
        guard name == fields[0], passed.next() == count else { return }
        while end == "spin" { passed.next() }
        // Where there is no limit it is the kernel that ends a process that takes all memory, by SIGKILL.
        if end == "hoard" { UnsafeMutableRawPointer.allocate(byteCount: 9 << 30, alignment: 16).deallocate() }
        let signal = Int32(end) ?? SIGKILL
        // Whoever started this process may have blocked it.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, signal)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
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

  /// How long a suspicious message may compute in a process of its own: `usual` seconds, or in a debug build as many as
  /// `SERVICEDESK_PATIENCE` says.
  static func patience(_ environment: [String: String], usual: Int) -> Int {
    #if DEBUG
      if let seconds = environment["SERVICEDESK_PATIENCE"].flatMap(Int.init) { return seconds }
    #endif
    return usual
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    @discardableResult func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
  }
}
