import MIME
import Testing

@Suite struct BodyTests {
  static let encoded: [(encoding: String, body: String, expected: String)] = [
    ("base64", "aGVsbG8=", "hello"),
    ("base64", "aGVs\nbG8=\n", "hello"),
    ("BASE64", "aGVsbG8", "hello"),
    ("base64", "aGVs!!bG8=", "hello"),
    ("base64", "aGVsbG8=\naGVsbG8=", "hellohello"),
    ("base64", "aGVsbG8=\n_______\nlist footer", "hello"),
    ("base64", "", ""),
    ("base64", "====", ""),
    ("base64", "aGVsbG8==", "hello"),
    ("base64", "aGVsbG8=\n\n--\nlist footer", "hello"),
    ("base64", "a G\tV\rs\nb\r\nG8=", "hello"),
    ("base64", "a", ""),
    ("\"base64\"", "aGVsbG8=", "aGVsbG8="),
    ("base64 (comment)", "aGVsbG8=", "hello"),
    ("quoted-printable", "gr=C3=BC=C3=9Fe", "grüße"),
    ("quoted-printable", "gr=c3=bc=c3=9fe", "grüße"),
    ("quoted-printable", "soft=\nbreak", "softbreak"),
    ("quoted-printable", "soft=  \nbreak", "softbreak"),
    ("quoted-printable", "a=ZZb=", "a=ZZb"),
    ("quoted-printable", "a=4", "a=4"),
    ("quoted-printable", "a=\n\nb", "a\r\nb"),
    ("quoted-printable", "a==3D", "a=="),
    ("quoted-printable", "100% =", "100% "),
    ("quoted-printable", "a=3D=\n=3Db", "a==b"),
    ("7bit", "as it stands =C3", "as it stands =C3"),
    ("nonsense", "as it stands", "as it stands"),
    ("x-uuencode", "begin 644 a.txt\n%:&5L;&\\\n`\nend\n", "hello"),
    ("x-uue", "hello,\n\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\n", "hello"),
    ("x-uuencode", "begin 644 a.txt\n%:&5L;&\\", "hello"),
    ("x-uuencode", "no such line", "no such line"),
  ]

