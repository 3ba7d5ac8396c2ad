import Glibc
import Intake
import Mailbox

/// Tries a suspicious message in a process of its own: parsed and decided, changing nothing.
struct MailExaminer: Sendable {
  private let words: [String]

  /// In seconds of wall clock.
  private let patience: Int

  init(desk: Wiring, mailbox: String) {
    var words = ["/proc/self/exe", "examine", "--database", desk.database]
    if let file = desk.config.file { words += ["--config", file] }
    self.words = words + ["--", mailbox]
    patience = TestHooks.patience(desk.environment, usual: ExamineCommand.mostSeconds) + 10
  }

  /// How the message's own process ended: faults, and its limits of memory and time, speak against the message; that
  /// somebody ended it does not.
  @Sendable func examine(_ key: MailKey) -> Caution.Verdict {
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { if null >= 0 { close(null) } }
    guard null >= 0, let child = try? ChildProcess.spawn(words + [key.name], output: null, errors: null) else {
      return .lives
    }
    let end = ContinuousClock.now + .seconds(patience)
    while true {
      if let ending = ChildProcess.poll(child) { return verdict(ending) }
      guard ContinuousClock.now < end else { break }
      var pause = timespec(tv_sec: 0, tv_nsec: 20_000_000)
      nanosleep(&pause, nil)
    }
    kill(child, SIGKILL)
    _ = ChildProcess.wait(for: child)
    return .dies(how: "it took longer than \(patience) s")
  }

  private func verdict(_ ending: ChildProcess.Ending) -> Caution.Verdict {
    guard case .killed(let signal) = ending else { return .lives }
    switch signal {
    case SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGXCPU: return .dies(how: String(cString: strsignal(signal)))
    default: return .lives
    }
  }
}
