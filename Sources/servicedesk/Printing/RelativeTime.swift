import Desk

/// Times as people say them: `in 40m`, `2h over`, `3 h ago`.
enum RelativeTime {
  /// When something is due.
  static func due(_ due: Instant, now: Instant) -> String {
    let left = due.since(now).seconds
    return left < 0 ? "\(short(-left)) over" : "in \(short(left))"
  }

  /// How long ago something happened; what lies ahead, by a clock that differs, is `just now`.
  static func ago(_ then: Instant, now: Instant) -> String {
    let seconds = now.since(then).seconds
    return seconds < 5 ? "just now" : "\(long(seconds)) ago"
  }

  /// A length of time in one unit, rounded down: `40m`, `5h`, `3d`.
  static func short(_ seconds: Int64) -> String {
    let (count, unit) = largest(seconds, ["s", "m", "h", "d"])
    return "\(Figure.grouped(count))\(unit)"
  }

  /// The same with a space: `40 s`, `5 min`, `3 h`, `2 d`.
  static func long(_ seconds: Int64) -> String {
    let (count, unit) = largest(seconds, ["s", "min", "h", "d"])
    return "\(Figure.grouped(count)) \(unit)"
  }

  /// Two units of hours say more than one day up to two days.
  private static func largest(_ seconds: Int64, _ units: [String]) -> (Int64, String) {
    switch max(0, seconds) {
    case ..<60: (max(0, seconds), units[0])
    case ..<3600: (seconds / 60, units[1])
    case ..<172_800: (seconds / 3600, units[2])
    default: (seconds / 86_400, units[3])
    }
  }
}
