import Testing

@testable import Mailbox

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]) func agreesWithTheStandardsExamples(_ text: String, _ expected: String) {
    var digest = SHA256()
    digest.update(Array(text.utf8))
    #expect(digest.finish() == expected)
  }

  @Test func piecesGiveTheSameAsTheWhole() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var whole = SHA256()
    whole.update(bytes)
    let expected = whole.finish()
    for cut in 0...300 {
      var pieces = SHA256()
      pieces.update(bytes[..<cut])
      pieces.update(bytes[cut...])
      #expect(pieces.finish() == expected)
    }
  }
}
