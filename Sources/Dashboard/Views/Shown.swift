import Desk
import Foundation

/// Times and figures as people read them, in the desk's zone and the reader's language.
struct Shown {
  let now: Instant
  let zone: TimeZone
  let words: Catalogue
  private let today: CivilTime
  private let yesterday: CivilTime
  private let days: [Substring]
  private let months: [Substring]

  init(now: Instant, timezone: String, words: Catalogue) {
    self.now = now
    zone = TimeZone(identifier: timezone) ?? TimeZone(secondsFromGMT: 0) ?? .current
    self.words = words
    today = Self.local(now, zone)
    yesterday = Self.local(now - .days(1), zone)
    days = words("time.days").split(separator: " ")
    months = words("time.months").split(separator: " ")
  }

  /// `4 min`, `2 h`, `3 d`: how long ago, in one unit.
  func ago(_ instant: Instant) -> String {
    let seconds = max(0, now.since(instant).seconds)
    return seconds < 60 ? words("time.now") : span(seconds, units: 1)
  }

  /// `2 h 10 m`: a length of time in at most two units.
  func span(_ seconds: Int64, units: Int = 2) -> String {
    let sizes: [(Int64, String)] = [(86_400, "time.d"), (3600, "time.h"), (60, "time.min")]
    var rest = max(seconds, 60)
    var parts: [String] = []
    for (size, key) in sizes where parts.count < units && rest >= size {
      parts.append("\(rest / size)\u{202F}\(words(parts.isEmpty ? key : key + ".second"))")
      rest %= size
      if rest < 60 { break }
    }
    return parts.joined(separator: " ")
  }

  /// `Today 08:56`, `Yesterday 17:03`, `Wed 25 Nov 10:14`, and with the year where it is another.
  func exact(_ instant: Instant) -> String {
    let then = local(instant)
    let time = Self.clock(then)
    if then.isSameDay(as: today) { return words("time.today") + " " + time }
    if then.isSameDay(as: yesterday) { return words("time.yesterday") + " " + time }
    return words(
      then.year == today.year ? "time.date" : "time.dateYear",
      [
        "weekday": Self.name(then.weekday, of: days), "d": String(then.day),
        "month": Self.name(then.month - 1, of: months), "year": String(then.year), "time": time,
      ])
  }

  /// `14:06`, in the desk's zone.
  func clock(_ instant: Instant) -> String { Self.clock(local(instant)) }

  /// `14:06:31`, in the desk's zone.
  func clockWithSeconds(_ instant: Instant) -> String {
    let civil = local(instant)
    return Self.clock(civil) + ":" + Self.twoDigits(civil.second)
  }

  /// On the calendar of the desk's zone.
  func local(_ instant: Instant) -> CivilTime { Self.local(instant, zone) }

  private static func local(_ instant: Instant, _ zone: TimeZone) -> CivilTime {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)
    return CivilTime(instant + .seconds(Int64(zone.secondsFromGMT(for: date))))
  }

  private static func name(_ index: Int, of names: [Substring]) -> String {
    names.indices.contains(index) ? String(names[index]) : ""
  }

  private static func clock(_ civil: CivilTime) -> String { twoDigits(civil.hour) + ":" + twoDigits(civil.minute) }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  /// A `<time>` element's `datetime`: RFC 3339 in UTC.
  func machine(_ instant: Instant) -> String { instant.description }

  /// A date by a Unicode pattern, in the desk's zone and the reader's language.
  func date(_ instant: Instant, _ pattern: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: words.language == .german ? "de_DE" : "en_GB")
    formatter.timeZone = zone
    formatter.dateFormat = pattern
    return formatter.string(from: Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000))
  }

  /// `12 480`, with a thin space that does not break.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digits.count > 4 { result += "\u{202F}" }
      result.append(digit)
    }
    return number < 0 ? "−" + result : result
  }

  /// `184 kB`.
  static func bytes(_ count: Int) -> String {
    let sizes: [(Int, String)] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")]
    guard let (size, unit) = sizes.first(where: { count >= $0.0 }) else { return "\(count)\u{202F}B" }
    let tenths = count / (size / 10)
    return tenths < 100 && tenths % 10 != 0
      ? "\(tenths / 10).\(tenths % 10)\u{202F}\(unit)" : "\((tenths + 5) / 10)\u{202F}\(unit)"
  }
}

extension CivilTime {
  func isSameDay(as other: CivilTime) -> Bool {
    year == other.year && month == other.month && day == other.day
  }
}
