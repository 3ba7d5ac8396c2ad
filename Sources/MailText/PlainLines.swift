/// Plain text with the line ends and margins of Unix text.
enum PlainLines {
  /// Makes every line end a line feed, and takes a byte order mark and the empty lines at both ends away.
  static func tidy(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var firstLine = start
    while start < bytes.count, bytes[start].isHTMLSpace {
      if bytes[start] == ASCII.lineFeed || bytes[start] == ASCII.carriageReturn { firstLine = start + 1 }
      start += 1
    }
    if start == bytes.count { return "" }
    var end = bytes.count
    while end > firstLine, bytes[end - 1].isHTMLSpace { end -= 1 }
    let kept = bytes[firstLine..<end]
    return String(decoding: kept.contains(ASCII.carriageReturn) ? withUnixLineEnds(kept) : kept, as: UTF8.self)
  }

  private static func withUnixLineEnds(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var isAfterReturn = false
    for byte in bytes {
      if !(byte == ASCII.lineFeed && isAfterReturn) { out.append(byte == ASCII.carriageReturn ? ASCII.lineFeed : byte) }
      isAfterReturn = byte == ASCII.carriageReturn
    }
    return out[...]
  }
}
