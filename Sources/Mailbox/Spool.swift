import Glibc
import Synchronization

/// The maildir in which piped mail becomes durable before anything else is tried with it.
///
/// It needs no configuration and no database that opens: only a directory that can be written to.
package enum Spool {
  /// Where the spool of a database lies.
  package static func path(besideDatabase database: String) -> String { database + ".spool" }

  /// Whether there is one already, so that any run can take in what it holds; one that cannot be looked at is there too,
  /// for whoever opens it to say what is wrong.
  package static func exists(besideDatabase database: String) -> Bool {
    access(path(besideDatabase: database) + "/new", F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// Writes a message durably, from `descriptor` to its end: once this returns, the message is safe.
  ///
  /// - Throws: `MailboxError`: nothing of the message is left behind then; `gone` where nothing came at all.
  @discardableResult
  package static func accept(from descriptor: Int32, besideDatabase database: String) throws(MailboxError) -> MailKey {
    let path = path(besideDatabase: database)
    try make(at: path)
    let key: MailKey?
    do throws(SystemError) {
      key = try put(from: descriptor, into: DirectoryHandle(path))
    } catch {
      throw .system(error.code, "cannot write the message to the spool", path)
    }
    // Whoever fed the pipe may have died before its first byte: that is no message of nobody's.
    guard let key else { throw MailboxError(.gone, "-", "nothing came on standard input, not even a header") }
    return key
  }

  /// - Returns: nil where nothing came.
  private static func put(from descriptor: Int32, into folder: DirectoryHandle) throws(SystemError) -> MailKey? {
    let tmp = try DirectoryHandle("tmp", in: folder)
    let new = try DirectoryHandle("new", in: folder)
    let name = uniqueName()
    do throws(SystemError) {
      guard try write(from: descriptor, to: name, in: tmp) > 0 else {
        unlinkat(tmp.descriptor, name, 0)
        return nil
      }
      guard renameat(tmp.descriptor, name, new.descriptor, name) == 0 else { throw SystemError() }
      try new.synchronize()
    } catch {
      unlinkat(tmp.descriptor, name, 0)
      unlinkat(new.descriptor, name, 0)
      throw error
    }
    return MailKey(name)
  }

  /// Makes the spool where it is missing, for its owner alone.
  ///
  /// Durably, even where it is there: whoever made it may have ended before it was.
  static func make(at path: String) throws(MailboxError) {
    do throws(SystemError) {
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError() }
      let folder = try DirectoryHandle(path)
      for part in ["tmp", "cur", "new"] { try folder.makeDirectory(part) }
      try folder.synchronize()
      try DirectoryHandle("..", in: folder).synchronize()
    } catch {
      throw .system(error.code, "cannot make the spool", path)
    }
  }

  /// - Returns: how many bytes came.
  private static func write(from input: Int32, to name: String, in tmp: DirectoryHandle) throws(SystemError) -> Int {
    let file = openat(tmp.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError() }
    let copied = Result { () throws(SystemError) in try copy(from: input, to: file) }
    // Some file systems report a failed write only when the file is closed.
    let closed = close(file)
    let count = try copied.get()
    guard closed == 0 else { throw SystemError() }
    return count
  }

  private static func copy(from input: Int32, to file: Int32) throws(SystemError) -> Int {
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let got = read(input, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw SystemError() }
      if got == 0 { break }
      try write(buffer[..<got], to: file)
      count += got
    }
    guard fsync(file) == 0 else { throw SystemError() }
    return count
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to file: Int32) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      let put = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { throw SystemError() }
      rest = rest.dropFirst(put)
    }
  }

  private static let counter = Atomic<Int>(0)

  /// A name that no other delivery has, sorted by time: seconds, then microseconds, process, count and host.
  private static func uniqueName() -> String {
    let now = FileStamp.now()
    let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
    return "\(now / 1_000_000).M\(now % 1_000_000)P\(getpid())Q\(count).\(hostName())"
  }

  private static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let isPlain: (UInt8) -> Bool = {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x2E
    }
    return name.isEmpty || !name.allSatisfy(isPlain) ? "localhost" : String(decoding: name, as: UTF8.self)
  }
}
