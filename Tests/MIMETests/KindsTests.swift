import MIME
import Testing

/// Kinds of parts that mail carries besides text and files: each is found, named, and kept to the byte.
@Suite struct KindsTests {
  @Test(arguments: [
    ("text/calendar; method=REQUEST", "invite.ics"), ("application/ics", "invite.ics"), ("text/vcard", "contact.vcf"),
    ("text/x-vcard", "contact.vcf"), ("application/pgp-signature", "signature.asc"),
    ("application/pkcs7-signature", "smime.p7s"), ("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m"),
    ("application/ms-tnef", "winmail.dat"), ("message/rfc822", "message.eml"), ("image/webp", "image.webp"),
    ("x-thing/of-nobody", "attachment.bin"), ("application/x-../../evil", "attachment.bin"),
  ])
  func aNamelessPartGetsAName(_ type: String, _ name: String) {
    let mail = message("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: \(type)\n\nx\n--a--")
    #expect(mail.attachments.map(\.filename) == [nil])
    #expect(mail.attachments.map(\.safeFilename) == [name])
  }

  @Test func aPieceOfAMessageIsKeptAsBytes() {
    let mail = message(
      "Content-Type: message/partial; id=\"a@b\"; number=2; total=3\n\nSubject: not mine\n\npiece")
    #expect(mail.structure == "message/partial")
    #expect(mail.subject == nil)
    #expect(mail.parts[0].contentType["number"] == "2")
    #expect(mail.attachments.map { mail.decodedText($0) } == ["Subject: not mine\r\n\r\npiece"])
  }

  @Test func aBodyThatLiesElsewhereIsKeptAsBytes() {
    let mail = message("Content-Type: message/external-body; access-type=ftp; name=x\n\nContent-Type: image/png\n\n")
    #expect(mail.structure == "message/external-body")
    #expect(mail.parts[0].contentType["access-type"] == "ftp")
  }

  @Test func picturesOfAPageAreFoundByTheirID() {
    let mail = message(
      """
      Content-Type: multipart/related; type="text/html"; start="<page@a>"; boundary=a

      --a
      Content-Type: text/html
      Content-ID: <page@a>

      <img src="cid:logo@a">
      --a
      Content-Type: image/png; name=logo.png
      Content-ID: <logo@a>
      Content-Disposition: inline

      picture
      --a--
      """)
    #expect(mail.bodyHTML?.contentID == "page@a")
    let logo = mail.parts.first { $0.contentID == "logo@a" }
    #expect(logo.map { mail.decodedText($0) } == "picture")
    #expect(logo?.filename == "logo.png")
    #expect(logo?.disposition?.isAttachment == false)
  }

  /// A signature holds for bytes: what was signed must come out exactly as it went in, its own header and odd blanks too.
  @Test func whatWasSignedIsKeptToTheByte() {
    let signed = "Content-Type: text/plain; charset=utf-8\r\n\r\nblanks at the end  \r\n\r\n-- \r\nsigned\r\n"
    let mail = Message(
      Array(
        ("Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=s\r\n\r\n"
          + "--s\r\n" + signed + "\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nsignature\r\n--s--\r\n")
          .utf8))
    #expect(mail.structure == "multipart/signed(text/plain,application/pgp-signature)")
    let part = mail.parts[1]
    #expect(
      String(decoding: mail.bytes[part.headerRange.lowerBound..<part.bodyRange.upperBound], as: UTF8.self) == signed)
    #expect(mail.attachments.map(\.safeFilename) == ["signature.asc"])
  }

  @Test func whatIsEncryptedIsKeptAndNamed() {
    let mail = message(
      """
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e

      --e
      Content-Type: application/pgp-encrypted

      Version: 1
      --e
      Content-Type: application/octet-stream; name=encrypted.asc

      -----BEGIN PGP MESSAGE-----
      --e--
      """)
    #expect(mail.attachments.map(\.safeFilename) == ["version.txt", "encrypted.asc"])
    #expect(mail.bodyText == nil)
  }

  /// RFC 6532: a header in UTF-8, names and addresses of any script, without encoded words.
  @Test func headersInUTF8AreRead() {
    let mail = message(
      """
      From: Жанна Иванова <жанна@пример.example>
      To: 日本太郎 <太郎@例え.example>, "Größe, J" <j@b.example>
      Subject: Änderung 日本
      Message-ID: <жанна.1@пример.example>
      References: <ä@b> <ö@c>
      Content-Type: text/plain; name="résumé.txt"

      text
      """)
    #expect(mail.from == [Address(name: "Жанна Иванова", address: "жанна@пример.example")])
    #expect(
      mail.to == [
        Address(name: "日本太郎", address: "太郎@例え.example"), Address(name: "Größe, J", address: "j@b.example"),
      ])
    #expect(mail.subject == "Änderung 日本")
    #expect(mail.messageID == "жанна.1@пример.example")
    #expect(mail.references == ["ä@b", "ö@c"])
    #expect(mail.parts[0].filename == "résumé.txt")
    #expect(mail.defects.isEmpty)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineEndsMayBeMixed(_ odd: String) {
    let text = "Content-Type: multipart/mixed; boundary=a\r\n\n--a\n\r\none\(odd)two\n--a\r\n\nthree\r\n--a--\n"
    let mail = Message(Array(text.utf8))
    #expect(mail.structure == "multipart/mixed(text/plain,text/plain)")
    #expect(mail.leaves.map { mail.decodedText($0) } == ["one\(odd)two", "three"])
  }
}
