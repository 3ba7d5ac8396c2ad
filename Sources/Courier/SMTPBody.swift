/// The line ends of a message on the wire and on disk.
enum SMTPBody {
  private static let cr = UInt8(ascii: "\r")
  private static let lf = UInt8(ascii: "\n")

  /// Every line ends in CRLF, and the message with one.
  ///
  /// A lone LF or CR must not leave: servers differ in whether `LF . LF` ends a message, and what follows would be
  /// commands (SMTP smuggling).
  static func withNetworkLineEnds(_ bytes: [UInt8]) -> [UInt8] {
    if isClean(bytes) { return bytes }
    var clean: [UInt8] = []
    clean.reserveCapacity(bytes.count + bytes.count / 32 + 2)
    var last: UInt8 = 0
    for byte in bytes {
      if byte == lf {
        if last != cr { clean.append(cr) }
        clean.append(lf)
      } else {
        if last == cr { clean.append(lf) }
        clean.append(byte)
      }
      last = byte
    }
    if last == cr { clean.append(lf) } else if last != lf { clean += [cr, lf] }
    return clean
  }

  /// Every line ends in LF, as files have it.
  static func withFileLineEnds(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = []
    file.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == cr, index + 1 < bytes.count, bytes[index + 1] == lf { continue }
      file.append(byte)
    }
    return file
  }

  private static func isClean(_ bytes: [UInt8]) -> Bool {
    guard bytes.last == lf else { return false }
    var last: UInt8 = 0
    for byte in bytes {
      if (byte == lf) != (last == cr) { return false }
      last = byte
    }
    return true
  }
}
