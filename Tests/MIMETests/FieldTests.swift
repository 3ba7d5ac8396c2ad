import MIME
import Testing

@Suite struct FieldTests {
  static let subjects: [(String, String)] = [
    ("plain", "plain"),
    ("  trimmed\t", "trimmed"),
    ("folded\r\n over\r\n\tlines", "folded over lines"),
    ("=?utf-8?q?gr=C3=BC=C3=9Fe?=", "grüße"),
    ("=?UTF-8?B?Z3LDvMOfZQ==?=", "grüße"),
    ("=?utf-8?b?Z3LDvA==?= =?utf-8?b?w59l?=", "grüße"),
    ("=?utf-8?b?Z3LD?=\r\n =?utf-8?b?vMOfZQ==?=", "grüße"),
    ("=?utf-8?q?gr=C3?= =?utf-8?b?vMOfZQ==?=", "grüße"),
    ("=?utf-8?b?Z3LDvM?= =?utf-8?b?OfZQ==?=", "grüße"),
    ("=?iso-8859-1?q?gr=FC?= =?utf-8?q?=C3=9Fe?=", "grüße"),
    ("=?utf-8*de?q?gr=C3=BC=C3=9Fe?=", "grüße"),
    ("=?utf-8?q?a_b?= c", "a b c"),
    ("a =?utf-8?q?b?= c", "a b c"),
    ("a=?utf-8?q?b?=c", "abc"),
    ("=?utf-8?q?spaces in it?=", "spaces in it"),
    ("=?utf-8?q?unterminated", "=?utf-8?q?unterminated"),
    ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
    ("=?nonesuch?q?gr=C3=BC=C3=9Fe?=", "grüße"),
    ("=?utf-8?q??=", ""),
    ("=?=?=?=?=", "=?=?=?=?="),
    ("grüße", "grüße"),
    ("=?iso-2022-jp?b?GyRCRnxLXDhsGyhC?=", "日本語"),
    ("=?shift_jis?b?k/qWe4zq?=", "日本語"),
    ("=?gb2312?b?1tDOxA==?=", "中文"),
    ("=?big5?b?pKSk5Q==?=", "中文"),
    ("=?euc-kr?b?x9GxuQ==?=", "한국"),
    ("=?ks_c_5601-1987?b?x9GxuQ==?=", "한국"),
    ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
    ("=?windows-1251?q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    ("=?utf-8?q?=F0=9F=98=80?=", "😀"),
  ]

  @Test(arguments: subjects) func subjectsAreDecoded(_ field: String, _ expected: String) {
    #expect(message("Subject: \(field)\n\n").subject == expected)
  }

  @Test func rawLatin1IsReadAndNoted() {
    let mail = Message(Array("Subject: gr".utf8) + [0xFC, 0xDF, 0x65] + Array("\r\n\r\n".utf8))
    #expect(mail.subject == "grüße")
    #expect(mail.defects.contains { $0.code == .eightBitHeader })
  }

  @Test func ofSeveralSubjectsTheFirstIsRead() {
    let mail = message("Subject: one\nSubject: two\n\n")
    #expect(mail.subject == "one")
    #expect(mail.texts("subject") == ["one", "two"])
    #expect(mail.defects.contains { $0.code == .duplicateField })
  }

  static let ids: [(String, [String])] = [
    ("<a@b> <c@d>", ["a@b", "c@d"]),
    ("<a@b>\r\n\t<c@d>", ["a@b", "c@d"]),
    ("<a@b><c@d>", ["a@b", "c@d"]),
    ("<a@b>, <c@d>", ["a@b", "c@d"]),
    ("Your message of Monday <a@b>", ["a@b"]),
    ("<a\r\n @b>", ["a@b"]),
    ("<a@b <c@d>", ["a@b", "c@d"]),
    ("<a@b", ["a@b"]),
    ("a@b c@d", ["a@b", "c@d"]),
    ("<>", []),
    ("", []),
  ]

  @Test(arguments: ids) func idsStandInBrackets(_ field: String, _ expected: [String]) {
    #expect(message("References: \(field)\n\n").references == expected)
  }

  @Test func theMessageIDNeedsNoBrackets() {
    #expect(message("Message-ID: <a@b>\n\n").messageID == "a@b")
    #expect(message("Message-Id: a@b\n\n").messageID == "a@b")
    #expect(message("MESSAGE-ID:\n <a@b>\n\n").messageID == "a@b")
    #expect(message("Message-ID:\n\n").messageID == nil)
  }

  static let filenames: [(String, String?)] = [
    ("Content-Disposition: attachment; filename=a.txt", "a.txt"),
    ("Content-Disposition: attachment; filename=\"a b.txt\"", "a b.txt"),
    ("Content-Disposition: attachment; filename=a b.txt", "a b.txt"),
    ("Content-Disposition: attachment; filename=\"a\\\"b.txt\"", "a\"b.txt"),
    ("Content-Disposition: attachment; filename*=utf-8''gr%C3%BC%C3%9Fe.txt", "grüße.txt"),
    ("Content-Disposition: attachment; filename*=UTF-8'de'gr%C3%BC%C3%9Fe.txt; filename=plain.txt", "grüße.txt"),
    ("Content-Disposition: attachment; filename*0*=utf-8''gr%C3; filename*1*=%BC%C3%9Fe; filename*2=.txt", "grüße.txt"),
    ("Content-Disposition: attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
    ("Content-Disposition: attachment; filename*=us-ascii''%F6.txt", "ö.txt"),
    ("Content-Disposition: attachment; filename*=gr%C3%BC%C3%9Fe.txt", "grüße.txt"),
    ("Content-Disposition: attachment; filename=\"=?utf-8?q?gr=C3=BC=C3=9Fe?=.txt\"", "grüße.txt"),
    ("Content-Disposition: attachment; filename=\"=?utf-8?q?gr=C3=BC?=\r\n =?iso-8859-1?b?32UudHh0?=\"", "grüße.txt"),
    ("Content-Type: text/plain; name=n.txt\nContent-Disposition: attachment", "n.txt"),
    ("Content-Type: text/plain; name=n.txt\nContent-Disposition: attachment; filename=f.txt", "f.txt"),
    ("Content-Disposition: attachment; filename=\"../../etc/passwd\"", "../../etc/passwd"),
    ("Content-Disposition: attachment", nil),
    ("Content-Disposition: attachment; filename=\"unclosed", "unclosed"),
    ("Content-Disposition: attachment;; ; filename=a.txt", "a.txt"),
  ]

  @Test(arguments: filenames) func filenamesAreDecoded(_ header: String, _ expected: String?) {
    #expect(message(header + "\n\n").parts[0].filename == expected)
  }

  @Test func headerNamesHoldNothingThatBreaksALine() {
    for good in ["X-Fine", "a.b_c", "!"] { #expect(HeaderName(good) != nil) }
    for bad in ["", "a b", "a:b", "a\r\nb", "ä", "a\u{0}"] { #expect(HeaderName(bad) == nil) }
    #expect("subject" as HeaderName == "SUBJECT" as HeaderName)
  }

  @Test func theBodysFirstLineIsNoField() {
    let mail = message("Subject: x\nHello there,\nthis is text\n")
    #expect(mail.subject == "x")
    #expect(mail.decodedText(mail.parts[0]) == "Hello there,\r\nthis is text\r\n")
    #expect(mail.defects.contains { $0.code == .noHeaderEnd })
  }

  @Test func halvesOfFieldsDoNotEndTheHeader() {
    let mail = message("Received: from a\nby b with SMTP\nSubject: x\n\ntext")
    #expect(mail.subject == "x")
    #expect(mail.decodedText(mail.parts[0]) == "text")
    #expect(mail.defects.contains { $0.code == .malformedHeader })
  }

  @Test func anEnvelopeLineIsNeitherHeaderNorBody() {
    let mail = message("From a@example.org Mon Jan  2 15:04:05 2006\nSubject: x\n\ntext", lineEnd: "\n")
    #expect(mail.subject == "x")
    #expect(mail.headers.count == 1)
  }

  @Test func blanksBeforeTheColonAreObsoleteAndRead() {
    #expect(message("Subject \t: x\n\n").subject == "x")
  }
}
