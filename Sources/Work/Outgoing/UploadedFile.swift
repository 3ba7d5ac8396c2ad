package import MIME

/// A file that somebody hands in to be attached: its name and type are what they say.
package struct UploadedFile: Sendable, Equatable {
  package var name: String
  package var contentType: String
  package var bytes: [UInt8]

  package init(name: String, contentType: String, bytes: [UInt8]) {
    self.name = name
    self.contentType = contentType
    self.bytes = bytes
  }

  /// As a mail carries it, under a name that can do no harm.
  package var attachment: OutgoingMail.Attachment {
    let names = contentType.split(separator: "/", maxSplits: 1).map(String.init)
    let type = names.count == 2 ? contentType : "application/octet-stream"
    return OutgoingMail.Attachment(
      filename: SafeFilename.of(name, type: names.first ?? "application", subtype: names.last ?? "octet-stream"),
      contentType: type, bytes: bytes)
  }
}

extension Reply {
  /// Puts files with it.
  package mutating func attach(_ files: [UploadedFile]) {
    attachments += files.map(\.attachment)
  }
}
