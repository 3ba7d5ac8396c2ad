/// Bodies, decoded when they are asked for.
extension Message {
  /// A body with its transfer encoding undone, and what was wrong with it.
  public struct DecodedBody: Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    /// What was wrong.
    public let defects: [Defect]
  }

  /// A body as text, and what was wrong with it.
  public struct DecodedText: Sendable {
    /// The text, as near to what was meant as can be told.
    public let text: String

    /// What was wrong.
    public let defects: [Defect]
  }

  /// A part's body as it stands in the message.
  public func rawBytes(of part: Part) -> ArraySlice<UInt8> {
    bytes[part.bodyRange.clamped(to: bytes.indices)]
  }

  /// A part's body with its transfer encoding undone.
  public func decoded(_ part: Part) -> [UInt8] { decode(part).bytes }

  /// A part's body as text.
  public func decodedText(_ part: Part) -> String { decodeText(part).text }

  /// A part's body with its transfer encoding undone, and what was wrong with it.
  public func decode(_ part: Part) -> DecodedBody {
    bytes.withUnsafeBufferPointer { buffer in
      let range = part.bodyRange.clamped(to: 0..<buffer.count)
      let raw = UnsafeBufferPointer(rebasing: buffer[range])
      var defects: [Defect] = []
      func note(_ code: Defect.Code, _ firstBad: Int?, _ isCut: Bool, _ text: String) {
        if let firstBad { defects.append(Defect(code, at: range.lowerBound + firstBad, text)) }
        if isCut { defects.append(Defect(.decodedLimit, at: range.lowerBound, "the rest of the body was cut off")) }
      }
      switch part.isMultipart ? .identity : part.transferEncoding {
      case .base64:
        let (bytes, firstBad, isCut) = Base64.decode(raw, limit: limits.decodedBytes)
        note(.badBase64, firstBad, isCut, "what is not base64 was skipped")
        return DecodedBody(bytes: bytes, defects: defects)
      case .quotedPrintable:
        let (bytes, firstBad, isCut) = QuotedPrintable.decode(raw, limit: limits.decodedBytes)
        note(.badQuotedPrintable, firstBad, isCut, "an equals sign that begins no escape was kept")
        return DecodedBody(bytes: bytes, defects: defects)
      case .uuencode:
        guard let (bytes, firstBad, isCut) = UUDecode.decode(raw, limit: limits.decodedBytes) else {
          let isCut = raw.count > limits.decodedBytes
          note(.badUUEncoding, 0, isCut, "no begin line; the body was read as it stands")
          return DecodedBody(bytes: Array(raw.prefix(limits.decodedBytes)), defects: defects)
        }
        note(.badUUEncoding, firstBad, isCut, "a broken line was read as far as it goes")
        return DecodedBody(bytes: bytes, defects: defects)
      case .identity, .unknown:
        let isCut = raw.count > limits.decodedBytes
        note(.decodedLimit, nil, isCut, "")
        return DecodedBody(bytes: Array(raw.prefix(limits.decodedBytes)), defects: defects)
      }
    }
  }

  /// A part's body as text, and what was wrong with it.
  public func decodeText(_ part: Part) -> DecodedText {
    let label = part.contentType["charset"]
    let charset = label.map { Charset(label: $0) } ?? .usASCII
    func read(_ raw: UnsafeBufferPointer<UInt8>) -> DecodedText {
      let decoded = charset?.decode(raw) ?? Charset.guess(raw)
      let start = part.bodyRange.lowerBound
      if charset == nil {
        let defect = Defect(.unknownCharset, at: start, "\(label?.prefix(40) ?? "") was read as UTF-8 or windows-1252")
        return DecodedText(text: decoded.text, defects: [defect])
      }
      if decoded.isFaithful { return DecodedText(text: decoded.text, defects: []) }
      let defect = Defect(
        .wrongCharset, at: start, "the text is not \(charset?.name ?? ""); the best reading was taken")
      return DecodedText(text: decoded.text, defects: [defect])
    }
    if part.transferEncoding == .identity, part.bodyRange.count <= limits.decodedBytes {
      return bytes.withUnsafeBufferPointer { buffer in
        read(UnsafeBufferPointer(rebasing: buffer[part.bodyRange.clamped(to: 0..<buffer.count)]))
      }
    }
    let body = decode(part)
    let text = body.bytes.withUnsafeBufferPointer(read)
    return DecodedText(text: text.text, defects: body.defects + text.defects)
  }
}
