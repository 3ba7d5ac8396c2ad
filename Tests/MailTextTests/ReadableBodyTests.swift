import MIME
import MailText
import Testing

@Suite struct ReadableBodyTests {
  private func body(_ mail: String, limit: Int = 1 << 20) -> ReadableBody {
    ReadableBody(Message(Array(mail.utf8)), limit: limit)
  }

  @Test func readsPlainText() {
    let body = body("Subject: x\r\n\r\n\r\nhello\r\nworld\r\n\r\n")
    #expect(body.text == "hello\nworld")
    #expect(body.visible == "hello\nworld")
    #expect(!body.usedHTML)
  }

  @Test func unflowsFlowedText() {
    let body = body("Content-Type: text/plain; format=flowed; delsp=yes\n\nlong \nline\n> q \n> r\n")
    #expect(body.text == "longline\n> qr")
    #expect(body.visible == "longline")
  }

  @Test func readsHTMLWhereThereIsNothingElse() {
    let body = body("Content-Type: text/html; charset=utf-8\n\n<p>Grüße</p><blockquote>old</blockquote>")
    #expect(body.text == "Grüße\n\n> old")
    #expect(body.visible == "Grüße")
    #expect(body.usedHTML)
  }

  private func alternative(_ plain: String) -> String {
    """
    Content-Type: multipart/alternative; boundary=b

    --b
    Content-Type: text/plain

    \(plain)
    --b
    Content-Type: text/html

    <p>from HTML</p>
    --b--
    """
  }

  @Test func prefersThePlainAlternative() {
    #expect(body(alternative("from plain")).text == "from plain")
    #expect(!body(alternative("from plain")).usedHTML)
  }

  @Test func anEmptyAlternativeYieldsToTheOther() {
    let body = body(alternative("  \n \n"))
    #expect(body.text == "from HTML")
    #expect(body.usedHTML)
  }

  @Test func readsTextBelowAnAttachmentAsWell() {
    let mail = """
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      see this:
      --b
      Content-Type: image/png; name=x.png
      Content-Transfer-Encoding: base64

      AAAA
      --b
      Content-Type: text/plain

      and tell me
      --b
      Content-Type: text/plain; name=log.txt
      Content-Disposition: attachment

      not read
      --b--
      """
    #expect(body(mail).text == "see this:\n\nand tell me")
  }

  @Test func aMultipartWithoutPartsIsReadAsItStands() {
    #expect(body("Content-Type: multipart/mixed; boundary=never\n\nwords\n").text == "words")
  }

  @Test func aMessageWithoutTextIsEmpty() {
    #expect(body("").text == "")
    #expect(body("Content-Type: image/png\n\nx").text == "")
    #expect(body("Content-Type: text/html\n\n<img src=x>").visible == "")
    #expect(!body("Content-Type: text/html\n\n<img src=x>").usedHTML)
  }

  @Test func aLongTextIsCutAtACharacterAndSaysSo() {
    let body = body("Content-Type: text/plain; charset=utf-8\n\n" + String(repeating: "é", count: 100), limit: 51)
    #expect(body.text.hasPrefix(String(repeating: "é", count: 25) + "\n\n[The message is longer than 51 bytes"))
    #expect(body.visible == body.text)
  }

  @Test func newWordsThatAreWholeNeedNoNoteOfACut() {
    let body = body(
      "hello\n\nOn Mon, 2 Nov 2026 at 10:07, A <a@b.example> wrote:\n" + String(repeating: "> x\n", count: 100),
      limit: 200)
    #expect(body.visible == "hello")
    #expect(body.text.contains("left out"))
  }

  @Test func aLimitThatIsExactlyMetCutsNothing() {
    #expect(body("Subject: x\n\n12345", limit: 5).text == "12345")
    #expect(body("Subject: x\n\n12345", limit: 0).text.hasPrefix("\n\n["))
  }
}
