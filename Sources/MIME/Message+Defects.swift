extension Message {
  /// All that is wrong with the message: its structure, its fields and its bodies, by place.
  ///
  /// This decodes every body; who decodes them anyway has `structureDefects`, `fieldDefects` and what `decode` returns.
  public var defects: [Defect] {
    var defects = structureDefects + fieldDefects
    for part in leaves where defects.count < limits.defects {
      defects += part.type == "text" ? decodeText(part).defects : decode(part).defects
    }
    return Array(defects.sorted { $0.offset < $1.offset }.prefix(limits.defects))
  }

  /// What is wrong with the fields of the root's header.
  public var fieldDefects: [Defect] {
    var list = DefectList(limit: limits.defects)
    let headers = headers
    if headers.isEmpty { list.add(.noHeader, at: 0, "all was read as a body") }
    noteRepeated(in: headers, &list)
    if let date = headers[.date], self.date == nil {
      list.add(.badDate, at: date.valueRange.lowerBound, "no date could be read")
    }
    for name in Self.addressed {
      if let field = headers[name], let place = AddressList(field.rawValue, limits: limits).firstBad {
        list.add(.badAddress, at: place, "an entry of \(name.text) that is no address was skipped")
      }
    }
    if let root = parts.first, !bytes[root.headerRange].isPlainASCII {
      for field in headers { noteBytes(of: field, in: &list) }
    }
    return list.found
  }

  /// Notes each field that may stand once and stands again, in one pass.
  private func noteRepeated(in headers: HeaderList, _ list: inout DefectList) {
    var seen: UInt32 = 0
    for index in headers.span {
      guard let place = Self.singleKeys.firstIndex(of: headers.records[index].key) else { continue }
      let name = Self.single[place]
      guard headers.matches(index, name) else { continue }
      let bit: UInt32 = 1 << UInt32(place)
      if seen & bit != 0 {
        let offset = headers.records[index].start
        list.add(.duplicateField, at: offset, "of several \(name.text) the first was read")
      }
      seen |= bit
    }
  }

  private func noteBytes(of field: HeaderField, in list: inout DefectList) {
    let value = field.rawValue
    guard value.contains(where: { $0 >= 0x80 || $0 == 0 }) else { return }
    if let place = value.firstIndex(of: 0) { list.add(.nulByte, at: place, "a NUL in a header") }
    let isUTF8 = value.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
    if !isUTF8 {
      let place = value.firstIndex { $0 >= 0x80 } ?? value.startIndex
      list.add(.eightBitHeader, at: place, "8-bit text that is not UTF-8 was read as windows-1252")
    }
  }

  private static let single: [HeaderName] = [
    .subject, .from, .sender, .replyTo, .to, .cc, .date, .messageID, .inReplyTo, .references, .contentType,
    .contentTransferEncoding, .contentDisposition,
  ]

  private static let singleKeys = single.map(\.key)

  private static let addressed: [HeaderName] = [.from, .sender, .replyTo, .to, .cc]
}
