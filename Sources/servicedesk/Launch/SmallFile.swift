import Glibc

/// Whole files of a bounded size.
enum SmallFile {
  /// Reads a regular file, or what a pipe gives until it ends.
  ///
  /// - Throws: `FileError`, with `EFBIG` for more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path: path, code: errno, doing: "cannot read") }
    defer { close(file) }
    return try read(descriptor: file, named: path, limit: limit)
  }

  static func read(descriptor: Int32, named path: String, limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let got = Glibc.read(descriptor, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw FileError(path: path, code: errno, doing: "cannot read") }
      if got == 0 { return bytes }
      bytes += buffer[..<got]
      guard bytes.count <= limit else { throw FileError(path: path, code: EFBIG, doing: "cannot read") }
    }
  }

  /// Makes a file that must not be there yet.
  ///
  /// - Throws: `FileError`, with `EEXIST` when it is; nothing is left behind when writing fails.
  static func make(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws(FileError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw FileError(path: path, code: errno, doing: "cannot make") }
    do throws(OutputError) {
      try FileOutput(descriptor: file).write(bytes)
      guard close(file) == 0 else { throw OutputError(code: errno) }
    } catch {
      unlink(path)
      throw FileError(path: path, code: error.code, doing: "cannot write")
    }
  }
}
