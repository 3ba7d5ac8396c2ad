package import Desk
package import Foundation

extension ReportPeriod {
  /// More days than this are cut: a report is drawn and held in memory.
  package static let mostDays = 3660

  /// The last days up to and with the one that holds `now`, in the calendar of a zone.
  package init(days count: Int, until now: Instant, in zone: TimeZone) {
    let calendar = Self.calendar(zone)
    let today = calendar.startOfDay(for: Date(now))
    let back = (0..<max(1, min(count, Self.mostDays))).reversed()
    let starts = back.compactMap { calendar.date(byAdding: .day, value: -$0, to: today) }
    let tomorrow = calendar.date(byAdding: .day, value: 1, to: today) ?? today.addingTimeInterval(86_400)
    self.init(
      days: starts.map { calendar.startOfDay(for: $0) }.map { Day(date: Self.text($0, calendar), start: Instant($0)) },
      end: Instant(calendar.startOfDay(for: tomorrow)))
  }

  /// The days from the one that holds `since` to the one that holds `now`.
  package init(since: Instant, until now: Instant, in zone: TimeZone) {
    let calendar = Self.calendar(zone)
    let since = max(min(since, now), now - .days(Int64(Self.mostDays)))
    let first = calendar.startOfDay(for: Date(since))
    let days = calendar.dateComponents([.day], from: first, to: calendar.startOfDay(for: Date(now))).day ?? 0
    self.init(days: days + 1, until: now, in: zone)
  }

  /// As many days just before this period.
  package func before(in zone: TimeZone) -> ReportPeriod {
    ReportPeriod(days: days.count, until: start - .seconds(1), in: zone)
  }

  private static func calendar(_ zone: TimeZone) -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }

  private static func text(_ date: Date, _ calendar: Calendar) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    func padded(_ number: Int?, _ width: Int) -> String {
      let digits = String(number ?? 0)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
  }
}

extension Date {
  fileprivate init(_ instant: Instant) { self.init(timeIntervalSince1970: Double(instant.seconds)) }
}

extension Instant {
  fileprivate init(_ date: Date) { self.init(seconds: Int64(date.timeIntervalSince1970.rounded(.down))) }
}
