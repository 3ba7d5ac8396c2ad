import Desk
import Glibc
import Store
import Work

/// Writes a ticket's attachments into a folder, under names that can do no harm there.
struct AttachmentFiles {
  let folder: String
  let desk: Wiring

  func save(_ conversation: [ConversationEntry], _ store: TicketStore) throws {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw FileError(path: folder, code: errno, doing: "cannot make")
    }
    var count = 0
    for entry in conversation where !entry.attachments.isEmpty {
      for part in try store.parts(of: entry.id) {
        let path = try write(part)
        count += 1
        guard !desk.options.json else {
          try desk.printer.json(
            .object([.init("path", .string(path)), .init("attachment", JSONForm.attachment(part.info))]))
          continue
        }
        try desk.printer.line("\(Harmless.line(path))  \(Figure.bytes(part.info.size))")
      }
    }
    if count == 0, !desk.options.json { try desk.printer.line("No attachments.") }
  }

  /// Writes one under its own name, or the next that is free; nothing is overwritten.
  private func write(_ part: StoredPart) throws -> String {
    let content = AttachmentContent(part)
    let name = content.safeName
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
    for attempt in 1...999 {
      let free = attempt == 1 ? name : "\(name[..<dot]) (\(attempt))\(name[dot...])"
      let path = "\(folder)/\(free)"
      do {
        try SmallFile.make(path, content.bytes, mode: 0o600)
        return path
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
    throw FileError(path: "\(folder)/\(name)", code: EEXIST, doing: "cannot make")
  }
}
