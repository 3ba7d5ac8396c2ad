extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, such as `2026-11-24T09:12:00Z`; microseconds only where they are not zero.
  package var description: String {
    let civil = CivilTime(self)
    var text = CivilTime.padded(civil.year, 4)
    text += "-" + CivilTime.padded(civil.month, 2) + "-" + CivilTime.padded(civil.day, 2)
    text += "T" + CivilTime.padded(civil.hour, 2) + ":" + CivilTime.padded(civil.minute, 2)
    text += ":" + CivilTime.padded(civil.second, 2)
    if civil.microsecond != 0 {
      text += "." + CivilTime.padded(civil.microsecond, 6)
    }
    return text + "Z"
  }
}

/// An instant on the proleptic Gregorian calendar in UTC.
package struct CivilTime: Sendable, Equatable {
  package let year, month, day, hour, minute, second, microsecond: Int

  /// 0 is Sunday.
  package let weekday: Int

  package init(_ instant: Instant) {
    let seconds = instant.seconds
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      days -= 1
      rest += 86_400
    }
    // Days since 0000-03-01 in eras of 400 years, so that the leap day is the last of its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    hour = Int(rest / 3600)
    minute = Int(rest % 3600 / 60)
    second = Int(rest % 60)
    microsecond = Int(instant.microseconds &- seconds &* 1_000_000)
    let day = (days + 4) % 7
    weekday = Int(day < 0 ? day + 7 : day)
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}

extension Instant {
  /// Midnight in UTC of a date of the proleptic Gregorian calendar; nil for a day that it does not have.
  package static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Instant? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Years begin in March, in eras of 400 years, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let found = Instant(seconds: Int64(days) * 86_400)
    return CivilTime(found).day == day ? found : nil
  }
}
