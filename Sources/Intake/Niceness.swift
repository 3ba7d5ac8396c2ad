import Glibc

/// On Linux a thread has a niceness of its own.
enum Niceness {
  /// Lets the calling thread stand behind the one that it works for: the writer is what everybody waits for.
  static func giveWay() {
    let thread = __priority_which_t(PRIO_PROCESS.rawValue)
    _ = setpriority(thread, 0, getpriority(thread, 0) + 5)
  }
}
