/// A mail message: any bytes, read in one pass.
///
/// Nothing is thrown and nothing traps: what is wrong becomes a `Defect`, and the message is read on in spite of it.
/// Headers and bodies stay ranges over `bytes`; text is made only of what is asked for.
public struct Message: Sendable {
  /// The message as it came.
  public let bytes: [UInt8]

  /// All parts in the order in which they stand; the first is the root.
  ///
  /// Nested messages are leaves and stay whole.
  public let parts: [Part]

  /// What was wrong with headers and structure.
  public let structureDefects: [Defect]

  /// The limits within which the message was read, and its bodies are decoded.
  public let limits: Limits

  /// Reads a message.
  public init(_ bytes: [UInt8], limits: Limits = .default) {
    var reader = StructureReader(bytes, limits: limits)
    reader.read()
    self.bytes = bytes
    self.limits = limits
    let records = reader.records
    var parts: [Part] = []
    parts.reserveCapacity(reader.parts.count)
    for (index, record) in reader.parts.enumerated() {
      parts.append(Part(record, index: index, bytes: bytes, records: records, limits: limits))
    }
    self.parts = parts
    structureDefects = reader.defects.found
  }

  /// The header of the message itself.
  public var headers: HeaderList { parts[0].headers }

  /// Every part that holds a body, not parts.
  public var leaves: [Part] { parts.filter { !$0.isMultipart } }

  /// Every leaf that is not to be read as the message's text, in order.
  public var attachments: [Part] { parts.filter { !$0.isMultipart && !$0.isBodyLeaf } }

  /// The first body leaf of plain text.
  public var bodyText: Part? { parts.first { $0.subtype == "plain" && $0.isBodyLeaf } }

  /// The first body leaf of HTML.
  public var bodyHTML: Part? { parts.first { $0.subtype == "html" && $0.isBodyLeaf } }

  /// The nested types, as in `multipart/mixed(text/plain,image/png)`.
  public var structure: String {
    // Written with a stack of its own, in step with the order of parts: depth is bounded, recursion is not needed.
    var text = ""
    var open: [(part: Int, written: Int)] = []
    for part in parts {
      while let last = open.last, last.part != part.parent {
        text += ")"
        open.removeLast()
      }
      if let last = open.indices.last {
        if open[last].written > 0 { text += "," }
        open[last].written += 1
      }
      text += part.type + "/" + part.subtype
      if part.isMultipart {
        text += "("
        open.append((part.index, 0))
      }
    }
    return text + String(repeating: ")", count: open.count)
  }
}