  @Test(arguments: encoded) func transferEncodingsAreUndone(
    _ example: (encoding: String, body: String, expected: String)
  ) {
    let mail = body(
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: \(example.encoding)", example.body)
    #expect(mail.decodedText(mail.parts[0]) == example.expected)
  }

  static let charsets: [(label: String, bytes: [UInt8], expected: String)] = [
    ("utf-8", Array("grüße 😀".utf8), "grüße 😀"),
    ("utf8", [0xEF, 0xBB, 0xBF, 0x61], "a"),
    ("us-ascii", Array("grüße".utf8), "grüße"),
    ("us-ascii", [0x67, 0x72, 0xFC], "grü"),
    ("iso-8859-1", [0x67, 0x72, 0xFC, 0x80], "grü€"),
    ("latin1", [0xFC], "ü"),
    ("latin1", Array("grüße €".utf8), "grüße €"),
    ("latin1", Array("grüße".utf8) + [0xFC], "grÃ¼ÃŸeü"),
    ("iso-8859-15", [0xA4], "€"),
    ("iso-8859-8-i", [0xF9, 0xEC, 0xE5, 0xED], "שלום"),
    ("windows-1250", [0x9E, 0xF2, 0xEC], "žňě"),
    ("windows-1251", [0xB8, 0xB9, 0xFF], "ё№я"),
    ("windows-1253", [0xE1, 0xDC, 0xA2], "αάΆ"),
    ("windows-1254", [0xFD, 0xF0, 0xFE], "ığş"),
    ("windows-1255", [0xF9, 0xEC, 0xE5, 0xED], "שלום"),
    ("windows-1257", [0xE0, 0xF0, 0xFE], "ąšž"),
    ("windows-1256", [0xE3, 0xD1, 0xCD, 0xC8, 0xC7], "مرحبا"),
    ("windows-874", [0xCA, 0xC7, 0xD1, 0xCA, 0xB4, 0xD5], "สวัสดี"),
    ("windows-1258", [0x56, 0x69, 0xEA, 0xF2, 0x74], "Viêt".replacing("ê", with: "ệ")),
    ("koi8-r", [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "Привет"),
    ("koi8-u", [0xF0, 0xD2, 0xC9, 0xD7, 0xA6, 0xD4], "Привіт"),
    ("ibm866", [0x8F, 0xE0, 0xA8, 0xA2, 0xA5, 0xE2], "Привет"),
    ("shift_jis", [0x93, 0xFA, 0x96, 0x7B, 0x87, 0x40], "日本①"),
    ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x2D, 0x21, 0x1B, 0x28, 0x42, 0x21], "日本①!"),
    ("iso-2022-jp", [0x1B, 0x28, 0x49, 0x31, 0x1B, 0x28, 0x42], "ｱ"),
    ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
    ("gb2312", [0xD6, 0xD0, 0xCE, 0xC4], "中文"),
    ("gb18030", [0x81, 0x30, 0x81, 0x30], "\u{80}"),
    ("hz-gb-2312", Array("a~{VPND~}b".utf8), "a中文b"),
    ("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文"),
    ("euc-kr", [0xC7, 0xD1, 0xB1, 0xB9], "한국"),
    ("iso-2022-kr", [0x1B, 0x24, 0x29, 0x43, 0x0E, 0x47, 0x51, 0x31, 0x39, 0x0F], "한국"),
    ("utf-7", Array("a+ZeVnLA-b".utf8), "a日本b"),
    ("utf-16le", [0x61, 0x00, 0xE5, 0x65], "a日"),
    ("utf-16be", [0x00, 0x61, 0x65, 0xE5], "a日"),
    ("utf-16", [0xFF, 0xFE, 0x61, 0x00, 0xE5, 0x65], "a日"),
    ("utf-16", [0xFE, 0xFF, 0x00, 0x61, 0x65, 0xE5], "a日"),
    ("utf-16", [0x61, 0x00, 0xE5, 0x65], "a日"),
    ("utf-16le", [0xFF, 0xFE, 0x61, 0x00], "a"),
    ("utf-16le", [0x61, 0x00, 0xE5], "a\u{FFFD}"),
    ("utf-32be", [0, 0, 0, 0x61, 0, 1, 0xF6, 0], "a😀"),
    ("tis-620", [0xCA, 0xC7], "สว"),
    ("gbk", [0xD6, 0xD0], "中"),
    ("gb18030", [0x95, 0x32, 0x82, 0x36], "\u{20000}"),
    ("big5-hkscs", [0xA4, 0xA4], "中"),
    ("macintosh", [0x8A, 0xA7], "äß"),
    ("nonesuch", Array("grüße".utf8), "grüße"),
    ("cp-1251", [0xCF, 0xF0], "Пр"),
  ]

  @Test(arguments: charsets) func charsetsBecomeUnicode(_ example: (label: String, bytes: [UInt8], expected: String)) {
    let header = "Content-Type: text/plain; charset=\"\(example.label)\"\r\n\r\n"
    let mail = Message(Array(header.utf8) + example.bytes)
    #expect(mail.decodedText(mail.parts[0]) == example.expected)
  }

  @Test func aLyingLabelIsNoted() {
    let mail = Message(Array("Content-Type: text/plain; charset=utf-8\r\n\r\n".utf8) + [0x67, 0x72, 0xFC, 0xDF, 0x65])
    let text = mail.decodeText(mail.parts[0])
    #expect(text.text == "grüße")
    #expect(text.defects.map(\.code) == [.wrongCharset])
  }

  @Test func damageInGoodTextCostsOneCharacter() {
    let mail = Message(Array("Content-Type: text/plain; charset=utf-8\r\n\r\nгр".utf8) + [0xD1] + Array("я, ü, ß".utf8))
    #expect(mail.decodedText(mail.parts[0]) == "гр\u{FFFD}я, ü, ß")
  }

  @Test func anUnknownLabelIsNoted() {
    let mail = body("Content-Type: text/plain; charset=nonesuch", "text")
    #expect(mail.defects.map(\.code) == [.unknownCharset])
  }

  @Test func everyAttachmentComesOutAsItWentIn() {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let mail = OutgoingMail(
      from: Address(address: "a@example.org"), to: [], subject: "x", date: DateTime(seconds: 0), messageID: "a@b",
      text: "",
      attachments: [.init(filename: "x.bin", contentType: "application/x-thing", bytes: bytes)])
    let read = Message(mail.bytes(boundarySeed: 7))
    #expect(read.attachments.map { read.decoded($0) } == [bytes])
  }
}
