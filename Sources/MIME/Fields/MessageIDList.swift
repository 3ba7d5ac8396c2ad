/// The ids of Message-ID, In-Reply-To and References, without their angle brackets.
enum MessageIDList {
  /// The ids in angle brackets, in order; where there is no bracket at all, the words that look like ids.
  static func read(_ value: ArraySlice<UInt8>, limits: Limits) -> [String] {
    var ids: [String] = []
    var cursor = FieldCursor(value)
    var hasBracket = false
    while !cursor.isAtEnd, ids.count < limits.listEntries {
      _ = cursor.take { $0 == Byte.openAngle }
      guard cursor.take(Byte.openAngle) else { break }
      hasBracket = true
      // An id whose closing bracket is missing ends where the next one begins.
      let id = cursor.take { $0 == Byte.closeAngle || $0 == Byte.openAngle }
      let text = text(id)
      if !text.isEmpty { ids.append(text) }
    }
    if hasBracket { return ids }
    return value.split { $0.isWhitespace || $0 == Byte.comma }
      .filter { $0.contains(Byte.at) }.prefix(limits.listEntries).map { text($0) }
  }

  /// The id of a Message-ID field: the first in brackets, else the whole value.
  static func first(_ value: ArraySlice<UInt8>) -> String? {
    let trimmed = value.trimmed
    guard let open = trimmed.firstIndex(of: Byte.openAngle) else {
      let id = text(trimmed)
      return id.isEmpty ? nil : id
    }
    let after = trimmed[(open + 1)...]
    let id = text(after.prefix { $0 != Byte.closeAngle })
    return id.isEmpty ? nil : id
  }

  /// White space inside an id comes of folding, and is none of it.
  private static func text(_ id: ArraySlice<UInt8>) -> String {
    String(decoding: id.lazy.filter { !$0.isWhitespace }, as: UTF8.self)
  }
}
