/// The days that a report is about, each from one midnight to the next in the zone of whoever asks.
package struct ReportPeriod: Sendable, Equatable {
  /// A day of the calendar.
  package struct Day: Sendable, Equatable {
    /// As `2026-11-24`.
    package var date: String
    package var start: Instant

    package init(date: String, start: Instant) {
      self.date = date
      self.start = start
    }
  }

  /// In order.
  package let days: [Day]
  /// Where the last day ends.
  package let end: Instant

  package init(days: [Day], end: Instant) {
    self.days = days
    self.end = end
  }

  package var start: Instant { days.first?.start ?? end }

  /// Which day an instant belongs to; nil outside the period.
  package func index(of instant: Instant) -> Int? {
    guard !days.isEmpty, instant < end, instant >= start else { return nil }
    var (low, high) = (0, days.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if days[middle].start <= instant { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
