import Glibc

/// A file's name in a maildir: the unique name, and what follows it from the colon on.
struct MaildirEntry: Sendable {
  enum Place: Sendable { case new, cur }

  let key: MailKey
  /// Such as `:2,FS`, or empty.
  let info: String
  let place: Place
  /// The name's own bytes where they are no UTF-8, and so cannot be had back from the key.
  private let rawName: [CChar]?

  init(_ name: UnsafePointer<CChar>, in place: Place) {
    self.place = place
    let text: String
    if let valid = String(validatingCString: name) {
      text = valid
      rawName = nil
    } else {
      let bytes = UnsafeBufferPointer(start: name, count: strlen(name) + 1)
      text = Self.escaped(bytes.dropLast())
      rawName = Array(bytes)
    }
    if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
      key = MailKey(String(text[..<colon]))
      info = String(text[colon...])
    } else {
      key = MailKey(text)
      info = ""
    }
  }

  /// Whether the name is the key alone, so that the file can be found without a look at the directory.
  var isPlain: Bool { info.isEmpty && rawName == nil }

  /// The flags, when the name has the usual form.
  var flags: Substring? {
    info.hasPrefix(":2,") ? info.dropFirst(3) : nil
  }

  /// Marked as trashed or as a draft: no mail that waits.
  var isPutAway: Bool {
    flags?.utf8.contains { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "D") } ?? false
  }

  var fileName: String { key.name + info }

  func withFileName<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
    if let rawName { return rawName.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? body("") } }
    return fileName.withCString(body)
  }

  /// The name once it is seen: flags stay in the order of their letters, as the maildir format asks.
  func withSeenName<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
    let seenInfo = seenInfo
    guard let rawName else { return (key.name + seenInfo).withCString(body) }
    let unique = rawName.dropLast().prefix { $0 != CChar(bitPattern: UInt8(ascii: ":")) }
    let name = unique + seenInfo.utf8.map { CChar(bitPattern: $0) } + [0]
    return name.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? body("") }
  }

  private var seenInfo: String {
    if info.isEmpty { return ":2,S" }
    guard let flags, !flags.utf8.contains(UInt8(ascii: "S")) else { return info }
    let bytes = Array(flags.utf8)
    let at = bytes.firstIndex { $0 > UInt8(ascii: "S") } ?? bytes.endIndex
    return ":2," + String(decoding: bytes[..<at], as: UTF8.self) + "S" + String(decoding: bytes[at...], as: UTF8.self)
  }

  /// File-name order, byte by byte: a total order also where two names differ only in how an accent is written.
  static func precedes(_ left: MailKey, _ right: MailKey) -> Bool {
    if left.name < right.name { return true }
    if right.name < left.name { return false }
    return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }

  /// Bytes that are no UTF-8 become `\xNN`, so that two different names stay different keys.
  private static func escaped(_ bytes: Slice<UnsafeBufferPointer<CChar>>) -> String {
    var text = ""
    for byte in bytes.lazy.map({ UInt8(bitPattern: $0) }) {
      if byte < 0x80 {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + String(byte, radix: 16)
      }
    }
    return text
  }
}

/// The entries of one directory, in file-name order.
struct MaildirEntries: Sendable {
  private(set) var all: [MaildirEntry] = []

  init() {}

  init(_ entries: [MaildirEntry]) {
    all = entries.sorted { MaildirEntry.precedes($0.key, $1.key) }
  }

  /// Binary search: an index would cost more memory than the names themselves.
  func first(_ key: MailKey) -> MaildirEntry? {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if MaildirEntry.precedes(all[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    guard low < all.count, !MaildirEntry.precedes(key, all[low].key) else { return nil }
    return all[low]
  }
}
