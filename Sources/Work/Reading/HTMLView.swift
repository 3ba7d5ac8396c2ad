package import Desk
import Foundation
import MIME
import MailText
import Store

/// A message's HTML as a document of its own, for a sandboxed frame.
///
/// It is to be answered as `text/html; charset=utf-8` under a policy of its own that allows no more than inline styles and
/// `data:` images, and remote images once somebody has asked for them. Nothing in it runs; the policy and the sandbox
/// hold even so.
package struct HTMLView: Sendable, Equatable {
  /// The whole document.
  ///
  /// Images that came with the message are in it as `data:` URLs.
  package var html: String

  /// How many images it would fetch from elsewhere; the frame's policy lets none through unless somebody asked.
  package var remoteImages: Int

  /// Whether the message was too long to be shown whole.
  package var isCut: Bool
}

extension DeskWork {
  /// A message's HTML; nil when the message is not on that ticket or has none.
  package func htmlView(of message: Int64, on id: TicketID) throws -> HTMLView? {
    guard let bytes = try store.rawMessage(message, on: id) else { return nil }
    let mail = Message(bytes)
    let pages = mail.leaves.filter { $0.isBodyLeaf && $0.subtype == "html" }
    guard !pages.isEmpty else { return nil }
    let page = FramedPage(pages.map(mail.decodedText).joined(separator: "\n"), images: InlineImages(mail).urls)
    return HTMLView(html: page.document, remoteImages: page.remoteImages, isCut: page.isCut)
  }
}

/// The images that came with a message to be shown in its text, as `data:` URLs by their Content-ID.
private struct InlineImages {
  private(set) var urls: [String: String] = [:]

  /// Of each image and of all together, encoded: what is larger can still be saved as an attachment.
  private static let mostBytes = 4 << 20
  private static let mostBytesInAll = 10 << 20
  private static let most = 200

  init(_ mail: Message) {
    var room = Self.mostBytesInAll
    for part in mail.leaves where urls.count < Self.most && part.type != "text" {
      guard let id = part.contentID?.lowercased(), !id.isEmpty, urls[id] == nil, part.bodyRange.count <= Self.mostBytes,
        part.bodyRange.count <= room
      else { continue }
      let bytes = mail.decoded(part)
      guard let type = Self.kind(of: bytes) else { continue }
      room -= part.bodyRange.count
      urls[id] = "data:\(type);base64,\(Data(bytes).base64EncodedString())"
    }
  }

  /// By what the bytes are, whatever the sender calls them; pictures that can hold more than a picture are none.
  private static func kind(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)) { return "image/gif" }
    if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    return nil
  }
}
