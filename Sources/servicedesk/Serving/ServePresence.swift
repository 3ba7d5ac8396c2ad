import Glibc

/// Says that `serve` is at work on a database, and where: a file beside it under a shared lock, which ends with its
/// owner.
///
/// Several may work side by side, each with a line of its own; it guards nothing, and is there for whoever must know.
final class ServePresence {
  private let path: String
  private let descriptor: Int32

  /// Whether no other was at work when this one came.
  let isAlone: Bool

  /// Named after the file itself, whatever links lead to it.
  private static func path(besideDatabase database: String) -> String {
    guard let real = realpath(database, nil) else { return database + ".serve" }
    defer { free(real) }
    return String(cString: real) + ".serve"
  }

  /// Nil where the file cannot be made: then nobody is told.
  init?(besideDatabase database: String, url: String) {
    path = Self.path(besideDatabase: database)
    // One that leaves removes the file: whoever opened it just before must not lock a name that is gone.
    for _ in 0..<10 {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { return nil }
      let isAlone = flock(file, LOCK_EX | LOCK_NB) == 0
      if (isAlone || flock(file, LOCK_SH) == 0), Self.isStill(file, at: path) {
        descriptor = file
        self.isAlone = isAlone
        let others = isAlone ? [] : Self.lines(in: file).filter { $0.isAlive && $0.process != getpid() }
        Self.write(others + [Line(process: getpid(), url: url)], into: file)
        flock(file, LOCK_SH)
        return
      }
      close(file)
    }
    return nil
  }

  /// Lets go, and removes the file if nobody else is at work.
  func leave() {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
      unlink(path)
    } else {
      Self.write(Self.lines(in: descriptor).filter { $0.process != getpid() }, into: descriptor)
    }
    close(descriptor)
  }

  /// Where the pages of a desk are shown, and by which process; nil when no `serve` is at work.
  static func found(besideDatabase database: String) -> (process: String, url: String)? {
    let file = open(path(besideDatabase: database), O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) != 0 else { return nil }
    let lines = lines(in: file)
    // One that was killed took its lock with it and left its line.
    guard let line = lines.last(where: \.isAlive) ?? lines.last else { return ("?", "?") }
    return (String(line.process), line.url)
  }

  private static func isStill(_ file: Int32, at path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }

  // MARK: Its lines

  private struct Line {
    var process: pid_t
    var url: String

    /// Nobody is there to be asked in another container: then the lock alone counts.
    var isAlive: Bool { kill(process, 0) == 0 || errno == EPERM }
  }

  private static func lines(in file: Int32) -> [Line] {
    guard lseek(file, 0, SEEK_SET) == 0,
      let bytes = try? SmallFile.read(descriptor: file, named: "the file of serve", limit: 4096)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, let process = pid_t(words[0]), process > 0 else { return nil }
      return Line(process: process, url: words[1])
    }
  }

  private static func write(_ lines: [Line], into file: Int32) {
    guard ftruncate(file, 0) == 0, lseek(file, 0, SEEK_SET) == 0 else { return }
    let text = lines.map { "\($0.process) \($0.url)\n" }.joined()
    try? FileOutput(descriptor: file).write(Array(text.utf8))
  }
}
