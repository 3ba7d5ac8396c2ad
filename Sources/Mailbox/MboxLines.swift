import Glibc

/// A line of a file, or a piece of one that is too long to be held whole.
struct MboxLine {
  /// With its line feed, where it has one.
  let bytes: ArraySlice<UInt8>
  /// Where it ends in the file.
  let end: Int64
  let isStart: Bool
  let isWhole: Bool

  var isEmpty: Bool {
    isStart && (bytes.elementsEqual([0x0A]) || bytes.elementsEqual([0x0D, 0x0A]))
  }
}

/// Cuts a file into lines through one buffer of fixed size.
struct MboxLines {
  private let descriptor: Int32
  private var buffer: [UInt8]
  private var filled = 0
  private var at = 0
  private var offset: Int64 = 0
  private var isAtLineStart = true
  private var isAtEnd = false

  init(descriptor: Int32, bufferSize: Int = 256 << 10) {
    self.descriptor = descriptor
    buffer = [UInt8](repeating: 0, count: bufferSize)
  }

  /// The next line; nil at the end of the file.
  mutating func next() throws(SystemError) -> MboxLine? {
    while true {
      if let feed = lineFeed() { return cut(upTo: feed + 1, isWhole: isAtLineStart) }
      if isAtEnd { return at < filled ? cut(upTo: filled, isWhole: isAtLineStart) : nil }
      if at == 0, filled == buffer.count { return cut(upTo: filled, isWhole: false) }
      try fill()
    }
  }

  private mutating func cut(upTo end: Int, isWhole: Bool) -> MboxLine {
    let bytes = buffer[at..<end]
    offset += Int64(bytes.count)
    let line = MboxLine(bytes: bytes, end: offset, isStart: isAtLineStart, isWhole: isWhole)
    isAtLineStart = bytes.last == 0x0A
    at = end
    return line
  }

  private func lineFeed() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard at < filled, let base = bytes.baseAddress, let found = memchr(base + at, 0x0A, filled - at) else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func fill() throws(SystemError) {
    if at > 0 {
      buffer.replaceSubrange(0..<(filled - at), with: buffer[at..<filled])
      filled -= at
      at = 0
    }
    let room = filled
    let got = buffer.withUnsafeMutableBytes { bytes in
      var got: Int
      repeat {
        got = pread(descriptor, bytes.baseAddress.map { $0 + room }, bytes.count - room, off_t(offset) + off_t(room))
      } while got < 0 && errno == EINTR
      return got
    }
    guard got >= 0 else { throw SystemError() }
    filled += got
    isAtEnd = got == 0
  }
}
