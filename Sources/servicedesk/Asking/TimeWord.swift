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
      default: Quantity.span(word).map { now - $0 } ?? date(text) ?? Instant(parsing: text)
      }
    guard let found else { throw UsageError("no moment '\(text)'. Write \(forms)") }
    return found
  }

  private static func date(_ text: String) -> Instant? {
    CivilDate(parsing: text).flatMap { LocalTime.midnight(year: $0.year, month: $0.month, day: $0.day) }
  }
}
