import Glibc

/// SIGTERM, SIGINT and SIGHUP for a program of many threads.
///
/// The first of the former asks to finish, the second ends it at once; SIGHUP asks for the configuration to be read
/// again. They are shut out of every thread but the one that waits for them, so no work is ever interrupted by them.
struct StopSignals: Sendable {
  private let set: sigset_t
  /// A terminal that goes away takes its programs with it; only a service reads its configuration again.
  private let hangUpStops = isatty(STDERR_FILENO) == 1

  /// To be made before the first other thread is started: threads are born with the mask of whoever starts them.
  init() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] {
      sigaddset(&set, number)
      // A shell that starts a program behind its back makes it ignore SIGINT.
      signal(number, SIG_DFL)
    }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    self.set = set
  }

  /// Waits for the first signal that ends, then for a second or for the end of patience; the caller's own end comes
  /// first when all goes well.
  ///
  /// - Parameters:
  ///   - patience: in seconds, how long what is in hand may take.
  ///   - reload: called for each SIGHUP before that.
  ///   - first: called with the first signal.
  ///   - late: called when patience is at its end; the process does not outlive it.
  func watch(patience: Int, reload: () -> Void, first: (Int32) -> Void, late: () -> Void) -> Never {
    var number = next()
    while number == SIGHUP, !hangUpStops {
      reload()
      number = next()
    }
    first(number)
    if let second = nextThatEnds(within: patience) {
      end(by: second)
    } else {
      late()
      // Nothing of what is in hand needs an orderly end: that is what the ledger and the leases are for.
      _exit(EX_TEMPFAIL)
    }
  }

  private func next() -> Int32 {
    var set = set
    var number: Int32 = 0
    while sigwait(&set, &number) != 0 {}
    return number
  }

  private func nextThatEnds(within seconds: Int) -> Int32? {
    var set = set
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let left = (end - ContinuousClock.now) / .seconds(1)
      guard left > 0 else { return nil }
      var time = timespec(tv_sec: Int(left), tv_nsec: Int((left - left.rounded(.down)) * 1e9))
      let number = sigtimedwait(&set, nil, &time)
      if number > 0, number != SIGHUP { return number }
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
