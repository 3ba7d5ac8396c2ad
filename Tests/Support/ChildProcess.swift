package import Glibc

/// A program started by a test, with a clean set of signals.
///
/// Foundation's `Process` hands on the signal mask of the thread that starts it, and the threads that run tests block
/// nearly everything: a server started that way does not hear SIGTERM.
package final class ChildProcess: Sendable {
  package let pid: pid_t

  /// Starts a program with its output thrown away.
  ///
  /// - Parameter errors: the file that takes what it says on standard error.
  package init(_ program: String, _ arguments: [String], errors: String = "/dev/null") throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, &attributes, &words, environ)
    guard code == 0 else { throw HarnessError("cannot start \(program): \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  /// Asks it to end, and waits until it has.
  package func end() {
    kill(pid, SIGTERM)
    _ = wait()
  }

  /// Waits until it has ended; its exit status, or nil when a signal ended it.
  package func wait() -> Int32? {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  /// Runs a program to its end.
  ///
  /// - Throws: `HarnessError` when it fails.
  package static func run(_ program: String, _ arguments: String..., errors: String = "/dev/null") throws {
    let status = try ChildProcess(program, arguments, errors: errors).wait()
    guard status == 0 else {
      throw HarnessError(
        "\(program) \(arguments.joined(separator: " ")) ended with \(status.map(String.init) ?? "a signal")")
    }
  }
}
