package import MIME

/// What a person reads in a message: its text without markup and transfer breaks, and which of it is new.
package struct ReadableBody: Sendable {
  /// All that is to be read; empty where the message has no text.
  package let text: String

  /// The new words, without quoted history and signature.
  package let visible: String

  /// Whether any of it was read from HTML.
  package let usedHTML: Bool

  /// Reads a message's bodies, in order; of alternatives the plain one that says something, else the HTML.
  ///
  /// `limit` is in bytes; a longer text is cut at a character, and says so at its end.
  package init(_ message: Message, limit: Int = 1 << 20) {
    var reader = BodyReader(message, limit: limit)
    let whole = reader.read()
    let kept = whole.utf8.count > limit ? Self.cut(whole, limit) : whole
    let new = VisibleText.of(kept)
    usedHTML = reader.usedHTML
    guard kept.utf8.count < whole.utf8.count else {
      text = kept
      visible = new
      return
    }
    let note =
      "\n\n[The message is longer than \(limit) bytes; the rest was left out here and is kept in the original.]"
    // Where only quoted history was cut, the new words are whole and need no note.
    let reachesCut = kept.utf8.suffix(new.utf8.count).elementsEqual(new.utf8)
    visible = reachesCut ? new + note : new
    text = kept + note
  }

  private static func cut(_ text: String, _ limit: Int) -> String {
    var bytes = text.utf8.prefix(max(0, limit))
    // Steps back to where a character begins: the byte that would come next is not in the middle of one.
    while bytes.endIndex > bytes.startIndex, bytes.endIndex < text.utf8.endIndex,
      text.utf8[bytes.endIndex] & 0xC0 == 0x80
    {
      bytes = bytes.dropLast()
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Walks over the parts of a message and gathers the text of its bodies.
private struct BodyReader {
  private let message: Message
  private let limit: Int
  private var text = ""
  private(set) var usedHTML = false

  init(_ message: Message, limit: Int) {
    self.message = message
    self.limit = limit
  }

  mutating func read() -> String {
    if let root = message.parts.first { gather(root) }
    if text.isEmpty { gatherWrapped() }
    return text
  }

  /// What Outlook wrapped up, where the mail itself says nothing.
  private mutating func gatherWrapped() {
    for part in message.leaves where TNEF.isNamed(part) {
      guard let inside = TNEF.read(message.decoded(part), limits: message.limits) else { continue }
      if let plain = inside.text {
        append(PlainLines.tidy(plain))
      } else if let html = inside.html {
        append(HTMLText.render(html))
        usedHTML = !text.isEmpty
      }
    }
  }

  // Recursion ends: parts nest no deeper than the limits that the message was read with.
  private mutating func gather(_ part: Part) {
    guard text.utf8.count <= limit else { return }
    if !part.isMultipart {
      append(readable(part))
    } else if part.children.isEmpty {
      // A multipart whose boundary never appears: whatever stands there was meant to be read.
      append(PlainLines.tidy(message.decodedText(part)))
    } else if part.subtype == "alternative" {
      gatherAlternative(part)
    } else {
      for child in children(part) { gather(child) }
    }
  }

  private mutating func gatherAlternative(_ part: Part) {
    let before = text.utf8.count
    // The plain one first: it is what the sender's program thought fit to be read as text.
    for child in children(part) where holdsPlainText(child) {
      gather(child)
      if text.utf8.count > before { return }
    }
    for child in children(part).reversed() where !holdsPlainText(child) {
      gather(child)
      if text.utf8.count > before { return }
    }
  }

  private func children(_ part: Part) -> [Part] {
    part.children.compactMap { message.parts.indices.contains($0) ? message.parts[$0] : nil }
  }

  private func holdsPlainText(_ part: Part) -> Bool {
    if !part.isMultipart { return part.subtype == "plain" && part.isBodyLeaf }
    return children(part).first.map(holdsPlainText) ?? false
  }

  private mutating func readable(_ part: Part) -> String {
    guard part.isBodyLeaf else { return "" }
    let decoded = message.decodedText(part)
    if part.subtype == "html" {
      let rendered = HTMLText.render(decoded)
      if !rendered.isEmpty { usedHTML = true }
      return rendered
    }
    let type = part.contentType
    guard type["format"]?.lowercased() == "flowed" else { return PlainLines.tidy(decoded) }
    return PlainLines.tidy(FlowedText.unflow(decoded, delSp: type["delsp"]?.lowercased() == "yes"))
  }

  private mutating func append(_ more: String) {
    guard !more.isEmpty else { return }
    text += text.isEmpty ? more : "\n\n" + more
  }
}
