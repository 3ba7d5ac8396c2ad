import Glibc

/// SIGTERM and SIGINT for a program of many threads: the first asks to finish, the second ends it at once.
///
/// They are shut out of every thread but the one that waits for them, so no work is ever interrupted by them.
struct StopSignals {
  private let set: sigset_t

  /// To be made before the first other thread is started: threads are born with the mask of whoever starts them.
  init() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&set, number)
      // A shell that starts a program behind its back makes it ignore SIGINT.
      signal(number, SIG_DFL)
    }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    self.set = set
  }

  /// Waits for the first signal, then for a second or for the end of patience; the caller's own end comes first when
  /// all goes well.
  ///
  /// - Parameters:
  ///   - patience: in seconds, how long what is in hand may take.
  ///   - first: called with the first signal.
  ///   - late: called when patience is at its end; the process does not outlive it.
  func watch(patience: Int, first: (Int32) -> Void, late: () -> Void) -> Never {
    var set = set
    var number: Int32 = 0
    while sigwait(&set, &number) != 0 {}
    first(number)
    var time = timespec(tv_sec: patience, tv_nsec: 0)
    let second = sigtimedwait(&set, nil, &time)
    if second > 0 {
      end(by: second)
    } else {
      late()
      // Nothing of what is in hand needs an orderly end: that is what the ledger and the leases are for.
      _exit(EX_TEMPFAIL)
    }
  }

  /// Ends as a program does that knows nothing of signals.
  private func end(by number: Int32) -> Never {
    var set = set
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    kill(getpid(), number)
    while true { pause() }
  }
}
