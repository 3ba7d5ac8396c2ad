import MIME
import Testing

/// Mail made to hurt: what is bounded is counted here, not timed; a quadratic reader would not finish these.
@Suite struct HostileTests {
  @Test func fiveThousandLevelsAreReadToTheLimitAndKept() {
    var text = ""
    for level in 0..<5000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    text += "\nthe core"
    let mail = message(text)
    #expect(mail.parts.count <= Limits.default.depth + 1)
    #expect(mail.structureDefects.contains { $0.code == .depthLimit })
    let last = mail.parts[mail.parts.count - 1]
    #expect(mail.rawBytes(of: last).suffix(8).elementsEqual("the core".utf8))
    #expect(mail.structure.hasPrefix("multipart/mixed("))
  }

  @Test func fiveThousandLevelsOfOneBoundaryEnd() {
    var text = ""
    for _ in 0..<5000 { text += "Content-Type: multipart/mixed; boundary=b\n\n--b\n" }
    #expect(message(text).parts.count <= Limits.default.parts)
  }

  @Test func aHundredThousandPartsAreReadToTheLimit() {
    let part = "--b\n\nx\n"
    let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: part, count: 100_000) + "--b--\n"
    let mail = message(text, lineEnd: "\n")
    #expect(mail.parts.count == Limits.default.parts)
    #expect(mail.structureDefects.contains { $0.code == .partLimit })
    #expect(mail.parts[0].bodyRange.upperBound == mail.bytes.count)
    let wide = message(text, lineEnd: "\n", limits: Limits(parts: 1_000_000))
    #expect(wide.parts.count == 100_001)
  }

  @Test func aMillionHeaderLinesAreReadToTheLimit() {
    let mail = message(
      "Subject: first\n" + String(repeating: "X-Line: x\n", count: 1_000_000) + "\nbody", lineEnd: "\n")
    #expect(mail.headers.count == Limits.default.headerFields)
    #expect(mail.subject == "first")
    #expect(mail.decodedText(mail.parts[0]) == "body")
    #expect(mail.structureDefects.map(\.code) == [.headerLimit])
  }

  @Test func aMillionLinesThatAreNoFieldsEnd() {
    let mail = message(
      "Subject: first\n" + String(repeating: "junk\n", count: 1_000_000) + "To: a@example.org\n\nbody", lineEnd: "\n")
    #expect(mail.subject == "first")
    #expect(mail.parts.count == 1)
  }

  @Test func aFieldOfTenMegabytesIsReadToTheLimit() {
    let mail = message("Subject: " + String(repeating: "x", count: 10_000_000) + "\n\n")
    // The space after the colon counts.
    #expect(mail.subject?.utf8.count == Limits.default.fieldBytes - 1)
  }

  @Test func aMillionWordsThatBeginAndNeverEndAreText() {
    let field = String(repeating: "=?utf-8?q?", count: 90_000)
    #expect(message("Subject: \(field)\n\n").subject == field)
  }

  @Test(arguments: ["<", "(", "\"", ",", ":", ";", "[", "@", "\\", "=?", "a,", "a@b,", "x:;", "<a@b>"])
  func anAddressFieldOfOneSignEnds(_ sign: String) {
    let mail = message("To: " + String(repeating: sign, count: 100_000) + "\n\n")
    #expect(mail.to.count <= Limits.default.listEntries)
  }

  @Test(arguments: [";", "a=", "a=b;", "a*0=b;", "a*=", "\"", "\\\"", "*", "'", "%"])
  func parametersOfOneSignEnd(_ sign: String) {
    let mail = message("Content-Type: text/plain;" + String(repeating: sign, count: 100_000) + "\n\n")
    #expect(mail.parts[0].contentType.parameters.count <= Limits.default.listEntries)
  }

  @Test func hyphensAreHeldAgainstFewBoundaries() {
    var text = ""
    for level in 0..<200 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
    text += "\n" + String(repeating: "--\n", count: 300_000)
    #expect(message(text, lineEnd: "\n").parts.count == 201)
  }

  @Test func aBodyLargerThanTheLimitIsCutAndNoted() {
    let limits = Limits(decodedBytes: 1000)
    for encoding in ["7bit", "base64", "quoted-printable"] {
      let text = "Content-Transfer-Encoding: \(encoding)\n\n" + String(repeating: "AAAA", count: 1000)
      let mail = message(text, limits: limits)
      let body = mail.decode(mail.parts[0])
      #expect(body.bytes.count == 1000)
      #expect(body.defects.map(\.code) == [.decodedLimit])
      #expect(mail.decodedText(mail.parts[0]).utf8.count == 1000)
    }
  }

  @Test func softBreaksWithoutEndAreLinear() {
    let mail = message("Content-Transfer-Encoding: quoted-printable\n\n" + String(repeating: "= ", count: 500_000))
    #expect(mail.decoded(mail.parts[0]).count <= 1_000_000)
  }

  @Test func defectsAreBounded() {
    let mail = message(String(repeating: "junk\nX: y\n", count: 10_000) + "\n")
    #expect(mail.defects.count == Limits.default.defects)
  }

  static let names: [(String?, String)] = [
    ("../../etc/passwd", "passwd"),
    ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
    ("CON", "_CON"),
    ("con.txt", "_con.txt"),
    ("a\u{0}b.txt", "ab.txt"),
    ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
    (".hidden", "hidden"),
    ("-rf", "rf"),
    ("name. . .", "name"),
    ("a<b>c:d|e?.txt", "a_b_c_d_e_.txt"),
    ("  grüße   an alle.txt ", "grüße an alle.txt"),
    ("日本語.pdf", "日本語.pdf"),
    ("\u{1B}[31mred", "[31mred"),
    ("line\r\nbreak", "line break"),
    ("...", "document.pdf"),
    ("", "document.pdf"),
    (nil, "document.pdf"),
    ("/", "document.pdf"),
  ]

  @Test(arguments: names) func filenamesAreMadeSafe(_ name: String?, _ expected: String) {
    #expect(SafeFilename.of(name, type: "application", subtype: "pdf") == expected)
  }

  @Test func aNameOfFiveThousandSignsKeepsItsEnding() {
    let name = SafeFilename.of(String(repeating: "ä", count: 5000) + ".xlsx", type: "application", subtype: "pdf")
    #expect(name.utf8.count <= 120)
    #expect(name.hasSuffix(".xlsx"))
  }
}
