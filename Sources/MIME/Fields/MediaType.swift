/// A media type without its parameters, in lower case.
struct MediaType: Sendable, Hashable {
  var type: String
  var subtype: String

  static let plainText = MediaType(type: "text", subtype: "plain")
  static let message = MediaType(type: "message", subtype: "rfc822")

  init(type: String, subtype: String) {
    self.type = type
    self.subtype = subtype
  }

  /// Reads the start of a Content-Type's value; nil where it names no type.
  init?(_ value: ArraySlice<UInt8>) {
    var cursor = FieldCursor(value)
    cursor.skipComments()
    let type = cursor.takeToken()
    cursor.skipComments()
    guard !type.isEmpty, cursor.take(Byte.slash) else { return nil }
    cursor.skipComments()
    let subtype = cursor.takeToken()
    guard !subtype.isEmpty else { return nil }
    self.init(type: Self.lowercased(type), subtype: Self.lowercased(subtype))
  }

  var isDigest: Bool { type == "multipart" && subtype == "digest" }

  private static func lowercased(_ token: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: token.count) { buffer in
      for (place, byte) in token.enumerated() { buffer[place] = byte.lowercased }
      return token.count
    }
  }
}

/// A Content-Type with its parameters.
public struct ContentType: Sendable, Hashable {
  /// The type, in lower case: `text`.
  public let type: String

  /// The subtype, in lower case: `plain`.
  public let subtype: String

  /// The parameters, decoded, their names in lower case.
  public let parameters: [Parameter]

  /// Type and subtype: `text/plain`.
  public var full: String { type + "/" + subtype }

  /// The first parameter of this name, which is given in lower case.
  public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }
}

/// A Content-Disposition with its parameters.
public struct ContentDisposition: Sendable, Hashable {
  /// The kind, in lower case: `attachment`, `inline`, or what else was sent.
  public let kind: String

  /// The parameters, decoded, their names in lower case.
  public let parameters: [Parameter]

  /// Whether it says `attachment`.
  public var isAttachment: Bool { kind == "attachment" }

  /// The first parameter of this name, which is given in lower case.
  public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  init(_ value: ArraySlice<UInt8>, limits: Limits) {
    var cursor = FieldCursor(value)
    cursor.skipComments()
    let token = cursor.takeToken()
    // QUIRK: `Content-Disposition: filename="x"` has no kind at all; what stands there is the first parameter.
    let isParameter = cursor.peek == Byte.equals
    kind = isParameter ? "" : String(decoding: token.lazy.map(\.lowercased), as: UTF8.self)
    parameters = Parameters(isParameter ? value : cursor.rest, limits: limits).list
  }
}

/// How a body was made fit for transfer.
public enum TransferEncoding: Sendable, Hashable {
  /// 7bit, 8bit or binary: the body stands as it is.
  case identity
  /// RFC 2045 §6.7.
  case quotedPrintable
  /// RFC 2045 §6.8.
  case base64
  /// The encoding of old Unix mail.
  case uuencode
  /// None that is known; the body is read as it stands.
  case unknown

  init(_ value: ArraySlice<UInt8>) {
    var cursor = FieldCursor(value)
    cursor.skipComments()
    let name = cursor.takeToken()
    switch true {
    case name.equalsLowercased("base64"), name.equalsLowercased("b"): self = .base64
    case name.equalsLowercased("quoted-printable"), name.equalsLowercased("q"): self = .quotedPrintable
    case name.equalsLowercased("7bit"), name.equalsLowercased("8bit"), name.equalsLowercased("binary"), name.isEmpty:
      self = .identity
    case name.equalsLowercased("x-uuencode"), name.equalsLowercased("x-uue"), name.equalsLowercased("uuencode"),
      name.equalsLowercased("uue"):
      self = .uuencode
    case name.equalsLowercased("7-bit"), name.equalsLowercased("8-bit"), name.equalsLowercased("none"):
      self = .identity
    default: self = .unknown
    }
  }
}
