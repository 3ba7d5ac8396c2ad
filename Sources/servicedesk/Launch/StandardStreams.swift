import Glibc

/// Standard input, output and error, where whoever started the program has closed one.
///
/// Its number would go to the next file that is opened, and words to the terminal would end up in that file.
enum StandardStreams {
  /// Puts something in a closed one's place that can be used as little.
  static func fill() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is given out: that is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Whether anything can be read from standard input.
  static var hasInput: Bool {
    let mode = fcntl(STDIN_FILENO, F_GETFL)
    return mode >= 0 && mode & O_ACCMODE != O_WRONLY
  }

  static let noInput = "nothing is connected to standard input"
}
