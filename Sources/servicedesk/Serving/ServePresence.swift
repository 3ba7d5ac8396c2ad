import Glibc

/// Says that `serve` is at work on a database, and where: a file beside it under a shared lock, which ends with its
/// owner.
///
/// Several may work side by side; it guards nothing, and is there for `doctor`.
final class ServePresence {
  private let path: String
  private let descriptor: Int32

  private static func path(besideDatabase database: String) -> String { database + ".serve" }

  /// Nil where the file cannot be made: then nobody is told.
  init?(besideDatabase database: String, url: String) {
    path = Self.path(besideDatabase: database)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    flock(descriptor, LOCK_SH | LOCK_NB)
    ftruncate(descriptor, 0)
    try? FileOutput(descriptor: descriptor).write(Array("\(getpid()) \(url)\n".utf8))
  }

  /// Lets go, and removes the file if nobody else is at work.
  func leave() {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    close(descriptor)
  }

  /// Where the pages of a desk are shown, and by which process; nil when no `serve` is at work.
  static func found(besideDatabase database: String) -> (process: String, url: String)? {
    let file = open(path(besideDatabase: database), O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) != 0,
      let bytes = try? SmallFile.read(descriptor: file, named: database, limit: 4096)
    else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    return words.count == 2 ? (words[0], words[1]) : ("?", "?")
  }
}
