import MIME
import Testing

@Suite struct OutgoingMailTests {
  static func mail(
    from: Address = Address(name: "Desk", address: "desk@example.org"),
    to: [Address] = [Address(name: "Ann", address: "ann@example.org")], subject: String = "x", text: String = "text",
    html: String? = nil, extra: [(HeaderName, String)] = [], attachments: [OutgoingMail.Attachment] = []
  ) -> OutgoingMail {
    OutgoingMail(
      from: from, to: to, subject: subject, date: DateTime(seconds: 1_795_000_000, zoneMinutes: 60),
      messageID: "sd.1.1.x@example.org", inReplyTo: "a@b", references: ["c@d", "a@b"], autoSubmitted: .autoReplied,
      extra: extra, text: text, html: html, attachments: attachments)
  }

  /// What must hold of whatever is written: seven bits, CRLF alone, lines of at most 998.
  static func check(_ bytes: [UInt8], allows8Bit: Bool = false) {
    var length = 0
    for (index, byte) in bytes.enumerated() {
      #expect(allows8Bit || byte < 0x80)
      #expect(byte != 0)
      if byte == 0x0A { #expect(index > 0 && bytes[index - 1] == 0x0D) }
      if byte == 0x0D { #expect(index + 1 < bytes.count && bytes[index + 1] == 0x0A) }
      length = byte == 0x0A ? 0 : length + 1
      if length > 998 { Issue.record("a line is too long"); return }
    }
  }

  static let texts = [
    "", "plain", "one\ntwo\r\nthree\rfour", "grüße", "日本語のテキスト\n二行目", "😀", String(repeating: "long ", count: 500),
    String(repeating: "x", count: 5000), "From here\n.\n..\n-- \nsignature", "trailing  \nblank\t\n", "a=b =3D =\n=",
    "\u{0}\u{1B}[31m",
    "--=_boundary\n--\n", "tab\tand\u{A0}nbsp", "\n\n\n",
  ]

  @Test(arguments: texts) func whatIsComposedIsReadBack(_ text: String) {
    let bytes = Self.mail(subject: text, text: text).bytes(boundarySeed: "s")
    Self.check(bytes)
    let read = Message(bytes)
    #expect(read.structureDefects.isEmpty)
    let expected = text.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\r\n")
    var body = read.decodedText(read.parts[0])
    if !expected.hasSuffix("\r\n"), body.hasSuffix("\r\n") { body.removeLast() }
    #expect(body == expected)
    #expect(read.messageID == "sd.1.1.x@example.org")
    #expect(read.inReplyTo == ["a@b"])
    #expect(read.references == ["c@d", "a@b"])
    #expect(read.date?.seconds == 1_795_000_000)
    #expect(AutomaticSigns.read(read).autoSubmitted == .autoReplied)
    #expect(read.from == [Address(name: "Desk", address: "desk@example.org")])
  }

  static let subjects = [
    "plain", "grüße", "日本語の長い件名が続きます、とても長いので折り返されます、とても長いので折り返されます", "[SD-42] Re: 😀 emoji", "=?utf-8?q?not_one?=",
    String(repeating: "wort ", count: 60).trimmed, String(repeating: "ä", count: 300),
    String(repeating: "x", count: 600),
    "quotes \"and\" \\ backslash, comma; colon: <angle> (paren)", "ends with =",
  ]

  @Test(arguments: subjects) func subjectsSurvive(_ subject: String) {
    let bytes = Self.mail(subject: subject).bytes(boundarySeed: "s")
    Self.check(bytes)
    #expect(Message(bytes).subject == subject)
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n") { #expect(line.utf8.count <= 78) }
  }

  static let people = [
    Address(address: "a@example.org"), Address(name: "Ann Lee", address: "a@example.org"),
    Address(name: "Doe, John", address: "a@example.org"),
    Address(name: "Ann \"the boss\" \\ Lee", address: "a@example.org"),
    Address(name: "Jürgen Größe", address: "a@example.org"), Address(name: "日本 太郎", address: "a@example.org"),
    Address(name: "=?utf-8?q?trap?=", address: "a@example.org"), Address(name: "a@b.example", address: "a@example.org"),
    Address(name: String(repeating: "Sehr lang ", count: 20).trimmed, address: "a@example.org"),
    Address(name: nil, address: "\"a b\"@example.org"),
  ]

  @Test(arguments: people) func addressesSurvive(_ person: Address) {
    let bytes = Self.mail(to: [person, person]).bytes(boundarySeed: "s")
    Self.check(bytes)
    #expect(Message(bytes).to == [person, person])
  }

  @Test func aForeignDomainIsWrittenInASCII() {
    let bytes = Self.mail(to: [Address(address: "a@bücher.example"), Address(address: "b@日本語.example")]).bytes(
      boundarySeed: "s")
    #expect(Message(bytes).to.map(\.address) == ["a@xn--bcher-kva.example", "b@xn--wgv71a119e.example"])
  }

  static let attacks = [
    "x\r\nBcc: evil@example.net", "x\nBcc: evil@example.net", "x\rBcc: evil@example.net", "x\r\n\r\nbody",
    "x\u{85}Bcc: e@x",
    "x\u{2028}Bcc: e@x", "x\u{0}\r\nBcc: e@x", "\r\nBcc: e@x", "x>\r\nBcc: <e@x", "x\r\n\tBcc: e@x", "\"\r\nBcc: e@x",
  ]

  @Test(arguments: attacks) func noValueBecomesAHeader(_ attack: String) {
    let file = OutgoingMail.Attachment(filename: attack, contentType: attack, bytes: [1, 2, 3])
    var mail = Self.mail(
      from: Address(name: attack, address: attack), to: [Address(name: attack, address: "a\(attack)@example.org")],
      subject: attack, text: "text", extra: [("X-Extra", attack)], attachments: [file])
    mail.cc = [Address(address: "a@example.org\(attack)")]
    mail.replyTo = [Address(name: attack, address: "a@example.org")]
    mail.messageID = attack
    mail.inReplyTo = attack
    mail.references = [attack, attack]
    mail.autoSubmitted = .other(attack)
    let bytes = mail.bytes(boundarySeed: attack)
    Self.check(bytes, allows8Bit: true)
    let read = Message(bytes)
    #expect(read.structureDefects.isEmpty)
    #expect(read.structure == "multipart/mixed(text/plain,application/octet-stream)")
    let allowed = [
      "Date", "From", "Reply-To", "To", "Cc", "Message-ID", "In-Reply-To", "References", "Subject", "Auto-Submitted",
      "X-Extra",
      "MIME-Version", "Content-Type",
    ]
    #expect(read.headers.allSatisfy { allowed.contains($0.name) })
    #expect(read.parts.flatMap { $0.headers.map(\.name) }.allSatisfy { $0 != "Bcc" })
    #expect(read.decodedText(read.parts[1]) == "text\r\n")
  }

  @Test(arguments: [
    "report.pdf", "Grüße.pdf", "日本語の資料.xlsx", "a\"b\\c.txt", String(repeating: "lang", count: 100) + ".txt",
    "semi;colon=x.txt",
  ])
  func attachmentsKeepTheirNames(_ name: String) {
    let file = OutgoingMail.Attachment(filename: name, contentType: "application/pdf", bytes: Array(0...255))
    let bytes = Self.mail(html: "<p>x", attachments: [file, file]).bytes(boundarySeed: "s")
    Self.check(bytes)
    let read = Message(bytes)
    #expect(
      read.structure == "multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf,application/pdf)")
    #expect(read.attachments.map(\.filename) == [name, name])
    #expect(read.attachments.allSatisfy { read.decoded($0) == Array(0...255) })
    #expect(read.attachments.allSatisfy { $0.contentType["name"] == name })
  }

  @Test func noBoundaryStandsInABody() {
    let first = Self.mail(html: "<p>x").bytes(boundarySeed: "s")
    let boundary = Message(first).parts[0].contentType["boundary"] ?? ""
    #expect(!boundary.isEmpty)
    let again = Message(Self.mail(text: "--\(boundary)\n--\(boundary)--", html: "<p>x").bytes(boundarySeed: "s"))
    #expect(again.structure == "multipart/alternative(text/plain,text/html)")
    #expect(again.decodedText(again.parts[1]) == "--\(boundary)\r\n--\(boundary)--\r\n")
  }

  @Test func theSameValuesGiveTheSameBytes() {
    #expect(Self.mail(html: "<p>x").bytes(boundarySeed: 42) == Self.mail(html: "<p>x").bytes(boundarySeed: 42))
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
