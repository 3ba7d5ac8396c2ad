import Glibc

/// Tells at once that mail has come into a maildir's `new`: inotify, where the system has it.
///
/// It only saves time. Network file systems do not ring it for what others deliver, so that the maildir is looked at
/// now and then all the same.
final class MaildirBell: Sendable {
  let descriptor: Int32

  private static let events = IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF

  /// Watches the `new` of the maildir at `path`; nil where that is not possible.
  init?(maildir path: String) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    guard inotify_add_watch(descriptor, path + "/new", UInt32(Self.events)) >= 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit {
    close(descriptor)
  }

  enum Rung {
    case no, yes
    /// The directory that was watched is gone, or another lies in its place.
    case broken
  }

  /// What has happened since it was last asked.
  func rung() -> Rung {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    var rung = Rung.no
    while true {
      let got = read(descriptor, &buffer, buffer.count)
      guard got > 0 else { return rung }
      if rung == .no { rung = .yes }
      buffer.withUnsafeBytes { bytes in
        var offset = 0
        while offset + MemoryLayout<inotify_event>.size <= got {
          let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
          if event.mask & UInt32(IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF) != 0 { rung = .broken }
          offset += MemoryLayout<inotify_event>.size + Int(event.len)
        }
      }
    }
  }
}
