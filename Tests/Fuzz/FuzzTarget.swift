import Glibc
import MIME
import MailText

// Every public entry point on whatever bytes the fuzzer thinks of: the first byte chooses what is called and with which
// limits, the rest is the input, as it stands or spelt out of pieces of mail.

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ pointer: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let choice = pointer[0]
  let rest = UnsafeBufferPointer(start: pointer + 1, count: count - 1)
  let bytes = choice & 0x80 == 0 ? Array(rest) : Spelling.mail(rest)
  let limits =
    choice & 0x40 == 0
    ? Limits.default
    : Limits(
      depth: 3, parts: 5, headerFields: 7, headerBytes: 200, fieldBytes: 60, listEntries: 3, decodedBytes: 100,
      defects: 2)
  switch choice & 0x07 {
  case 0, 1, 2: Reading.message(Message(bytes, limits: limits))
  case 3 where choice & 0x08 != 0: Reading.page(String(decoding: bytes, as: UTF8.self))
  case 3: _ = HTMLText.render(bytes)
  case 4: _ = VisibleText.of(String(decoding: bytes, as: UTF8.self))
  case 5 where choice & 0x10 != 0: Answers.hear(bytes, cutBy: Int(choice >> 3 & 1) * 6 + 1)
  case 5: _ = FlowedText.unflow(String(decoding: bytes, as: UTF8.self), delSp: choice & 0x08 != 0)
  case 6 where choice & 0x08 != 0: Reading.outlook(bytes, limits: limits)
  case 6: Reading.text(bytes)
  default: Writing.mail(bytes)
  }
  return 0
}

/// Bytes as indices into pieces of mail: what pure chance would need ages to spell.
enum Spelling {
  static let pieces: [[UInt8]] =
    [
      "\r\n", "\n", "\r\n\r\n", " ", "\t", ": ", ";", "=", "\"", "<", ">", "@", ",", "(", ")", "\\", "--", "--b",
      "--b--",
      "b", "Content-Type: ", "multipart/mixed", "multipart/alternative", "multipart/report", "multipart/related",
      "text/plain", "text/html", "message/rfc822", "message/delivery-status", "message/partial", "application/ms-tnef",
      "; boundary=b", "; boundary=\"b b\"", "; charset=", "utf-8", "utf-7", "utf-16", "iso-2022-jp", "shift_jis",
      "gb18030",
      "windows-1252", "koi8-r", "Content-Transfer-Encoding: ", "base64", "quoted-printable", "x-uuencode", "8bit",
      "Content-Disposition: attachment; filename", "*0*=utf-8''%E6", "*1*=%97", "*2=x", "=?", "?=", "?q?", "?b?",
      "=?utf-8?b?",
      "=?iso-2022-jp?b?GyRC", "begin 644 a\n", "end\n", "=3D", "=\r\n", "4pyT", "AAAA", "From: ", "To: ", "Subject: ",
      "Date: ", "Message-ID: ", "In-Reply-To: ", "References: ", "Return-Path: <>", "Auto-Submitted: auto-replied",
      "Final-Recipient: rfc822; a@b.c", "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 no",
      "Mon, 2 Jan 2006 15:04:05 +0200", "> ", "On Mon, A wrote:", "-- \n", "-----Original Message-----", "<blockquote>",
      "<div>", "</div>", "<p>", "<table><tr><td>", "<style>", "<script>", "<!--", "-->", "&amp;", "&#x41;", "&nbsp",
      "<a href=",
      "<br>", "<li>", "<pre>", "<![CDATA[", "X-Failed-Recipients: a@b.c", "format=flowed; delsp=yes", "\u{0}", "\u{FC}",
      "\u{65E5}\u{672C}", "Reply-To: ", "undisclosed-recipients:;", "a@b.c", "\"Doe, J\" <j@d.e>", "1", "9999999999",
    ].map { Array($0.utf8) } + [
      [0xFF], [0x80], [0x1B, 0x24, 0x42], [0x1B, 0x28, 0x42], [0xFE, 0xFF], [0x78, 0x9F, 0x3E, 0x22],
    ]

