import MIME
import Testing
import Triage

@Suite("Fingerprints of mail")
struct ContentDigestTests {
  private static let text = """
    From: Ana <ana@acme.example>
    To: support@desk.example
    Subject: VPN down
    Date: Thu, 26 Nov 2026 10:00:00 +0000
    Message-ID: <1@acme.example>

    Nobody can
    reach the VPN.

    """

  private func digest(_ text: String) -> [UInt8] { ContentDigest.ofContent(Message(bytes(text))) }

  @Test("trace headers and recipients are left out")
  func ignoresTrace() {
    let copy =
      "Return-Path: <ana@acme.example>\nDelivered-To: help@desk.example\nReceived: by mx; Thu, 26 Nov 2026 10:00:02 +0000\n"
      + "DKIM-Signature: v=1; d=acme.example\n" + Self.text.replacing("To: support@", with: "To: billing@")
    #expect(digest(copy) == digest(Self.text))
  }

  @Test("the line ends of the two worlds make no difference, in any size of piece")
  func ignoresLineEnds() {
    let long = Self.text + String(repeating: "a line of words\n", count: 5000)
    #expect(
      ContentDigest.ofContent(Message(Array(long.utf8))) == ContentDigest.ofContent(Message(bytes(long))))
    #expect(ContentDigest.ofContent(Message(Array("\r\ra".utf8))) != ContentDigest.ofContent(Message(Array("a".utf8))))
  }

  @Test(
    "what was written makes a difference",
    arguments: [
      ("<ana@", "<bo@"), ("VPN down", "VPN up"), ("10:00:00", "10:00:01"), ("<1@", "<2@"), ("reach", "find"),
      ("reach the VPN.\n", "reach the VPN.\n\n"),
    ])
  func seesContent(old: String, new: String) {
    #expect(digest(Self.text.replacing(old, with: new)) != digest(Self.text))
  }

  @Test("values cannot move from one header to the next")
  func separatesFields() {
    #expect(digest("From: a\nSubject: b\n\n") != digest("From: a\nFrom: b\n\n"))
    #expect(digest("Subject: ab\n\n") != digest("Subject: a\nSubject: b\n\n"))
  }

  @Test("a text is known again whatever its white space")
  func ignoresSpace() {
    #expect(
      ContentDigest.ofText("We found it,\n ten more minutes.")
        == ContentDigest.ofText("We found it, ten\r\nmore minutes."))
    #expect(ContentDigest.ofText("yes") != ContentDigest.ofText("Yes"))
    #expect(ContentDigest.key("VPN  Down") == ContentDigest.key("vpn down"))
    #expect(ContentDigest.key("VPN down") != ContentDigest.key("VPN up"))
  }

  @Test("SHA-256 is the standard's")
  func isSHA256() {
    let abc = Array("abc".utf8)
    #expect(ContentDigest.sha256(abc).prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
    #expect(ContentDigest.sha256((abc + abc)[3...]) == ContentDigest.sha256(abc))
  }
}
