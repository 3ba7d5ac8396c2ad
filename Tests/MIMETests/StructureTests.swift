import MIME
import Testing

@Suite struct StructureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let structure: String
    let codes: [Defect.Code]
    var testDescription: String { name }

    init(_ name: String, _ structure: String, _ text: String) { self.init(name, structure, [], text) }

    init(_ name: String, _ structure: String, _ codes: [Defect.Code], _ text: String) {
      self.name = name
      self.text = text
      self.structure = structure
      self.codes = codes
    }
  }

  static let cases = [
    Case("nothing", "text/plain", ""),
    Case("no type", "text/plain", "Subject: x\n\ntext"),
    Case("bad type", "text/plain", [.badContentType], "Content-Type: nonsense\n\ntext"),
    Case(
      "nested", "multipart/mixed(multipart/alternative(text/plain,text/html),image/png)",
      """
      Content-Type: multipart/mixed; boundary=a

      preamble
      --a
      Content-Type: multipart/alternative; boundary="b"

      --b

      text
      --b
      Content-Type: text/html

      <p>
      --b--
      between
      --a
      Content-Type: image/png
      Content-Transfer-Encoding: base64

      AAAA
      --a--
      epilogue
      """),
    Case(
      "one boundary begins another", "multipart/mixed(multipart/mixed(text/plain),text/html)",
      """
      Content-Type: multipart/mixed; boundary=a

      --a
      Content-Type: multipart/mixed; boundary=aa

      --aa

      text
      --aa--
      --a
      Content-Type: text/html

      --a--
      """),
    Case(
      "inner not closed", "multipart/mixed(multipart/mixed(text/plain),text/html)", [.notClosed],
      """
      Content-Type: multipart/mixed; boundary=a

      --a
      Content-Type: multipart/mixed; boundary=b

      --b

      text
      --a
      Content-Type: text/html

      <p>
      --a--
      """),
    Case(
      "never closed", "multipart/mixed(text/plain)", [.notClosed],
      "Content-Type: multipart/mixed; boundary=a\n\n--a\n\ntext"),
    Case(
      "no boundary named", "multipart/mixed()", [.noBoundary], "Content-Type: multipart/mixed\n\n--a\n\ntext\n--a--"),
    Case(
      "boundary never met", "multipart/mixed()", [.boundaryNotFound],
      "Content-Type: multipart/mixed; boundary=a\n\n--b\n\ntext\n--b--"),
    Case(
      "boundary in the header", "multipart/mixed(text/html,text/plain)", [.noHeaderEnd],
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n--a\n\ntext\n--a--"),
    Case(
      "trailing blanks", "multipart/mixed(text/plain)",
      "Content-Type: multipart/mixed; boundary=a\n\n--a \t\n\ntext\n--a-- \n"),
    Case(
      "digest", "multipart/digest(message/rfc822)",
      "Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: inner\n\ntext\n--a--"),
    Case(
      "nested message whole", "multipart/mixed(message/rfc822)",
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b--\n--a--"
    ),
    Case(
      "boundary in sections", "multipart/mixed(text/plain)",
      "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\ntext\n--ab--"),
    Case(
      "boundary twice in a row", "multipart/mixed(text/html)", [.malformedHeader],
      "Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\nContent-Type: text/html\n\n<p>\n--a--"),
    Case(
      "last boundary without its hyphens", "multipart/mixed(text/html)", [.notClosed],
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>\n--a\n"),
    Case(
      "no empty line before the first boundary", "multipart/mixed(text/html)", [.noHeaderEnd],
      "Content-Type: multipart/mixed; boundary=a\n--a\nContent-Type: text/html\n\n<p>\n--a--"),
    Case(
      "quoted boundary with odd signs", "multipart/mixed(text/plain)",
      "Content-Type: multipart/mixed; boundary=\"=_(a) b?\"\n\n--=_(a) b?\n\ntext\n--=_(a) b?--"),
  ]

  @Test(arguments: cases, ["\n", "\r\n"]) func partsAreFound(_ example: Case, _ lineEnd: String) {
    let mail = message(example.text, lineEnd: lineEnd)
    #expect(mail.structure == example.structure)
    for code in example.codes { #expect(mail.defects.contains { $0.code == code }) }
    if example.codes.isEmpty, example.text.hasPrefix("C") { #expect(mail.structureDefects.isEmpty) }
  }

  @Test func theLineBreakBeforeABoundaryIsTheBoundarys() {
    let mail = message("Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n\n--a\n\n--a--")
    #expect(mail.leaves.map { mail.decodedText($0) } == ["one\r\n", ""])
  }

  @Test func bodiesAndAttachmentsAreToldApart() {
    let mail = message(
      """
      Content-Type: multipart/mixed; boundary=a

      --a
      Content-Type: text/plain

      body
      --a
      Content-Type: text/html

      <p>html
      --a
      Content-Type: text/plain; name=x.txt

      named
      --a
      Content-Type: text/plain
      Content-Disposition: attachment

      attached
      --a
      Content-Type: text/plain

      second
      --a
      Content-Type: image/png
      Content-Disposition: inline

      image
      --a--
      """)
    #expect(mail.bodyText.map { mail.decodedText($0) } == "body")
    #expect(mail.bodyHTML.map { mail.decodedText($0) } == "<p>html")
    #expect(mail.attachments.map { mail.decodedText($0) } == ["named", "attached", "image"])
    #expect(mail.leaves.count == 6)
  }
}
