import HTTPTypes

/// What an `Accept` header takes (RFC 9110, 12.5.1).
struct MediaRanges {
  private struct Range {
    var type: Substring
    var subtype: Substring
    var quality: Double
    /// Whether parameters narrow it, so that it names no form of ours.
    var isNarrowed: Bool
  }

  private let ranges: [Range]

  /// More ranges than any client sends.
  private static let mostRanges = 32

  /// Nil takes everything.
  init(_ header: String?) {
    ranges = (header ?? "*/*").split(separator: ",").prefix(Self.mostRanges).compactMap(Self.range)
  }

  /// How much a type is wanted, from 0 to 1: the most specific range decides.
  func quality(of type: String) -> Double {
    let halves = type.split(separator: "/", maxSplits: 1)
    guard halves.count == 2 else { return 0 }
    let fitting = ranges.filter { range in
      !range.isNarrowed && (range.type == "*" || range.type == halves[0])
        && (range.subtype == "*" || range.subtype == halves[1])
    }
    func stars(_ range: Range) -> Int { (range.type == "*" ? 1 : 0) + (range.subtype == "*" ? 1 : 0) }
    return fitting.min { stars($0) < stars($1) }?.quality ?? 0
  }

  private static func range(_ text: Substring) -> Range? {
    let fields = text.lowercased().split(separator: ";").map { $0.drop { $0 == " " || $0 == "\t" } }
    guard let name = fields.first else { return nil }
    let halves = name.split(separator: "/", maxSplits: 1).map { $0.prefix { $0 != " " && $0 != "\t" } }
    guard halves.count == 2 else { return nil }
    var range = Range(type: halves[0], subtype: halves[1], quality: 1, isNarrowed: false)
    for field in fields.dropFirst() {
      if field.hasPrefix("q=") {
        range.quality = Double(field.dropFirst(2).prefix { $0 != " " }) ?? 0
      } else {
        range.isNarrowed = range.isNarrowed || !field.hasPrefix("charset=utf-8")
      }
    }
    return range
  }
}
