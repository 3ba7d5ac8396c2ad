/// Finds the parts of a message in one pass over its bytes.
///
/// No recursion: open multiparts stand on a stack, and each line that begins with two hyphens is held against their
/// boundaries, innermost first. Depth, parts and fields are bounded, so the time is linear in the bytes whatever they are.
struct StructureReader {
  private let bytes: [UInt8]
  private let limits: Limits
  private let headers: HeaderReader

  private(set) var records: [FieldRecord] = []
  private(set) var parts: [PartRecord] = []
  private(set) var defects: DefectList
  private var open = BoundaryStack()
  /// The part whose body the lines now belong to: a leaf, or a multipart's preamble or epilogue.
  private var current = 0

  init(_ bytes: [UInt8], limits: Limits) {
    self.bytes = bytes
    self.limits = limits
    headers = HeaderReader(bytes: bytes, limits: limits)
    defects = DefectList(limit: limits.defects)
    records.reserveCapacity(32)
  }

  mutating func read() {
    var position = beginPart(at: 0, parent: nil)
    while position < bytes.count, !open.isEmpty {
      guard let line = nextHyphenLine(from: position) else { break }
      guard let boundary = open.match(bytes.withoutLineBreak(line), in: bytes) else {
        position = line.upperBound
        continue
      }
      let bodyEnd = bytes.withoutLineBreak(bodyStart..<max(bodyStart, line.lowerBound)).upperBound
      endParts(down: boundary.level, at: bodyEnd)
      position = line.upperBound
      // A boundary with nothing after it begins no part: its two last hyphens were lost.
      let isLast = position >= bytes.count && open[boundary.level].wasFound
      if isLast && !boundary.closes {
        defects.add(.notClosed, at: line.lowerBound, "the last boundary was read as the closing one")
      }
      if boundary.closes || isLast {
        current = open[boundary.level].part
        _ = open.pop()
      } else {
        open.noteFound(boundary.level)
        position = skipRepeated(boundary, from: position)
        guard parts.count < limits.parts else {
          defects.add(.partLimit, at: line.lowerBound, "what follows was kept as bytes of the multipart")
          current = open[boundary.level].part
          break
        }
        position = beginPart(at: position, parent: open[boundary.level].part)
      }
    }
    endParts(down: -1, at: bytes.count)
  }

  /// QUIRK: a boundary sent twice in a row, with nothing at all between, begins one part.
  private mutating func skipRepeated(_ boundary: BoundaryStack.Match, from start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == Byte.hyphen {
      let end = bytes.lineEnd(from: position, to: bytes.count)
      guard open.match(bytes.withoutLineBreak(position..<end), in: bytes) == boundary, end < bytes.count else { break }
      defects.add(.malformedHeader, at: position, "a boundary that repeats the one before was skipped")
      position = end
    }
    return position
  }

  private var bodyStart: Int { parts[current].body.lowerBound }

  /// The next line from `position`, which begins a line, that starts with two hyphens.
  private func nextHyphenLine(from position: Int) -> Range<Int>? {
    bytes.withUnsafeBufferPointer { buffer in
      var start = position
      while start + 1 < buffer.count {
        if buffer[start] == Byte.hyphen, buffer[start + 1] == Byte.hyphen {
          let end = buffer.firstIndex(of: Byte.lineFeed, from: start, to: buffer.count).map { $0 + 1 }
          return start..<(end ?? buffer.count)
        }
        guard let feed = buffer.firstIndex(of: Byte.lineFeed, from: start, to: buffer.count) else { return nil }
        start = feed + 1
      }
      return nil
    }
  }

  /// Ends the current part and every multipart opened within `level`, all at the same place.
  private mutating func endParts(down level: Int, at end: Int) {
    setEnd(of: current, end)
    while open.count - 1 > level, let inner = open.pop() {
      setEnd(of: inner.part, end)
      if inner.wasFound {
        defects.add(.notClosed, at: end, "a multipart ended without its closing boundary")
      } else {
        defects.add(.boundaryNotFound, at: parts[inner.part].body.lowerBound, "no line is this multipart's boundary")
      }
    }
  }

  private mutating func setEnd(of part: Int, _ end: Int) {
    parts[part].body = parts[part].body.lowerBound..<max(parts[part].body.lowerBound, end)
  }

  /// Reads a part's header and enters it; returns where its body begins.
  private mutating func beginPart(at start: Int, parent: Int?) -> Int {
    let index = parts.count
    let (bytes, open) = (bytes, open)
    let block = headers.read(from: start, records: &records, defects: &defects) { line in
      open.match(line, in: bytes) != nil
    }
    var part = PartRecord(parent: parent, block: block)
    readType(of: &part, block: block)
    parts.append(part)
    if let parent { parts[parent].children.append(index) }
    current = index
    if part.type == "multipart" { enter(index, contentType: block.contentType) }
    return block.bodyStart
  }

  private mutating func readType(of part: inout PartRecord, block: HeaderReader.Block) {
    if let place = block.contentType {
      let value = bytes[records[place].valueStart..<records[place].end]
      if let type = MediaType(value) {
        part.media = type
      } else {
        defects.add(.badContentType, at: records[place].valueStart, "read as text/plain")
      }
    } else if let parent = part.parent, parts[parent].media.isDigest {
      part.media = .message
    }
    if let place = block.transferEncoding {
      let value = bytes[records[place].valueStart..<records[place].end]
      part.encoding = TransferEncoding(value)
      if part.encoding == .unknown {
        defects.add(.badTransferEncoding, at: records[place].valueStart, "the body was read as it stands")
      }
    }
  }

  private mutating func enter(_ index: Int, contentType place: Int?) {
    guard let place else { return }
    let start = records[place].valueStart
    let parameters = Parameters(after: bytes[start..<records[place].end], limits: limits)
    // Blanks at a boundary's end cannot be told from those that relays add to a line (RFC 2046 §5.1.1 forbids them).
    let boundary = parameters.raw("boundary").map { $0.prefix($0.count - $0.reversed().prefix(while: \.isBlank).count) }
    guard let boundary, !boundary.isEmpty else {
      defects.add(.noBoundary, at: start, "the multipart was kept whole")
      return
    }
    guard open.count < limits.depth else {
      defects.add(.depthLimit, at: parts[index].body.lowerBound, "the multipart was kept whole")
      return
    }
    open.push(.init(part: index, boundary: Array(boundary)))
  }
}

/// A part as the reader finds it.
struct PartRecord: Sendable {
  var parent: Int?
  var children: [Int] = []
  var fields: Range<Int>
  var header: Range<Int>
  var body: Range<Int>
  var contentType: Int?
  var media: MediaType = .plainText
  var encoding: TransferEncoding = .identity

  init(parent: Int?, block: HeaderReader.Block) {
    self.parent = parent
    fields = block.fields
    header = block.range
    body = block.bodyStart..<block.bodyStart
    contentType = block.contentType
  }

  var type: String { media.type }
}
