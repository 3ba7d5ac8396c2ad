import Glibc

/// A lock file of a run's own, held while the run lives, so that a run in progress is never taken for a dead one.
///
/// The kernel lets go of the lock when its owner ends, however it ends: a lock never outlives its run. A run that ends
/// in an orderly way, with an error too, removes its file; one that was killed leaves it behind.
final class RunLock {
  enum State {
    /// A living process holds it.
    case held
    /// There is a file and nobody holds it: its run was killed.
    case abandoned
    /// Its run ended in an orderly way.
    case none
  }

  private let path: String
  private let descriptor: Int32

  /// Makes and locks `path`; nil when that is not possible, in which case the run goes on without one.
  init?(creating path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.path = path
    self.descriptor = descriptor
  }

  static func state(of path: String) -> State {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return .none }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? .abandoned : .held
  }

  /// Removes the file and lets go.
  func release() {
    unlink(path)
    close(descriptor)
  }
}
