import Glibc

extension FetchedMail {
  /// Reads an open file; nil when it is no regular one.
  init?(descriptor: Int32, limit: Int) throws(SystemError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError() }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    let stamp = FileStamp(status)
    let size = Int(clamping: stamp.size)
    if size > limit {
      let head = try Self.bytes(of: descriptor, most: min(Self.headBytes, limit))
      self.init(bytes: head, size: size, fileTime: stamp.modified)
    } else {
      // One byte more shows that the file ends where it should: one that grew is still being written.
      let bytes = try Self.bytes(of: descriptor, most: size + 1)
      guard bytes.count <= size else { throw SystemError(EBUSY) }
      self.init(bytes: bytes, size: bytes.count, fileTime: stamp.modified)
    }
  }

  private static func bytes(of descriptor: Int32, most: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      while count < most {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, most - count)
        if got > 0 {
          count += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = SystemError()
          break
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
