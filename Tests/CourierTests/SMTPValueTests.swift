import Testing

@testable import Courier

@Suite struct SMTPReplyTests {
  @Test func readsCodeStatusAndWords() throws {
    let reply = try #require(SMTPReply(["550-5.1.1 unknown", "550 5.1.1 user"]))
    #expect(reply.code == 550)
    #expect(reply.status == "5.1.1")
    #expect(reply.text == "550 5.1.1 unknown 5.1.1 user")
  }

  @Test(arguments: [
    "550 user 5.1.1 unknown", "550 4.1.1 unknown", "550 5.1 unknown", "550 5.1.1.1 x", "550", "550 5..1 x",
  ])
  func aStatusIsOneOnlyAtTheStartAndOfTheSameClass(_ line: String) {
    #expect(SMTPReply([line])?.code == 550)
    #expect(SMTPReply([line])?.status == nil)
  }

  @Test(arguments: ["", "55", "abc def", "550-more", "5500 x"]) func whatIsNoAnswersEndIsNone(_ line: String) {
    #expect(SMTPReply([line]) == nil)
  }
}

@Suite struct SMTPAddressTests {
  @Test(arguments: [
    ("ana@acme.example", "ana@acme.example"), ("o'hara+x=y/z@acme.example", "o'hara+x=y/z@acme.example"),
    ("ana@[192.0.2.1]", "ana@[192.0.2.1]"), ("ana@[IPv6:2001:db8::1]", "ana@[IPv6:2001:db8::1]"),
    ("ana@MÜNCHEN.example", "ana@xn--mnchen-3ya.example"), ("ana@例え。example", "ana@xn--r8jz45g.example"),
    // Decomposed: the umlaut is a letter and a mark.
    ("ana@mu\u{308}nchen.example", "ana@xn--mnchen-3ya.example"), ("ana@_dmarc.example", "ana@_dmarc.example"),
  ]) func anAddressHasOneFormOnTheWire(_ address: String, _ wire: String) throws {
    #expect(try SMTPAddress(address).text == wire)
    #expect(try SMTPAddress(address).needsUTF8 == false)
  }

  @Test func aLocalPartBeyondASCIINeedsAServerThatKnowsIt() throws {
    #expect(try SMTPAddress("jörg@acme.example").needsUTF8)
    #expect(try SMTPAddress("jörg@acme.example").text == "jörg@acme.example")
  }
}

@Suite struct PunycodeTests {
  /// RFC 3492, section 7.1, in lower case.
  @Test(arguments: [
    ("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
    ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
    ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"),
    ("bücher", "xn--bcher-kva"), ("ü", "xn--tda"),
  ]) func agreesWithTheStandardsExamples(_ label: String, _ expected: String) {
    #expect(Punycode.label(label) == expected)
  }

  @Test func aLabelTooLongToBeOneIsNone() {
    #expect(Punycode.label(String(repeating: "ü", count: 64)) == nil)
  }
}

@Suite struct SMTPBodyTests {
  @Test(arguments: [
    ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\nb", "a\r\nb\r\n"), ("a\rb\r", "a\r\nb\r\n"), ("\n\r\r\n", "\r\n\r\n\r\n"),
    ("", "\r\n"),
    ("a\r\n.\n.\r.\r\n", "a\r\n.\r\n.\r\n.\r\n"),
  ]) func everyLineEndsInCRLFOnTheWire(_ text: String, _ wire: String) {
    #expect(String(decoding: SMTPBody.withNetworkLineEnds(Array(text.utf8)), as: UTF8.self) == wire)
  }

  @Test func filesHaveLineFeeds() {
    #expect(SMTPBody.withFileLineEnds(Array("a\r\nb\rc\n\r\n".utf8)) == Array("a\nb\rc\n\n".utf8))
  }
}
