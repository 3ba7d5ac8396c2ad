/// What a browser is trusted with of what strangers send.
enum SafeContent {
  /// Pictures that hold no script, each with how its bytes begin; SVG is not among them.
  private static let pictures: [(type: String, begins: @Sendable (ArraySlice<UInt8>) -> Bool)] = [
    ("image/png", { $0.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) }),
    ("image/jpeg", { $0.starts(with: [0xFF, 0xD8, 0xFF]) }),
    ("image/gif", { $0.starts(with: "GIF87a".utf8) || $0.starts(with: "GIF89a".utf8) }),
    ("image/webp", { $0.starts(with: "RIFF".utf8) && $0.dropFirst(8).starts(with: "WEBP".utf8) }),
  ]

  /// Types whose attachments are shown and not only downloaded.
  static let shownTypes: Set<String> = Set(pictures.map(\.type))

  /// The type under which bytes may be shown; nil where they must be downloaded: what they are counts, not only what
  /// their sender calls them.
  static func shownType(of bytes: [UInt8], called type: String) -> String? {
    let type = type.lowercased()
    return pictures.first { $0.type == type && $0.begins(bytes[...]) }?.type
  }

  /// `Content-Disposition` for a download (RFC 6266): the name in ASCII, and as it is.
  static func attachment(named name: String) -> String {
    let plain = String(decoding: name.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(percentEncoded(name))"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      && byte != UInt8(ascii: "%") && byte != UInt8(ascii: ";")
  }

  /// RFC 8187's `value-chars`.
  private static func percentEncoded(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        output.append(byte)
      default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
