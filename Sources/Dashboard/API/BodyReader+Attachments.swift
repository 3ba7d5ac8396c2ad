import Foundation
import Work

extension BodyReader {
  /// The files of `attachments`, decoded; none where it is missing.
  mutating func attachments() -> [UploadedFile] {
    let members = ["filename", "content_type", "content"]
    let files = objects("attachments", most: TextLimit.files, members: members) { file in
      UploadedFile(
        name: file.text("filename", TextLimit.filename), contentType: file.contentType(), bytes: file.base64("content"))
    }
    if files.reduce(0, { $0 + $1.bytes.count }) > TextLimit.fileBytes {
      fault("attachments", "the attachments have at most \(TextLimit.fileBytes / 1_000_000) MB in all")
    }
    return files
  }

  private mutating func contentType() -> String {
    guard has("content_type") else { return "application/octet-stream" }
    let type = text("content_type", TextLimit.contentType)
    let names = type.split(separator: "/", omittingEmptySubsequences: false)
    if !type.isEmpty, names.count != 2 || !names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isNameByte) }) {
      fault("content_type", "content_type is a media type without parameters, such as image/png")
    }
    return type
  }

  /// What RFC 6838 allows in a media type's name.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$&-^_.+".utf8.contains(byte)
    }
  }

  private mutating func base64(_ name: String) -> [UInt8] {
    let text = text(name, 0...Call.mostBytesWithFiles)
    // Foundation reads some texts that end within a group of four.
    guard text.utf8.count % 4 == 0, let data = Data(base64Encoded: text) else {
      fault(name, "\(name) is not in base64")
      return []
    }
    return Array(data)
  }
}
