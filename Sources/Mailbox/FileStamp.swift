import Glibc

/// Which file a path led to, and when it last changed: equal stamps mean that it is the same and unchanged.
struct FileStamp: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
  let size: Int64
  /// UTC microseconds since 1970.
  let modified: Int64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int64(status.st_size)
    modified = Self.microseconds(status.st_mtim)
  }

  /// The stamp of what lies at `path` now.
  init(ofFileAt path: String) throws(SystemError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw SystemError() }
    self.init(status)
  }

  /// Whether a change after this look must show in the next stamp.
  ///
  /// Files' clocks tick coarsely, a network file system's by whole seconds: what changes twice within a tick keeps its
  /// time, so a stamp that is still fresh proves nothing.
  func isSettled(at now: Int64 = FileStamp.now()) -> Bool {
    now - modified > 2_000_000
  }

  static func microseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000)
    return overflow ? (time.tv_sec < 0 ? .min : .max) : seconds &+ Int64(time.tv_nsec) / 1000
  }

  /// The system's clock, which stamps the files.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return microseconds(time)
  }
}
