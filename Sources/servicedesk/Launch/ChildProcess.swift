import Glibc

/// Programs that are run for the operator, never through a shell.
enum ChildProcess {
  /// How a child ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }

  /// Runs a program with this one's input and output, such as an editor, and waits for it.
  ///
  /// - Throws: `FileError` when it cannot be started.
  static func run(_ words: [String], output: Int32? = nil) throws(FileError) -> Ending {
    wait(for: try spawn(words, output: output))
  }

  /// Runs a program and returns what it writes to its standard output.
  ///
  /// - Throws: `ConfigError` when it fails, `FileError` when it cannot be started or says too much.
  static func output(of words: [String], limit: Int) throws -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileError(path: words[0], code: errno, doing: "cannot run") }
    defer { close(ends[0]) }
    // The child gets its end as standard output; nothing else of the two may stay open there.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let child: pid_t
    do {
      child = try spawn(words, output: ends[1])
      close(ends[1])
    } catch {
      close(ends[1])
      throw error
    }
    let read = Result { () throws(FileError) in
      try SmallFile.read(descriptor: ends[0], named: words[0], limit: limit)
    }
    if case .failure = read { kill(child, SIGTERM) }
    let ending = wait(for: child)
    let bytes = try read.get()
    guard ending == .exited(0) else { throw ConfigError("the command failed (\(ending))", file: words[0]) }
    return bytes
  }

  /// Starts a program in this one's process group, so that it may use the terminal, with signals as a program expects
  /// them.
  static func spawn(_ words: [String], output: Int32? = nil, errors: Int32? = nil) throws(FileError) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for ignored in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, ignored) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
    if let errors { posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO) }

    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
    guard failure == 0 else { throw FileError(path: words[0], code: failure, doing: "cannot run") }
    return child
  }

  static func wait(for child: pid_t) -> Ending {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return ending(status)
  }

  /// The ending of a child that is over; nil while it runs.
  static func poll(_ child: pid_t) -> Ending? {
    var status: Int32 = 0
    return waitpid(child, &status, WNOHANG) == child ? ending(status) : nil
  }

  private static func ending(_ status: Int32) -> Ending {
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(by: signal)
  }
}
