import Desk

/// A length of time as people say it: the largest unit that fits.
enum Elapsed {
  static func text(_ span: Span) -> String {
    let minutes = max(0, span.seconds / 60)
    switch minutes {
    case ..<60: return "\(minutes) min"
    case ..<(48 * 60): return "\(minutes / 60) h"
    default: return "\(minutes / 60 / 24) days"
    }
  }
}
