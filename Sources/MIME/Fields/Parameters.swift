/// One parameter of a Content-Type or Content-Disposition.
public struct Parameter: Sendable, Hashable {
  /// The name, in lower case, without RFC 2231's marks.
  public let name: String

  /// The value, decoded.
  public let value: String
}

/// The parameters after a media type or a disposition, with RFC 2231's continuations and charsets undone.
struct Parameters {
  /// The parameters in the order in which their names first appear.
  let list: [Parameter]
  private let pieces: [Piece]

  /// A `name*2*=value` as it stands.
  private struct Piece {
    var name: [UInt8]
    /// The number of a continuation; nil for a parameter in one piece.
    var section: Int?
    /// Whether the value is percent-encoded, and its first piece begins with charset and language.
    var isExtended: Bool
    var value: [UInt8]
  }

  /// Reads what follows the type in a Content-Type's value.
  init(after value: ArraySlice<UInt8>, limits: Limits) {
    self.init(value.drop { $0 != Byte.semicolon }, limits: limits)
  }

  /// Reads `; name=value; name*0*=…`.
  init(_ value: ArraySlice<UInt8>, limits: Limits) {
    pieces = Self.pieces(value, limit: limits.listEntries)
    var list: [Parameter] = []
    var names = Set<[UInt8]>()
    var groups: [[UInt8]: [Piece]] = [:]
    for piece in pieces { groups[piece.name, default: []].append(piece) }
    for piece in pieces where names.insert(piece.name).inserted {
      list.append(
        Parameter(name: String(decoding: piece.name, as: UTF8.self), value: Self.join(groups[piece.name] ?? [piece])))
    }
    self.list = list
  }

  /// The undecoded bytes of a parameter, as boundaries need them.
  func raw(_ name: String) -> [UInt8]? {
    let own = pieces.filter { $0.name.elementsEqual(name.utf8) }
    guard let first = own.first else { return nil }
    if first.section == nil && !first.isExtended { return first.value }
    return Array(Self.join(own).utf8)
  }

  private static func pieces(_ value: ArraySlice<UInt8>, limit: Int) -> [Piece] {
    var cursor = FieldCursor(value)
    var pieces: [Piece] = []
    while !cursor.isAtEnd, pieces.count < limit {
      cursor.skipComments()
      if cursor.take(Byte.semicolon) { continue }
      let name = cursor.take { $0 == Byte.equals || $0 == Byte.semicolon }.trimmed
      guard cursor.take(Byte.equals) else { continue }
      cursor.skipComments()
      let value = takeValue(&cursor)
      if let piece = piece(name: name, value: value) { pieces.append(piece) }
    }
    return pieces
  }

  private static func takeValue(_ cursor: inout FieldCursor) -> [UInt8] {
    if cursor.peek == Byte.quote {
      let value = cursor.takeQuoted()
      // Whatever stands between the closing quote and the next semicolon is a comment or junk.
      _ = cursor.take { $0 == Byte.semicolon }
      return value
    }
    // QUIRK: file names with spaces are sent without quotes; only a semicolon ends a value.
    let raw = cursor.take { $0 == Byte.semicolon }.trimmed
    return raw.filter { $0 != Byte.carriageReturn && $0 != Byte.lineFeed }
  }

  /// Takes RFC 2231's marks off the name: `filename*1*` is section 1, extended.
  private static func piece(name: ArraySlice<UInt8>, value: [UInt8]) -> Piece? {
    var fields = name.split(separator: Byte.star, omittingEmptySubsequences: false)
    guard let base = fields.first, !base.isEmpty else { return nil }
    fields.removeFirst()
    let isExtended = fields.last?.isEmpty ?? false
    if isExtended { fields.removeLast() }
    let section = fields.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    return Piece(
      name: base.trimmed.map(\.lowercased), section: section.flatMap { $0 >= 0 ? $0 : nil }, isExtended: isExtended,
      value: value)
  }

  /// Makes one value of the pieces that bear one name: RFC 2231's form is preferred to a plain one beside it.
  private static func join(_ own: [Piece]) -> String {
    if let whole = own.first(where: { $0.section == nil && $0.isExtended }) {
      let (charset, bytes) = extended(whole.value)
      return text(bytes, charset: charset)
    }
    let sections = own.filter { $0.section != nil }.sorted { ($0.section ?? 0) < ($1.section ?? 0) }
    if let first = sections.first {
      var charset: Charset?
      var bytes: [UInt8] = []
      var isAnyExtended = false
      for section in sections {
        guard section.isExtended else {
          bytes += section.value
          continue
        }
        isAnyExtended = true
        if section.section == first.section {
          let (label, value) = extended(section.value)
          charset = label
          bytes += value
        } else {
          bytes += percentDecoded(section.value[...])
        }
      }
      return isAnyExtended ? text(bytes, charset: charset) : Unstructured.text(bytes[...])
    }
    // QUIRK: RFC 2047 words have no place in a parameter, and are the commonest form there.
    return Unstructured.text((own.first?.value ?? [])[...])
  }

  /// Splits `charset'language'percent-encoded`; a value without the two apostrophes is all text.
  private static func extended(_ value: [UInt8]) -> (Charset?, [UInt8]) {
    guard let first = value.firstIndex(of: Byte.apostrophe),
      let second = value[(first + 1)...].firstIndex(of: Byte.apostrophe)
    else { return (nil, percentDecoded(value[...])) }
    return (Charset(label: value[..<first]), percentDecoded(value[(second + 1)...]))
  }

  private static func percentDecoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(value.count)
    var index = value.startIndex
    while index < value.endIndex {
      if value[index] == Byte.percent, index + 2 < value.endIndex, let high = value[index + 1].hexValue,
        let low = value[index + 2].hexValue
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(value[index])
        index += 1
      }
    }
    return decoded
  }

  private static func text(_ bytes: [UInt8], charset: Charset?) -> String {
    bytes.withUnsafeBufferPointer { (charset ?? .usASCII).decode($0).text }
  }
}
