import Desk

extension Shown {
  /// `08:56` today, else with its day: for lines that stand in the order of their times.
  func brief(_ instant: Instant) -> String {
    local(instant).isSameDay(as: local(now)) ? clock(instant) : exact(instant)
  }
}