  static func mail(_ indices: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in indices.prefix(4096) { bytes += pieces[Int(index) % pieces.count] }
    return bytes
  }
}

enum Reading {
  /// Asks a message for all that can be asked, and holds each part's ranges against the input.
  static func message(_ message: Message) {
    let whole = 0..<message.bytes.count
    for part in message.parts {
      precondition(part.headerRange.clamped(to: whole) == part.headerRange, "a header lies outside the input")
      precondition(part.bodyRange.clamped(to: whole) == part.bodyRange, "a body lies outside the input")
      let decoded = message.decode(part)
      precondition(decoded.bytes.count <= message.limits.decodedBytes, "more decoded than allowed")
      if part.type == "text" { _ = message.decodeText(part) }
      _ = (part.contentType, part.disposition, part.contentID, part.filename)
      precondition(!part.safeFilename.isEmpty && !part.safeFilename.utf8.contains(UInt8(ascii: "/")), "an unsafe name")
      for field in part.headers { _ = field.text }
    }
    _ = (message.subject, message.from, message.sender, message.to, message.cc, message.bcc, message.replyTo)
    _ = (message.date, message.received, message.messageID, message.inReplyTo, message.references, message.returnPath)
    _ = message.authenticationResults
    _ = (message.defects, message.fieldDefects, message.structure, message.leaves.count, message.attachments.count)
    _ = (DeliveryReport.read(message), AutomaticSigns.read(message), FeedbackReport.read(message))
    _ = ReadableBody(message)
  }

  /// An HTML body made into a document of its own.
  static func page(_ html: String) {
    let page = FramedPage(html, images: ["a": "data:image/png;base64,AAAA"])
    precondition(page.remoteImages <= html.utf8.count, "more images than bytes")
  }

  /// A stream as Outlook wraps it, with a good beginning or without.
  static func outlook(_ bytes: [UInt8], limits: Limits) {
    for stream in [bytes, [0x78, 0x9F, 0x3E, 0x22, 0, 0] + bytes] {
      guard let inside = TNEF.read(stream, limits: limits) else { continue }
      for attachment in inside.attachments {
        precondition(attachment.range.clamped(to: 0..<stream.count) == attachment.range, "a file lies outside")
      }
    }
  }

  /// A label of at most twenty bytes, and what is to be read under it.
  static func text(_ bytes: [UInt8]) {
    let label = String(decoding: bytes.prefix { $0 != 0x0A }.prefix(20), as: UTF8.self)
    let body = Array(bytes.drop { $0 != 0x0A }.dropFirst())
    if let charset = Charset(label: label) { _ = charset.decode(body) }
    _ = SafeFilename.of(String(decoding: body, as: UTF8.self), type: "text", subtype: "plain")
    _ = HeaderName(String(decoding: bytes, as: UTF8.self))
  }
}

enum Writing {
  /// Composes a mail out of hostile values, and reads it back: what was composed must be there, and nothing besides.
  static func mail(_ bytes: [UInt8]) {
    let pieces = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    func piece(_ index: Int) -> String { pieces.isEmpty ? "" : pieces[index % pieces.count] }
    var mail = OutgoingMail(
      from: Address(name: piece(0), address: "a@example.org"), to: [Address(name: piece(1), address: "b@example.org")],
      subject: piece(2), date: DateTime(seconds: Int64(bytes.count)), messageID: "x@example.org", text: text)
    mail.attachments = [.init(filename: piece(3), contentType: piece(4), bytes: bytes)]
    let written = mail.bytes(boundarySeed: piece(5))
    let read = Message(written)
    precondition(read.from.map(\.address) == ["a@example.org"], "the sender changed")
    precondition(read.to.map(\.address) == ["b@example.org"], "the recipient changed")
    precondition(read.messageID == "x@example.org" && read.attachments.count == 1, "the shape changed")
    precondition(read.attachments.first.map(read.decoded) == bytes, "the attachment changed")
    message(read)
  }

  private static func message(_ message: Message) { Reading.message(message) }
}
