/// The groups of fields in a `message/delivery-status` body: one for the message, then one for each recipient.
struct StatusFields {
  let groups: [HeaderList]

  init(_ bytes: [UInt8], limits: Limits) {
    let reader = HeaderReader(bytes: bytes, limits: limits)
    var records: [FieldRecord] = []
    var defects = DefectList(limit: 1)
    var spans: [Range<Int>] = []
    var position = 0
    while position < bytes.count, spans.count < limits.listEntries {
      let block = reader.read(from: position, records: &records, defects: &defects) { _ in false }
      spans += Self.groups(block.fields, of: records)
      // A line that is no field ends a block where it stands: step over it, so that each turn goes on.
      position = block.bodyStart > position ? block.bodyStart : bytes.lineEnd(from: position, to: bytes.count)
    }
    groups = spans.prefix(limits.listEntries).map { HeaderList(bytes: bytes, records: records, span: $0) }
  }

  /// QUIRK: AOL and others leave out the empty line between two recipients, whose fields then stand in one block.
  private static func groups(_ block: Range<Int>, of records: [FieldRecord]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = block.lowerBound
    var seen: Set<UInt32> = []
    for place in block {
      let key = records[place].key
      guard key == HeaderName.finalRecipient.key || key == HeaderName.originalRecipient.key else { continue }
      if !seen.insert(key).inserted {
        groups.append(start..<place)
        start = place
        seen = [key]
      }
    }
    if start < block.upperBound { groups.append(start..<block.upperBound) }
    return groups
  }
}

extension HeaderList {
  /// The text after the type in `rfc822; a@b`, or all where no type is given.
  func typedText(_ name: HeaderName) -> String? {
    guard let text = self[name]?.text else { return nil }
    guard let semicolon = text.firstIndex(of: ";"), !text[..<semicolon].contains("@") else { return text }
    let value = text[text.index(after: semicolon)...]
    return String(decoding: Array(value.utf8).trimmed, as: UTF8.self)
  }
}
