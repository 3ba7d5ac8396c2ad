/// A moment in UTC, as integer microseconds since 1970-01-01T00:00:00Z: the one form of time that is stored.
package struct Instant: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The instant of whole `seconds` since 1970, clamped to what fits.
  package init(seconds: Int64) {
    let (value, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    microseconds = overflow ? (seconds < 0 ? .min : .max) : value
  }

  /// Whole seconds since 1970, rounded down.
  package var seconds: Int64 {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  /// The instant `span` later, clamped to what fits.
  package static func + (instant: Instant, span: Span) -> Instant {
    let (value, overflow) = instant.microseconds.addingReportingOverflow(span.microseconds)
    return Instant(microseconds: overflow ? (span.microseconds < 0 ? .min : .max) : value)
  }

  package static func - (instant: Instant, span: Span) -> Instant {
    instant + Span(microseconds: span.microseconds == .min ? .max : -span.microseconds)
  }

  /// How long after `earlier` this instant is; negative when it is before.
  package func since(_ earlier: Instant) -> Span {
    let (value, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
    return Span(microseconds: overflow ? (microseconds < 0 ? .min : .max) : value)
  }
}

/// The clock as a value: shells hand the real one in, tests a fixed one.
///
/// Rules never call it.
package typealias Now = @Sendable () -> Instant

/// A length of time in microseconds.
package struct Span: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package static func seconds(_ count: Int64) -> Span { Span(microseconds: Instant(seconds: count).microseconds) }
  package static func minutes(_ count: Int64) -> Span { .seconds(count, of: 60) }
  package static func hours(_ count: Int64) -> Span { .seconds(count, of: 3600) }
  package static func days(_ count: Int64) -> Span { .seconds(count, of: 86_400) }

  /// `count` units of so many seconds, clamped to what fits.
  private static func seconds(_ count: Int64, of unit: Int64) -> Span {
    let (value, overflow) = count.multipliedReportingOverflow(by: unit)
    return .seconds(overflow ? (count < 0 ? .min : .max) : value)
  }

  /// Whole seconds, towards zero.
  package var seconds: Int64 { microseconds / 1_000_000 }

  package static func < (left: Span, right: Span) -> Bool { left.microseconds < right.microseconds }
}
