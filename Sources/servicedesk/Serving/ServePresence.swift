import Glibc
import Store

/// Says that `serve` is at work on a database, and where: a file beside it under a shared lock, which ends with its
/// owner.
///
/// Several may work side by side, each with a line of its own; it guards nothing, and is there for whoever must know.
final class ServePresence {
  private let lock: PresenceLock

  private static let kind = "serve"

  /// Whether no other was at work when this one came.
  var isAlone: Bool { lock.isAlone }

  /// Nil where the file cannot be made: then nobody is told.
  init?(besideDatabase database: String, url: String) {
    guard let lock = PresenceLock(besideDatabase: database, named: Self.kind) else { return nil }
    self.lock = lock
    let others = lock.isAlone ? [] : Self.lines(in: lock.descriptor).filter { $0.isAlive && $0.process != getpid() }
    Self.write(others + [Line(process: getpid(), url: url)], into: lock.descriptor)
    lock.share()
  }

  /// Lets go, and removes the file if nobody else is at work.
  func leave() {
    lock.leave {
      Self.write(Self.lines(in: lock.descriptor).filter { $0.process != getpid() }, into: lock.descriptor)
    }
  }

  /// Where the pages of a desk are shown, and by which process; nil when no `serve` is at work.
  static func found(besideDatabase database: String) -> (process: String, url: String)? {
    let file = open(PresenceLock.path(besideDatabase: database, named: kind), O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) != 0 else { return nil }
    let lines = lines(in: file)
    // One that was killed took its lock with it and left its line.
    guard let line = lines.last(where: \.isAlive) ?? lines.last else { return ("?", "?") }
    return (String(line.process), line.url)
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
