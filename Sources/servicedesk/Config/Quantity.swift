import Desk

/// Lengths of time and sizes as people write them.
enum Quantity {
  /// A length of time: `60s`, `90m`, `24h`, `7d`, `2w`; nil for anything else.
  ///
  /// A bare 0 is no time at all.
  static func span(_ text: String) -> Span? {
    if text == "0" { return .seconds(0) }
    let units: [(String, Int64)] = [("s", 1), ("m", 60), ("min", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)]
    guard let (number, factor) = split(text, units) else { return nil }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: factor)
    // A hundred years: beyond that, adding it to a moment would say nothing.
    return overflow || seconds > 36_525 * 86_400 ? nil : .seconds(seconds)
  }

  /// A size: `500kB`, `50MB`, `1 GB`, `1024`; nil for anything else.
  static func bytes(_ text: String) -> Int? {
    let units: [(String, Int64)] = [
      ("", 1), ("b", 1), ("kb", 1 << 10), ("kib", 1 << 10), ("mb", 1 << 20), ("mib", 1 << 20), ("gb", 1 << 30),
      ("gib", 1 << 30),
    ]
    guard let (number, factor) = split(text, units) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow || bytes > 1 << 40 ? nil : Int(bytes)
  }

  private static func split(_ text: String, _ units: [(String, Int64)]) -> (Int64, Int64)? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
    guard let number = Int64(digits), let factor = units.first(where: { $0.0 == unit })?.1 else { return nil }
    return (number, factor)
  }
}
