import Desk

/// What spoke for a priority when a message was taken in, read back from the evidence that was stored with it.
enum PriorityEvidence: Equatable {
  /// A tag in the subject, and the header that it beat.
  case tag(String, beats: String?)
  /// A tag in an answer's subject.
  case answersTag(String)
  case header(String)
  /// Nothing; with the header that was there and asked for nothing.
  case nothing(header: String?)

  /// - Parameter because: as `PriorityInference` and the thread rule write it.
  init(_ because: String) {
    if let tag = Self.between("tag ", " in the answer's subject", because) {
      self = .answersTag(tag)
    } else if let tag = Self.between("tag ", " in \"", because) {
      self = .tag(tag, beats: because.hasSuffix(")") ? Self.between("\" (beats ", ")", because, fromEnd: true) : nil)
    } else if because.hasPrefix("no tag in the subject, ") {
      self = .nothing(header: Self.between("no tag in the subject, ", " asks for nothing", because))
    } else {
      self = .header(because)
    }
  }

  /// What a priority header says: what does not ask for more or less is medium.
  static func level(ofHeader header: String) -> Priority {
    let value = header.drop { $0 != ":" }.dropFirst().drop { $0 == " " }.lowercased()
    return switch value.prefix(while: { $0.isLetter || $0.isNumber || $0 == "-" }) {
    case "1", "2", "high", "highest", "urgent": .high
    case "4", "5", "low", "lowest", "non-urgent": .low
    default: .medium
    }
  }

  /// What stands between two marks; `fromEnd` where words of a stranger may hold the first one as well.
  private static func between(_ start: String, _ end: String, _ text: String, fromEnd: Bool = false) -> String? {
    guard let open = fromEnd ? text.ranges(of: start).last : text.firstRange(of: start),
      let close = text[open.upperBound...].firstRange(of: end), fromEnd || open.lowerBound == text.startIndex
    else { return nil }
    return String(text[open.upperBound..<close.lowerBound])
  }
}
