import Glibc

/// Files that hold a message each.
enum MessageFile {
  /// Reads a file whole, without the copies that `Data` makes.
  static func read(_ path: String) throws(MessageFileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw MessageFileError(path: path, code: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw MessageFileError(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw MessageFileError(path: path, code: EISDIR) }
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while count < buffer.count {
        let got = Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { break }
        count += got
      }
    }
    guard failure == 0 else { throw MessageFileError(path: path, code: failure) }
    return bytes
  }
}

/// A file that cannot be read as a message.
struct MessageFileError: Error, Equatable, CustomStringConvertible {
  let path: String
  let code: CInt

  var description: String {
    let reason = code == EISDIR ? "is no regular file" : String(cString: strerror(code))
    return "cannot read \(path): \(reason)"
  }
}
