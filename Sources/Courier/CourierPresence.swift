import Glibc

/// Says that a courier is at work on a database: a shared lock on a file beside it, which ends with its owner.
///
/// Whoever could hold it alone knows that no other courier lives, so that leases left in the outbox belong to the dead.
/// It guards nothing else: couriers may work side by side, and where the file cannot be made, leases run out in time.
final class CourierPresence {
  private let path: String
  private let descriptor: Int32

  /// Whether no other courier was at work when this one came; true until it announces itself.
  let isAlone: Bool

  init?(besideDatabase database: String) {
    path = database + ".courier"
    // A courier that leaves removes the file: one that opened it just before must not lock a name that is gone.
    for _ in 0..<10 {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { return nil }
      let isAlone = flock(file, LOCK_EX | LOCK_NB) == 0
      if (isAlone || flock(file, LOCK_SH) == 0), Self.isStill(file, at: path) {
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
  func announce() {
    flock(descriptor, LOCK_SH)
  }

  /// Lets go, and removes the file if nobody else is at work.
  func leave() {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    flock(descriptor, LOCK_UN)
  }

  private static func isStill(_ file: Int32, at path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }
}
