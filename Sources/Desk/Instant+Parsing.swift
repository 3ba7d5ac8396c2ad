/// A day of the Gregorian calendar.
package struct CivilDate: Sendable, Equatable {
  package let year, month, day: Int

  /// Reads `2026-11-24`; nil for what is no day of the calendar.
  package init?(parsing text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let found = reader.date(), reader.isAtEnd else { return nil }
    self = found
  }

  fileprivate init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    self.year = year
    self.month = month
    self.day = day
    // The 30th of February comes back as another day.
    let civil = CivilTime(Instant(seconds: Int64(daysSinceEpoch) * 86_400))
    guard civil.month == month, civil.day == day else { return nil }
  }

  /// In eras of 400 years, so that the leap day is the last of its year.
  fileprivate var daysSinceEpoch: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Instant {
  /// Reads RFC 3339, in UTC or with an offset; digits beyond a microsecond are dropped.
  package init?(parsing text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let date = reader.date(), reader.takes("Tt "), let hour = reader.number(2, below: 24), reader.takes(":"),
      let minute = reader.number(2, below: 60), reader.takes(":"), let second = reader.number(2, below: 61),
      let microsecond = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(microsecond))
  }
}

/// Walks over the digits and separators of a date.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func takes(_ separators: StaticString) -> Bool {
    guard let byte = rest.first, separators.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int, below bound: Int) -> Int? {
    let digits = rest.prefix(width)
    guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest.removeFirst(width)
    let value = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    return value < bound ? value : nil
  }

  mutating func date() -> CivilDate? {
    guard let year = number(4, below: 10_000), takes("-"), let month = number(2, below: 13), takes("-"),
      let day = number(2, below: 32)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// Microseconds; 0 where no fraction is written.
  mutating func fraction() -> Int? {
    guard takes(".") else { return 0 }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest[digits.endIndex...]
    let six = Array(digits.prefix(6)) + [UInt8](repeating: 0x30, count: max(0, 6 - digits.count))
    return six.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  /// Seconds east of Greenwich: `Z`, `+01:00`.
  mutating func offset() -> Int? {
    if takes("Zz") { return 0 }
    let isEast = takes("+")
    guard isEast || takes("-"), let hours = number(2, below: 24), takes(":"), let minutes = number(2, below: 60) else {
      return nil
    }
    return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
  }
}
