/// What a server says (RFC 9051 §7), as far as reading a folder needs it.
enum IMAPResponse: Equatable {
  /// How the command with this tag ended.
  case done(tag: String, IMAPStatus)
  /// `+`: it waits for more of the command.
  case goOn
  case status(IMAPStatus)
  /// How many messages the folder holds now.
  case exists(Int)
  /// A message is gone: by its number, or by UID where the server says VANISHED.
  case expunged
  case fetch(IMAPFetch)
  case capability(Set<String>)
  /// The sign between the levels of folder names; nil where there are none.
  case list(delimiter: String?)
  case other

  /// Reads one response; what is not understood is `other`.
  init(_ frame: IMAPFrame) {
    var reader = IMAPValueReader(frame)
    guard let first = reader.next()?.text else {
      self = .other
      return
    }
    switch first {
    case "+": self = .goOn
    case "*": self = Self.untagged(&reader)
    default: self = IMAPStatus(&reader).map { .done(tag: first, $0) } ?? .other
    }
  }

  private static func untagged(_ reader: inout IMAPValueReader) -> IMAPResponse {
    var ahead = reader
    guard let value = ahead.next() else { return .other }
    if let number = value.number { return numbered(number, &ahead) }
    switch value.text?.uppercased() {
    case "CAPABILITY":
      return .capability(Set(ahead.rest().split(separator: " ").map { $0.uppercased() }))
    case "LIST":
      _ = ahead.next()
      let delimiter = ahead.next()
      return .list(delimiter: delimiter?.bytes.map { String(decoding: $0, as: UTF8.self) })
    case "VANISHED": return .expunged
    default: return IMAPStatus(&reader).map { .status($0) } ?? .other
    }
  }

  private static func numbered(_ number: Int, _ reader: inout IMAPValueReader) -> IMAPResponse {
    switch reader.next()?.text?.uppercased() {
    case "EXISTS": return .exists(number)
    case "EXPUNGE": return .expunged
    case "FETCH":
      guard case .list(let values) = reader.next() else { return .other }
      return .fetch(IMAPFetch(values))
    default: return .other
    }
  }
}

/// OK, NO, BAD, BYE or PREAUTH, with its code and words.
struct IMAPStatus: Equatable {
  enum Condition: String {
    case ok = "OK"
    case no = "NO"
    case bad = "BAD"
    case bye = "BYE"
    case preauth = "PREAUTH"
  }

  let condition: Condition
  /// The words in brackets, as in `UIDVALIDITY 3857529045` or `TRYCREATE`.
  let code: [String]
  /// Words for people, made harmless.
  private(set) var text: String

  /// The same without secrets of ours that the server says back.
  func hiding(_ secrets: [String]) -> IMAPStatus {
    var status = self
    for secret in secrets where !secret.isEmpty { status.text = status.text.replacing(secret, with: "***") }
    return status
  }

  init?(_ reader: inout IMAPValueReader) {
    guard let word = reader.next()?.text?.uppercased(), let condition = Condition(rawValue: word) else { return nil }
    self.condition = condition
    var words = Substring(reader.rest())
    if words.hasPrefix("["), let end = words.firstIndex(of: "]") {
      code = words[words.index(after: words.startIndex)..<end].split(separator: " ").map(String.init)
      words = words[words.index(after: end)...].drop { $0 == " " }
    } else {
      code = []
    }
    let scalars = words.unicodeScalars.prefix(300).filter {
      $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
    }
    text = String(String.UnicodeScalarView(scalars))
  }

  /// The number that a code such as `UIDVALIDITY` gives.
  func number(_ name: String) -> UInt32? {
    guard code.count == 2, code[0].uppercased() == name else { return nil }
    return UInt32(code[1])
  }

  func has(_ name: String) -> Bool { code.first?.uppercased() == name }
}

/// What FETCH told of one message; nil for what it did not tell.
struct IMAPFetch: Equatable {
  var uid: UInt32?
  /// In lower case.
  var flags: Set<String>?
  var size: Int?
  /// When the server got it: UTC seconds since 1970.
  var internalDate: Int64?
  /// The message, or the piece of it that was asked for.
  var body: [UInt8]?

  /// When the server got it, in microseconds.
  var received: Int64? {
    internalDate.flatMap { seconds in
      let (time, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
      return overflow ? nil : time
    }
  }

  init(_ values: [IMAPValue]) {
    var index = 0
    while index + 1 < values.count {
      note(values[index].text?.uppercased() ?? "", values[index + 1])
      index += 2
    }
  }

  private mutating func note(_ name: String, _ value: IMAPValue) {
    switch name {
    case "UID": uid = value.number.flatMap { UInt32(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    case "RFC822.SIZE": size = value.number
    case "INTERNALDATE": internalDate = value.text.flatMap(IMAPDate.seconds)
    case "FLAGS":
      if case .list(let words) = value { flags = Set(words.compactMap { $0.text?.lowercased() }) }
    default:
      if name.hasPrefix("BODY[]") { body = value.bytes }
    }
  }
}

/// `17-Jul-1996 02:44:25 -0700` (RFC 9051 §9, date-time).
enum IMAPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// UTC seconds since 1970; nil for what is no such date.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split(separator: " ")
    guard words.count == 3 else { return nil }
    let date = words[0].split(separator: "-")
    let time = words[1].split(separator: ":").compactMap { Int64($0) }
    guard date.count == 3, time.count == 3, let day = Int64(date[0]), let year = Int64(date[2]),
      let zone = Int64(words[2]),
      let month = months.firstIndex(of: date[1].lowercased()), (1...31).contains(day), (1...9999).contains(year),
      (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]), abs(zone) <= 1500
    else { return nil }
    let offset = (abs(zone) / 100 * 60 + abs(zone) % 100) * 60 * (zone < 0 ? -1 : 1)
    return days(year, Int64(month) + 1, day) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2] - offset
  }

  /// Days since 1970-01-01 of a date of the Gregorian calendar, whose years begin in March here.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
