import Desk
import Glibc

/// Moments in the time zone of whoever reads the screen, without the cost of a date formatter.
enum LocalTime {
  /// `Tue 24 Nov 09:12`, with the year where it is not this one.
  static func full(_ instant: Instant, now: Instant) -> String {
    let parts = civil(instant)
    let year = parts.tm_year == civil(now).tm_year ? "" : " \(parts.tm_year + 1900)"
    return "\(weekday(parts)) \(parts.tm_mday) \(month(parts))\(year) \(clock(parts))"
  }

  /// As short as is clear: `09:12` today, `Tue 09:12` within six days, else as `full`.
  static func short(_ instant: Instant, now: Instant) -> String {
    let parts = civil(instant)
    let today = civil(now)
    if parts.tm_year == today.tm_year, parts.tm_yday == today.tm_yday { return clock(parts) }
    let age = now.since(instant).seconds
    return age >= 0 && age < 6 * 86_400 ? "\(weekday(parts)) \(clock(parts))" : full(instant, now: now)
  }

  /// `2026-11-24 09:12:40`, for logs.
  static func exact(_ instant: Instant) -> String {
    let parts = civil(instant)
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date) \(clock(parts)):\(two(parts.tm_sec))"
  }

  /// Midnight of the day that `days` lie back, in local time; nil for a day that the calendar does not have.
  static func midnight(daysBefore days: Int, _ now: Instant) -> Instant? {
    var parts = civil(now)
    return instant(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday) - days, &parts)
  }

  /// Midnight of a date in local time; nil for a day that the calendar does not have.
  static func midnight(year: Int, month: Int, day: Int) -> Instant? {
    var parts = tm()
    guard let found = instant(year: year, month: month, day: day, &parts), Int(parts.tm_mday) == day else { return nil }
    return found
  }

  private static func instant(year: Int, month: Int, day: Int, _ parts: inout tm) -> Instant? {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month - 1)
    parts.tm_mday = Int32(clamping: day)
    parts.tm_isdst = -1
    let seconds = mktime(&parts)
    return seconds == -1 && parts.tm_year != 69 ? nil : Instant(seconds: Int64(seconds))
  }

  private static func civil(_ instant: Instant) -> tm {
    var seconds = time_t(instant.seconds)
    var parts = tm()
    // A moment beyond the years that C can count is shown as 1970: only a broken file holds one.
    if localtime_r(&seconds, &parts) == nil { parts.tm_year = 70 }
    return parts
  }

  private static func weekday(_ parts: tm) -> String {
    ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday) % 7]
  }

  private static func month(_ parts: tm) -> String {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Int(parts.tm_mon) % 12]
  }

  private static func clock(_ parts: tm) -> String { "\(two(parts.tm_hour)):\(two(parts.tm_min))" }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
