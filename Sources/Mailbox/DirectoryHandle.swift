import Glibc

/// An open directory: paths below it are looked up from it, so that a moved parent cannot lead elsewhere.
final class DirectoryHandle: Sendable {
  let descriptor: Int32

  /// Opens `name`, below `parent` when one is given.
  ///
  /// - Throws: `errno`.
  init(_ name: String, in parent: DirectoryHandle? = nil) throws(SystemError) {
    descriptor = openat(parent?.descriptor ?? AT_FDCWD, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError() }
  }

  deinit {
    close(descriptor)
  }

  func stamp() throws(SystemError) -> FileStamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError() }
    return FileStamp(status)
  }

  /// Calls `body` with each name but the hidden ones, and the kind of file as `d_type` has it.
  func forEachVisible(_ body: (UnsafePointer<CChar>, _ kind: Int) -> Void) throws(SystemError) {
    // A descriptor of its own: the stream owns it, and every listing starts at the beginning.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw SystemError() }
    guard let stream = fdopendir(own) else {
      let error = SystemError()
      close(own)
      throw error
    }
    defer { closedir(stream) }
    errno = 0
    while let entry = readdir(stream) {
      withUnsafePointer(to: &entry.pointee.d_name.0) { name in
        if name.pointee != CChar(bitPattern: UInt8(ascii: ".")) { body(name, Int(entry.pointee.d_type)) }
      }
      errno = 0
    }
    guard errno == 0 else { throw SystemError() }
  }

  /// Makes the directory `name` in this one where it is missing.
  func makeDirectory(_ name: String) throws(SystemError) {
    guard mkdirat(descriptor, name, 0o700) == 0 || errno == EEXIST else { throw SystemError() }
  }

  /// Makes durable which names it holds.
  func synchronize() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw SystemError() }
  }
}

/// What a system call said when it failed.
struct SystemError: Error {
  let code: Int32

  /// Takes the thread's `errno`: to be made right after the call.
  init() {
    code = errno
  }

  init(_ code: Int32) {
    self.code = code
  }
}
