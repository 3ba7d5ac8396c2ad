import Glibc

/// An mbox file while it is open.
final class MboxHandle {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) throws(MailboxError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, "cannot open", path) }
  }

  deinit {
    close(descriptor)
  }

  func stamp() throws(MailboxError) -> FileStamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(errno, "cannot read", path) }
    return FileStamp(status)
  }

  /// Finds all messages, while no delivery is writing one.
  func messages() throws(MailboxError) -> [MboxMessage] {
    try lock()
    defer { unlock() }
    do throws(SystemError) {
      var scanner = MboxScanner(descriptor: descriptor, fileTime: try fileTime())
      if let messages = try scanner.scan() { return messages }
    } catch {
      throw .system(error.code, "cannot read", path)
    }
    throw MailboxError(
      .notAMailbox, path,
      "\(path) is not an mbox file: its first line is no 'From ' line; a single message goes in with: ingest - < \(path)"
    )
  }

  /// `count` bytes of a message from `offset` on, with the quoting of `From ` lines undone.
  func message(at offset: Int64, count: Int) throws(MailboxError) -> [UInt8] {
    var failure: Int32?
    let raw = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = errno
          break
        }
      }
    }
    if let failure { throw .system(failure, "cannot read", path) }
    return Self.unquoted(raw)
  }

  private static func unquoted(_ raw: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var at = 0
    while at < raw.count {
      let end = raw[at...].firstIndex(of: 0x0A).map { $0 + 1 } ?? raw.count
      let line = MboxLine(bytes: raw[at..<end], end: 0, isStart: true, isWhole: true)
      bytes += MboxSeparator.unquoted(line)
      at = end
    }
    return bytes
  }

  private func fileTime() throws(SystemError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError() }
    return FileStamp(status).modified
  }

  /// Shares the file with other readers and waits, not long, for a writer to finish.
  private func lock() throws(MailboxError) {
    for attempt in 0..<50 {
      if attempt > 0 { usleep(100_000) }
      if !isDotLocked, setLock(Int32(F_RDLCK)) { return }
    }
    throw MailboxError(.busy, path, "another program is writing to \(path); try again")
  }

  private func unlock() {
    _ = setLock(Int32(F_UNLCK))
  }

  private func setLock(_ kind: Int32) -> Bool {
    var region = Glibc.flock()
    region.l_type = Int16(kind)
    region.l_whence = Int16(SEEK_SET)
    // Where locks are not supported there is nobody to wait for.
    return fcntl(descriptor, F_SETLK, &region) == 0 || (errno != EACCES && errno != EAGAIN)
  }

  /// The lock file of mail programs; one that is minutes old belongs to nobody any more.
  private var isDotLocked: Bool {
    var status = stat()
    guard stat(path + ".lock", &status) == 0 else { return false }
    return FileStamp.now() - FileStamp(status).modified < 300 * 1_000_000
  }
}
