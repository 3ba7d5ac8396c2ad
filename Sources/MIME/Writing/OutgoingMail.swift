/// A mail to be sent, as values; `bytes(boundarySeed:)` writes it.
///
/// Whatever the values hold, no line of theirs becomes a header of its own: names are checked when they are made, and
/// line breaks and control characters in values are written as spaces.
public struct OutgoingMail: Sendable {
  /// Who writes.
  public var from: Address

  /// Whom it is to.
  public var to: [Address]

  /// Who gets a copy.
  public var cc: [Address]

  /// Where answers go, if not to `from`.
  public var replyTo: [Address]

  /// The subject.
  public var subject: String

  /// When it is written.
  public var date: DateTime

  /// Its id, without brackets.
  public var messageID: String

  /// The id it answers, without brackets.
  public var inReplyTo: String?

  /// The ids of its conversation, eldest first, without brackets.
  public var references: [String]

  /// Whether a program writes it; nil says that a person does.
  public var autoSubmitted: AutoSubmitted?

  /// Further fields.
  public var extra: [(HeaderName, String)]

  /// What it says, with any line ends.
  public var text: String

  /// The same in HTML.
  public var html: String?

  /// Files that go with it.
  public var attachments: [Attachment]

  /// A file that goes with a mail.
  public struct Attachment: Sendable, Hashable {
    /// Its name.
    public var filename: String

    /// Its media type, as in `image/png`; what is no media type is written as `application/octet-stream`.
    public var contentType: String

    /// What is in it.
    public var bytes: [UInt8]

    /// Makes an attachment.
    public init(filename: String, contentType: String, bytes: [UInt8]) {
      self.filename = filename
      self.contentType = contentType
      self.bytes = bytes
    }
  }

  /// Makes a mail of its values.
  public init(
    from: Address, to: [Address], cc: [Address] = [], replyTo: [Address] = [], subject: String, date: DateTime,
    messageID: String, inReplyTo: String? = nil, references: [String] = [], autoSubmitted: AutoSubmitted? = nil,
    extra: [(HeaderName, String)] = [], text: String, html: String? = nil, attachments: [Attachment] = []
  ) {
    self.from = from
    self.to = to
    self.cc = cc
    self.replyTo = replyTo
    self.subject = subject
    self.date = date
    self.messageID = messageID
    self.inReplyTo = inReplyTo
    self.references = references
    self.autoSubmitted = autoSubmitted
    self.extra = extra
    self.text = text
    self.html = html
    self.attachments = attachments
  }

  /// Writes the mail: CRLF line ends, seven bits, no line longer than RFC 5322 allows.
  ///
  /// The same values and seed always give the same bytes, so that a mail can be written again and compared.
  public func bytes(boundarySeed: String) -> [UInt8] {
    var writer = MessageWriter(seed: boundarySeed)
    return writer.write(self)
  }

  /// Writes the mail with boundaries made of a number.
  public func bytes(boundarySeed: UInt64) -> [UInt8] { bytes(boundarySeed: String(boundarySeed, radix: 36)) }
}
