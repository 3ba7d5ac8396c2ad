/// Reads one header: field after field, up to the empty line, a boundary of the multipart around it, or what is no header.
struct HeaderReader {
  let bytes: [UInt8]
  let limits: Limits

  /// Where one header was found to be and what came after it.
  struct Block {
    var fields: Range<Int>
    var range: Range<Int>
    var bodyStart: Int
    /// The places, within `records`, of the two fields that decide how the body is read.
    var contentType: Int?
    var transferEncoding: Int?
  }

  /// Reads the header that begins at `start`, appending its fields to `records`.
  ///
  /// - Parameter isBoundary: whether the line in this range ends the part it stands in.
  func read(
    from start: Int, records: inout [FieldRecord], defects: inout DefectList, isBoundary: (Range<Int>) -> Bool
  ) -> Block {
    let first = records.count
    var block = Block(fields: first..<first, range: start..<start, bodyStart: start)
    let readable = start + min(limits.headerBytes, bytes.count - start)
    var position = skipEnvelopeLine(at: start)
    block.range = position..<position
    block.bodyStart = position
    var overflow = false
    /// Where the next field is known to stand, while junk before it is skipped.
    var nextField = position
    while position < bytes.count {
      let end = bytes.lineEnd(from: position, to: bytes.count)
      let line = bytes.withoutLineBreak(position..<end)
      if line.isEmpty {
        block.bodyStart = end
        break
      }
      if bytes[position].isBlank {
        guard records.count > first || overflow else {
          // QUIRK: a first line of blanks only is an empty line to every parser; one with words is not a field.
          if isBlank(line) {
            block.bodyStart = end
            break
          }
          defects.add(.malformedHeader, at: position, "a continuation of nothing was skipped")
          position = end
          block.bodyStart = end
          continue
        }
        if !overflow { records[records.count - 1].end = line.upperBound }
      } else if bytes[position] == Byte.hyphen, isBoundary(line) {
        defects.add(.noHeaderEnd, at: position, "a boundary ended the header")
        block.bodyStart = position
        break
      } else if let (nameEnd, valueStart, key) = fieldName(line) {
        if records.count - first >= limits.headerFields || position >= readable {
          if !overflow { defects.add(.headerLimit, at: position, "the fields from here on were skipped") }
          overflow = true
        } else {
          let record = FieldRecord(
            start: position, nameEnd: nameEnd, valueStart: valueStart, end: line.upperBound, key: key)
          note(record, at: records.count, in: &block)
          records.append(record)
        }
      } else {
        if position >= nextField {
          // What begins with hyphens is a boundary, if only of the part whose header this is.
          let isRule = bytes[line].starts(with: [Byte.hyphen, Byte.hyphen])
          guard !isRule, let found = fieldAhead(of: end) else {
            defects.add(.noHeaderEnd, at: position, "the body begins at a line that is no field")
            block.bodyStart = position
            break
          }
          nextField = found
        }
        defects.add(.malformedHeader, at: position, "a line that is no field was skipped")
      }
      position = end
      block.bodyStart = end
    }
    block.fields = first..<records.count
    block.range = block.range.lowerBound..<max(block.range.lowerBound, position)
    return block
  }

  /// QUIRK: mbox files, `formail` and some spools leave the envelope line `From a@b Mon Jan…` before the header.
  private func skipEnvelopeLine(at start: Int) -> Int {
    guard start == 0 else { return start }
    let begin = bytes.first == Byte.closeAngle ? 1 : 0
    guard bytes[min(begin, bytes.count)...].starts(with: "From ".utf8) else { return start }
    return bytes.lineEnd(from: start, to: bytes.count)
  }

  /// The end of the name, the start of the value and the key of the field that `line` begins, or nil.
  private func fieldName(_ line: Range<Int>) -> (nameEnd: Int, valueStart: Int, key: UInt32)? {
    var key = HeaderName.initialKey
    var index = line.lowerBound
    while index < line.upperBound {
      let byte = bytes[index]
      if byte == Byte.colon { return index > line.lowerBound ? (index, index + 1, key) : nil }
      guard byte > Byte.space, byte != 0x7F else { break }
      key = HeaderName.extend(key, byte)
      index += 1
    }
    // Obsolete syntax (RFC 5322 §4.5) allows blanks between name and colon.
    let nameEnd = index
    while index < line.upperBound, bytes[index].isBlank { index += 1 }
    guard nameEnd > line.lowerBound, index < line.upperBound, bytes[index] == Byte.colon else { return nil }
    return (nameEnd, index + 1, key)
  }

  private func note(_ record: FieldRecord, at place: Int, in block: inout Block) {
    if record.key == HeaderName.contentType.key {
      if block.contentType == nil { block.contentType = place }
    } else if record.key == HeaderName.contentTransferEncoding.key {
      if block.transferEncoding == nil { block.transferEncoding = place }
    }
  }

  /// Where, after a line that is no field, the header goes on; nil where that line is the body's first.
  ///
  /// QUIRK: programs that unfold or re-indent leave halves of fields at the start of a line, and others leave out the
  /// empty line before the body. What decides is whether a field follows before an empty line or a boundary does.
  private func fieldAhead(of start: Int) -> Int? {
    let window = start + min(8192, bytes.count - start)
    var position = start
    while position < window {
      let end = bytes.lineEnd(from: position, to: window)
      let line = bytes.withoutLineBreak(position..<end)
      if line.isEmpty || bytes[line].starts(with: [Byte.hyphen, Byte.hyphen]) { return nil }
      if let (nameEnd, valueStart, _) = fieldName(line), isWord(line.lowerBound..<nameEnd), nameEnd + 1 == valueStart {
        return position
      }
      position = end
    }
    return nil
  }

  private func isWord(_ name: Range<Int>) -> Bool {
    bytes[name].allSatisfy { $0.isLetter || $0.isDigit || $0 == Byte.hyphen || $0 == Byte.underscore }
  }

  private func isBlank(_ line: Range<Int>) -> Bool { line.allSatisfy { bytes[$0].isBlank } }
}

/// The defects found so far, no more than the limits allow.
struct DefectList {
  private(set) var found: [Defect] = []
  let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ code: Defect.Code, at offset: Int, _ note: @autoclosure () -> String) {
    guard found.count < limit else { return }
    found.append(Defect(code, at: offset, note()))
  }
}
