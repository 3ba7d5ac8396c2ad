import Glibc

/// Where a message lies in an mbox file.
struct MboxMessage: Sendable {
  let key: MailKey
  /// Of its bytes in the file, behind the separator line and without the empty line before the next one.
  let range: Range<Int64>
  /// From the separator line, else the file's; UTC microseconds since 1970.
  let time: Int64
}

/// Walks through an mbox file once, in bounded memory, and finds its messages.
struct MboxScanner {
  private var lines: MboxLines
  private let fileTime: Int64
  private var messages: [MboxMessage] = []
  private var counts: [String: Int] = [:]
  private var open: OpenMessage?

  /// The message being walked through.
  private struct OpenMessage {
    let start: Int64
    let time: Int64
    var end: Int64
    var digest = SHA256()
    /// An empty line that belongs to the message only if another line of it follows.
    var pending: (bytes: [UInt8], end: Int64)?
  }

  init(descriptor: Int32, fileTime: Int64) {
    lines = MboxLines(descriptor: descriptor)
    self.fileTime = fileTime
  }

  /// All messages in the order of the file; nil when it is no mbox.
  mutating func scan() throws(SystemError) -> [MboxMessage]? {
    var mayBegin = true
    while let line = try lines.next() {
      if mayBegin, line.isWhole, let time = MboxSeparator.time(of: line.bytes) {
        finish()
        open = OpenMessage(start: line.end, time: time ?? fileTime, end: line.end)
        mayBegin = false
      } else if open != nil {
        take(line)
        mayBegin = line.isEmpty
      } else if !line.isEmpty {
        return nil
      }
    }
    finish()
    return messages
  }

  private mutating func take(_ line: MboxLine) {
    if let (bytes, end) = open?.pending {
      open?.digest.update(bytes)
      open?.end = end
      open?.pending = nil
    }
    if line.isEmpty {
      open?.pending = (Array(line.bytes), line.end)
    } else {
      open?.digest.update(MboxSeparator.unquoted(line))
      open?.end = line.end
    }
  }

  private mutating func finish() {
    guard var message = open else { return }
    let digest = message.digest.finish()
    let count = counts[digest, default: 0] + 1
    counts[digest] = count
    messages.append(
      MboxMessage(key: MailKey("\(digest).\(count)"), range: message.start..<message.end, time: message.time))
    open = nil
  }
}

/// What marks the lines of an mbox file.
enum MboxSeparator {
  private static let mark = Array("From ".utf8)

  /// The time that a separator line states, nil inside when it is not understood; nil when it is no separator.
  ///
  /// QUIRK: many writers leave a body line `From here on…` as it is. A separator has a clock time in it, and follows an
  /// empty line; that is what tells the two apart.
  static func time(of line: ArraySlice<UInt8>) -> Int64?? {
    guard line.starts(with: mark), line.count < 1000 else { return nil }
    let text = String(decoding: line.dropFirst(mark.count), as: UTF8.self)
    guard text.firstMatch(of: /\d\d?:\d\d/) != nil else { return nil }
    guard let date = text.firstMatch(of: /[A-Z][a-z]{2},? +[A-Z][a-z]{2} +\d{1,2} +\d\d?:\d\d:\d\d.*? \d{4}/) else {
      return .some(nil)
    }
    return .some(seconds(of: String(date.0)).map { $0 * 1_000_000 })
  }

  /// Undoes the `>` that a writer puts before a body line that looks like a separator (the mboxrd way).
  static func unquoted(_ line: MboxLine) -> ArraySlice<UInt8> {
    guard line.isStart, line.bytes.first == UInt8(ascii: ">") else { return line.bytes }
    let behind = line.bytes.drop { $0 == UInt8(ascii: ">") }
    return behind.starts(with: mark) ? line.bytes.dropFirst() : line.bytes
  }

  /// Reads `Thu Nov 26 08:56:12 2026`, as UTC: the line has no zone, or one that is best left out.
  private static func seconds(of text: String) -> Int64? {
    let words = text.split { $0 == " " || $0 == "," }
    guard words.count >= 5, let month = months.firstIndex(of: words[1]), let day = Int32(words[2]),
      let year = words.last.flatMap({ Int32($0) }), (1970...9999).contains(year)
    else { return nil }
    let clock = words[3].split(separator: ":").compactMap { Int32($0) }
    guard clock.count == 3 else { return nil }
    var time = tm()
    time.tm_year = year - 1900
    time.tm_mon = Int32(month)
    time.tm_mday = day
    (time.tm_hour, time.tm_min, time.tm_sec) = (clock[0], clock[1], clock[2])
    return Int64(timegm(&time))
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
