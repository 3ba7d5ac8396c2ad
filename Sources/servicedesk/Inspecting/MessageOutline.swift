import MIME

/// What the parser sees in a message, for people: its header, the tree of its parts, what is wrong with it.
///
/// Nothing that a stranger wrote reaches the terminal as a control character.
enum MessageOutline {
  static func lines(_ message: Message, path: String) -> [String] {
    var lines = ["\(visible(path)): \(message.bytes.count) bytes, \(message.parts.count) parts"]
    lines += header(message).map { "  \($0)" }
    lines.append("  parts:")
    lines += tree(message).map { "    \($0)" }
    lines += reports(message).map { "  \($0)" }
    let defects = message.defects
    if !defects.isEmpty {
      lines.append("  defects:")
      lines += defects.map { "    \(visible($0.description))" }
    }
    return lines
  }

  private static func header(_ message: Message) -> [String] {
    let entries: [(String, String?)] = [
      ("from", people(message.from)), ("reply-to", people(message.replyTo)), ("to", people(message.to)),
      ("cc", people(message.cc)), ("subject", message.subject), ("date", message.date?.description),
      ("message-id", message.messageID), ("in-reply-to", list(message.inReplyTo)),
      ("references", list(message.references)),
    ]
    return entries.compactMap { name, value in value.map { "\(name): \(visible($0))" } }
  }

  private static func people(_ addresses: [Address]) -> String? { list(addresses.map(\.description)) }

  private static func list(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }

  private static func tree(_ message: Message) -> [String] {
    var depths: [Int] = []
    return message.parts.map { part in
      let depth = part.parent.map { depths[$0] + 1 } ?? 0
      depths.append(depth)
      var line = String(repeating: "  ", count: depth) + visible(part.contentType.full)
      if !part.isMultipart {
        line += ", \(message.decoded(part).count) bytes"
        if let charset = part.contentType["charset"] { line += ", \(visible(charset))" }
        if let name = part.filename { line += ", \"\(visible(name))\"" }
        if part.isBodyLeaf { line += ", to be read" }
      }
      return line
    }
  }

  private static func reports(_ message: Message) -> [String] {
    var lines: [String] = []
    if let report = DeliveryReport.read(message) {
      lines.append("delivery report (\(report.form)): \(report.kind.rawValue)")
      for recipient in report.recipients {
        let status = recipient.status.map { " \($0)" } ?? ""
        let words = recipient.diagnostic.map { ": \($0)" } ?? ""
        lines.append(visible("  \(recipient.address) \(recipient.action.rawValue)\(status)\(words)"))
      }
    }
    if let complaint = FeedbackReport.read(message) { lines.append(visible("complaint: \(complaint.type)")) }
    lines += AutomaticSigns.read(message).signs.map { visible("automatic: \($0)") }
    return lines
  }

  /// A text with its control and direction characters written out.
  static func visible(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        scalars.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
