/// A moment, and the zone in which somebody wrote it down.
public struct DateTime: Sendable, Hashable, CustomStringConvertible {
  /// Seconds since 1970-01-01 00:00 UTC.
  public var seconds: Int64

  /// Minutes east of Greenwich.
  public var zoneMinutes: Int

  /// Makes a moment; a zone beyond a day is none.
  public init(seconds: Int64, zoneMinutes: Int = 0) {
    self.seconds = seconds
    self.zoneMinutes = abs(zoneMinutes) < 24 * 60 ? zoneMinutes : 0
  }

  /// RFC 3339 in UTC: `2006-01-02T15:04:05Z`.
  public var description: String {
    let (year, month, day) = Calendar.civil(fromDays: seconds.floored(by: 86_400))
    let time = seconds.remainder(of: 86_400)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))Z"
  }

  /// RFC 5322 §3.3, in its own zone: `Mon, 02 Jan 2006 15:04:05 +0000`.
  public var headerText: String {
    let (local, overflow) = seconds.addingReportingOverflow(Int64(zoneMinutes) * 60)
    let moment = overflow ? seconds : local
    let days = moment.floored(by: 86_400)
    let (year, month, day) = Calendar.civil(fromDays: days)
    let time = moment.remainder(of: 86_400)
    let weekday = Calendar.weekdays[Int((days + 4).remainder(of: 7))]
    let zone = Int64(abs(zoneMinutes))
    return "\(weekday), \(padded(day, 2)) \(Calendar.months[Int(month) - 1]) \(padded(year, 4)) "
      + "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2)) "
      + "\(zoneMinutes < 0 ? "-" : "+")\(padded(zone / 60, 2))\(padded(zone % 60, 2))"
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// The Gregorian calendar in both directions, before and after its time.
enum Calendar {
  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  /// Days since 1970-01-01 of a date; the year begins in March, so that the leap day ends it.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year.floored(by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}

extension Int64 {
  /// The quotient rounded down.
  fileprivate func floored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// The remainder that is never negative.
  fileprivate func remainder(of divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
