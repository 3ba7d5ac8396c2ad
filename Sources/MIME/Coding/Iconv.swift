import Glibc

/// The C library's charset converter, behind one function that survives any bytes.
enum Iconv {
  /// Decodes bytes of the charset iconv calls `name`; nil where this system's iconv lacks it.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, from name: String) -> Charset.Decoded? {
    guard let converter = open(name) else { return nil }
    defer { iconv_close(converter) }
    var output = [UInt8]()
    output.reserveCapacity(bytes.count + bytes.count / 2 + 16)
    var isFaithful = true
    var input = UnsafeMutablePointer(mutating: UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self))
    var left = bytes.count
    while left > 0 {
      if convert(converter, &input, &left, &output) { continue }
      // A byte that has no meaning here, or a sequence cut off by the end: skip one, note it, go on.
      output += [0xEF, 0xBF, 0xBD]
      isFaithful = false
      input = input?.advanced(by: 1)
      left -= 1
    }
    // Stateful sets, and WINDOWS-1258 with its combining marks, hold their last character back until asked.
    _ = convert(converter, nil, nil, &output)
    // UTF-16 under a label that tells the order of its bytes begins with a byte order mark all the same.
    let text = output.starts(with: [0xEF, 0xBB, 0xBF]) ? output[3...] : output[...]
    return Charset.Decoded(text: String(decoding: text, as: UTF8.self), isFaithful: isFaithful)
  }

  /// What each byte from 128 on means in a charset of single bytes; nil where this system's iconv lacks it.
  static func upperHalf(of name: String) -> [Unicode.Scalar?]? {
    guard let converter = open(name) else { return nil }
    iconv_close(converter)
    return (UInt8(0x80)...0xFF).map { byte in
      let decoded = [byte].withUnsafeBufferPointer { decode($0, from: name) }
      guard let decoded, decoded.isFaithful else { return nil }
      return decoded.text.unicodeScalars.first
    }
  }

  private static func open(_ name: String) -> iconv_t? {
    // iconv_open says "no" as (iconv_t)-1.
    guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
    return converter
  }

  /// Converts until all is read, the input is wrong, or a piece is done; false where the input is wrong.
  private static func convert(
    _ converter: iconv_t, _ input: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ left: UnsafeMutablePointer<Int>?, _ output: inout [UInt8]
  ) -> Bool {
    var failure: CInt = 0
    var hasMore = true
    while hasMore {
      let room = min(max(64, (left?.pointee ?? 0) * 2), 1 << 16)
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var free = buffer.count
        let before = left?.pointee
        var destination = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
        errno = 0
        let result = iconv(converter, input, left, &destination, &free)
        failure = result == -1 ? errno : 0
        count = buffer.count - free
        hasMore = failure == E2BIG && (count > 0 || before != left?.pointee)
      }
      output += piece
    }
    return failure == 0
  }
}
