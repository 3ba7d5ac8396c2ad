import Glibc

/// Says that somebody is at work on a database: a shared lock on a file beside it, which ends with its owner.
///
/// Whoever could hold it alone knows that no other of its kind lives. It guards nothing: many may work side by side.
package final class PresenceLock {
  /// The file, for whoever has more to say there.
  package let descriptor: Int32

  /// Whether no other was at work when this one came; it stays alone until it shares.
  package let isAlone: Bool

  private let path: String

  /// The file is named after the database itself, whatever links lead there.
  package static func path(besideDatabase database: String, named kind: String) -> String {
    "\(FileIdentity.realPath(database)).\(kind)"
  }

  /// Nil where the file cannot be made: then nobody is told.
  ///
  /// - Parameter kind: the ending of the file's name.
  package init?(besideDatabase database: String, named kind: String) {
    path = Self.path(besideDatabase: database, named: kind)
    // One that leaves removes the file: whoever opened it just before must not lock a name that is gone.
    for _ in 0..<10 {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { return nil }
      let isAlone = flock(file, LOCK_EX | LOCK_NB) == 0
      if (isAlone || flock(file, LOCK_SH) == 0), FileIdentity(path) == FileIdentity(descriptor: file) {
        descriptor = file
        self.isAlone = isAlone
        return
      }
      close(file)
    }
    return nil
  }

  deinit { close(descriptor) }

  /// Lets others work at the same time.
  package func share() {
    flock(descriptor, LOCK_SH)
  }

  /// Lets go; removes the file if nobody else is at work, and calls `otherwise` before if somebody is.
  package func leave(otherwise: () -> Void = {}) {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) } else { otherwise() }
    flock(descriptor, LOCK_UN)
  }
}
