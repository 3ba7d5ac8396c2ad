/// Writes an `OutgoingMail` as bytes.
struct MessageWriter {
  private let seed: String
  private var output: [UInt8] = []
  private var boundaries = 0

  init(seed: String) { self.seed = seed }

  mutating func write(_ mail: OutgoingMail) -> [UInt8] {
    output.reserveCapacity(2048 + mail.text.utf8.count + mail.attachments.reduce(0) { $0 + $1.bytes.count * 3 / 2 })
    writeHeader(mail)
    let bodies = [BodyText(mail.text, subtype: "plain")] + (mail.html.map { [BodyText($0, subtype: "html")] } ?? [])
    if mail.attachments.isEmpty {
      write(bodies)
    } else {
      let boundary = beginMultipart("mixed", bodies: bodies)
      delimit(boundary)
      write(bodies)
      for attachment in mail.attachments {
        delimit(boundary)
        write(attachment)
      }
      close(boundary)
    }
    return output
  }

  private mutating func writeHeader(_ mail: OutgoingMail) {
    field("Date", HeaderText.plain(mail.date.headerText))
    field("From", HeaderText.addresses([mail.from]))
    if !mail.replyTo.isEmpty { field("Reply-To", HeaderText.addresses(mail.replyTo)) }
    field("To", mail.to.isEmpty ? HeaderText.plain("undisclosed-recipients:;") : HeaderText.addresses(mail.to))
    if !mail.cc.isEmpty { field("Cc", HeaderText.addresses(mail.cc)) }
    field("Message-ID", HeaderText.ids([mail.messageID]))
    if let parent = mail.inReplyTo { field("In-Reply-To", HeaderText.ids([parent])) }
    if !mail.references.isEmpty { field("References", HeaderText.ids(mail.references)) }
    field("Subject", HeaderText.unstructured(mail.subject))
    if let sign = mail.autoSubmitted { field("Auto-Submitted", HeaderText.plain(sign.text)) }
    for (name, value) in mail.extra { field(name.text, HeaderText.unstructured(value)) }
    field("MIME-Version", HeaderText.plain("1.0"))
  }

  private mutating func field(_ name: String, _ value: HeaderText) {
    guard !value.words.isEmpty || name == "Subject" else { return }
    value.write(name: name, to: &output)
  }

  /// One text alone, or plain and HTML as alternatives, the better one last.
  private mutating func write(_ bodies: [BodyText]) {
    guard bodies.count > 1 else {
      for body in bodies { body.write(to: &output) }
      return
    }
    let boundary = beginMultipart("alternative", bodies: bodies)
    for body in bodies {
      delimit(boundary)
      body.write(to: &output)
    }
    close(boundary)
  }

  private mutating func write(_ attachment: OutgoingMail.Attachment) {
    let type =
      MediaType(Array(attachment.contentType.utf8)[...]) ?? MediaType(type: "application", subtype: "octet-stream")
    let isMultipart = type.type == "multipart" || type.type == "message"
    // A nested message may not be encoded in base64 (RFC 2046 §5.2.1): as a file of bytes it may.
    let full = isMultipart || !type.isPrintable ? "application/octet-stream" : type.type + "/" + type.subtype
    field("Content-Type", HeaderText.parameters(full, [("name", attachment.filename)], extended: false))
    field(
      "Content-Disposition", HeaderText.parameters("attachment", [("filename", attachment.filename)], extended: true))
    output += "Content-Transfer-Encoding: base64\r\n\r\n".utf8
    Base64.encode(attachment.bytes, lineLength: 76, into: &output)
  }

  private mutating func beginMultipart(_ subtype: String, bodies: [BodyText]) -> String {
    let boundary = makeBoundary(avoiding: bodies)
    output += "Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n".utf8
    return boundary
  }

  /// The line break before a boundary is the boundary's own: a body keeps its last one.
  private mutating func delimit(_ boundary: String) { output += "\r\n--\(boundary)\r\n".utf8 }

  private mutating func close(_ boundary: String) { output += "\r\n--\(boundary)--\r\n".utf8 }

  /// A boundary that no body holds: base64 has no underscore and quoted-printable no `=_`, plain text is searched.
  private mutating func makeBoundary(avoiding bodies: [BodyText]) -> String {
    while true {
      boundaries += 1
      var hash: UInt64 = 14_695_981_039_346_656_037
      for byte in "\(seed)/\(boundaries)".utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
      let boundary = "=_\(String(hash, radix: 36))_\(boundaries)"
      if !bodies.contains(where: { $0.holds(boundary) }) { return boundary }
    }
  }
}

extension MediaType {
  /// Whether it can be written as it is: tokens of ASCII.
  var isPrintable: Bool { (type + subtype).utf8.allSatisfy { HeaderName.allows($0) && $0 < 0x7F } }
}
