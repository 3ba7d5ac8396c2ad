import Desk

/// Moments as people write them on a command line.
enum TimeWord {
  static let forms = "today, yesterday, 24h, 7d, 2026-11-24 or 2026-11-24T09:00:00Z"

  /// When something began: `today` and a date are midnight in local time, `7d` is that long ago.
  ///
  /// - Throws: `UsageError`.
  static func since(_ text: String, now: Instant) throws -> Instant {
    let word = text.lowercased()
    let found: Instant? =
      switch word {
      case "today": LocalTime.midnight(daysBefore: 0, now)
      case "yesterday": LocalTime.midnight(daysBefore: 1, now)
      default: Quantity.span(word).map { now - $0 } ?? date(text) ?? instant(text)
      }
    guard let found else { throw UsageError("no moment '\(text)'. Write \(forms)") }
    return found
  }

  /// RFC 3339, in UTC or with an offset.
  static func instant(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let day = number(bytes[0..<4], "-", bytes[5..<7], "-", bytes[8..<10], in: bytes, at: 4, 7),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      let time = number(bytes[11..<13], ":", bytes[14..<16], ":", bytes[17..<19], in: bytes, at: 13, 16),
      (1...12).contains(day.1), (1...31).contains(day.2), time.0 < 24, time.1 < 60, time.2 <= 60
    else { return nil }
    var rest = bytes[19...]
    var micros: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      for place in 0..<6 {
        let digit = digits.startIndex + place < digits.endIndex ? Int64(digits[digits.startIndex + place]) - 0x30 : 0
        micros = micros * 10 + digit
      }
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = offset(rest) else { return nil }
    let seconds = daysSinceEpoch(day.0, day.1, day.2) * 86_400 + time.0 * 3600 + time.1 * 60 + time.2 - offset
    return Instant(microseconds: seconds * 1_000_000 + micros)
  }

  private static func date(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, let day = number(bytes[0..<4], "-", bytes[5..<7], "-", bytes[8..<10], in: bytes, at: 4, 7)
    else { return nil }
    return LocalTime.midnight(year: Int(day.0), month: Int(day.1), day: Int(day.2))
  }

  /// Three numbers with separators at two places.
  private static func number(
    _ first: ArraySlice<UInt8>, _ separator: Character, _ second: ArraySlice<UInt8>, _ other: Character,
    _ third: ArraySlice<UInt8>, in bytes: [UInt8], at place: Int, _ next: Int
  ) -> (Int64, Int64, Int64)? {
    guard bytes[place] == separator.asciiValue, bytes[next] == other.asciiValue, let first = digits(first),
      let second = digits(second), let third = digits(third)
    else { return nil }
    return (first, second, third)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  /// Seconds east of Greenwich: `Z`, `+01:00`.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
    let zone = Array(zone)
    if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = digits(zone[1..<3]),
      let minutes = digits(zone[4..<6]), hours < 24, minutes < 60
    else { return nil }
    switch zone[0] {
    case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
    default: return nil
    }
  }

  /// Days of the proleptic Gregorian calendar, in eras of 400 years.
  private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
