/// What Outlook wraps a message in when it takes the reader for another Outlook: `winmail.dat`, type
/// `application/ms-tnef` (MS-OXTNEF).
///
/// Only what a person would miss is read: the attachments, and the text where the mail itself has none. Everything else
/// that the stream carries stays in its bytes.
public struct TNEF: Sendable, Hashable {
  /// A file inside.
  public struct Attachment: Sendable, Hashable {
    /// Its name, the long one where there are two; nil where it has none.
    public let filename: String?

    /// Its type, such as `application/pdf`; nil where the stream does not say.
    public let contentType: String?

    /// The id that the HTML body calls it by, without angle brackets.
    public let contentID: String?

    /// Where its bytes lie in the stream.
    public let range: Range<Int>
  }

  /// The files, in their order.
  public let attachments: [Attachment]

  /// The subject inside; nil where there is none.
  public let subject: String?

  /// The text as plain text; nil where there is none.
  public let text: String?

  /// The text as HTML, in UTF-8; nil where there is none.
  public let html: String?

  /// Whether the stream was whole: every attribute ended where it said.
  public let isWhole: Bool

  /// Reads a stream; nil for bytes that are none.
  ///
  /// Total, like all of this library: a stream cut off or full of lies gives what could be read before that.
  public static func read(_ stream: [UInt8], limits: Limits = .default) -> TNEF? {
    var reader = TNEFReader(stream, limits: limits)
    return reader.read()
  }

  /// Whether a part says that it is such a stream.
  public static func isNamed(_ part: Part) -> Bool {
    part.type == "application" && (part.subtype == "ms-tnef" || part.subtype == "vnd.ms-tnef")
      || part.filename?.lowercased() == "winmail.dat"
  }
}
