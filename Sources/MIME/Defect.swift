/// Something that was wrong with a message, where, and how it was read in spite of it.
public struct Defect: Sendable, Hashable, CustomStringConvertible {
  /// What kind of wrong.
  public let code: Code

  /// Where in the message's bytes it was found.
  public let offset: Int

  /// How it was read in spite of it, in a few words.
  public let note: String

  /// Makes a defect.
  public init(_ code: Code, at offset: Int, _ note: String) {
    self.code = code
    self.offset = offset
    self.note = note
  }

  /// One line for logs.
  public var description: String { "\(code.rawValue) at byte \(offset): \(note)" }

  /// The kind of a defect: an open set, so that later versions can add kinds.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The stable name that is stored and printed.
    public let rawValue: String

    /// Makes a code of a stable name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The message has no header at all.
    public static let noHeader = Code(rawValue: "no-header")
    /// A line in the header is neither field nor continuation.
    public static let malformedHeader = Code(rawValue: "malformed-header")
    /// The header ended without an empty line.
    public static let noHeaderEnd = Code(rawValue: "no-header-end")
    /// A field that may appear once appears again.
    public static let duplicateField = Code(rawValue: "duplicate-field")
    /// A field holds bytes above 127 that are not UTF-8.
    public static let eightBitHeader = Code(rawValue: "eight-bit-header")
    /// The header holds a NUL byte.
    public static let nulByte = Code(rawValue: "nul-byte")
    /// A header has more fields or bytes than the limits allow.
    public static let headerLimit = Code(rawValue: "header-limit")
    /// A multipart names no boundary.
    public static let noBoundary = Code(rawValue: "no-boundary")
    /// A multipart's boundary never appears.
    public static let boundaryNotFound = Code(rawValue: "boundary-not-found")
    /// A multipart's closing boundary is missing.
    public static let notClosed = Code(rawValue: "not-closed")
    /// Multiparts nest deeper than the limits allow.
    public static let depthLimit = Code(rawValue: "depth-limit")
    /// The message has more parts than the limits allow.
    public static let partLimit = Code(rawValue: "part-limit")
    /// The Content-Type cannot be read.
    public static let badContentType = Code(rawValue: "bad-content-type")
    /// The Content-Transfer-Encoding is unknown, or not allowed where it stands.
    public static let badTransferEncoding = Code(rawValue: "bad-transfer-encoding")
    /// A base64 body holds what is not base64, or ends too early.
    public static let badBase64 = Code(rawValue: "bad-base64")
    /// A quoted-printable body holds a broken escape.
    public static let badQuotedPrintable = Code(rawValue: "bad-quoted-printable")
    /// A uuencoded body is broken.
    public static let badUUEncoding = Code(rawValue: "bad-uuencoding")
    /// A body is larger than the limits allow.
    public static let decodedLimit = Code(rawValue: "decoded-limit")
    /// A charset label is unknown.
    public static let unknownCharset = Code(rawValue: "unknown-charset")
    /// A text is not in the charset its label claims.
    public static let wrongCharset = Code(rawValue: "wrong-charset")
    /// The Date cannot be read.
    public static let badDate = Code(rawValue: "bad-date")
    /// An address cannot be read.
    public static let badAddress = Code(rawValue: "bad-address")
  }
}
