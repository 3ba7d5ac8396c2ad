import Support
import Testing

@testable import Mailbox

/// What a server says, cut anywhere by the network and written by anybody.
@Suite struct IMAPAnswerTests {
  static func responses(_ text: String, most: Int = 1 << 20) throws -> [IMAPResponse] {
    var framer = IMAPFramer(mostLiteral: most)
    framer.push(Array(text.utf8))
    var responses: [IMAPResponse] = []
    while let frame = try framer.next() { responses.append(IMAPResponse(frame)) }
    return responses
  }

  static let conversation =
    "* OK [CAPABILITY IMAP4rev1 IDLE] ready {3}\r\n* CAPABILITY IMAP4rev1 idle UIDPLUS\r\n* 12 EXISTS\r\n"
    + "* OK [UIDVALIDITY 1764150000] valid\r\n"
    + "* 3 FETCH (UID 7 FLAGS (\\Seen $Label) RFC822.SIZE 11 INTERNALDATE \"26-Nov-2026 08:56:12 +0100\" BODY[] {11}\r\n"
    + "a\r\n* 1)b\r\n{)\r\n* 4 FETCH (BODY[]<0> \"x\\\"y\" UID 8)\r\n* 2 EXPUNGE\r\n+ idling\r\n"
    + "* LIST (\\Noselect) \".\" \"\"\r\ns4 NO [TRYCREATE] no such folder\r\n* BYE\r\n"

  static func expected() throws -> [IMAPResponse] { try responses(conversation) }

  @Test func aConversationIsUnderstood() throws {
    let said = try Self.expected()
    #expect(said.count == 11)
    #expect(said[1] == .capability(["IMAP4REV1", "IDLE", "UIDPLUS"]))
    #expect(said[2] == .exists(12))
    guard case .status(let valid) = said[3], case .fetch(let first) = said[4], case .fetch(let second) = said[5] else {
      Issue.record("\(said)")
      return
    }
    #expect(valid.number("UIDVALIDITY") == 1_764_150_000)
    #expect(first.uid == 7 && first.size == 11 && first.flags == ["\\seen", "$label"])
    #expect(first.body == Array("a\r\n* 1)b\r\n{".utf8))
    #expect(first.internalDate == 1_795_679_772)
    #expect(second.uid == 8 && second.body == Array("x\"y".utf8))
    #expect(said[6] == .expunged)
    #expect(said[7] == .goOn)
    #expect(said[8] == .list(delimiter: "."))
    guard case .done("s4", let status) = said[9] else {
      Issue.record("\(said[9])")
      return
    }
    #expect(status.condition == .no && status.has("TRYCREATE") && status.text == "no such folder")
  }

  @Test func howeverTheNetworkCutsItTheAnswerIsTheSame() throws {
    let bytes = Array(Self.conversation.utf8)
    let expected = try Self.expected()
    for size in 1...40 {
      var framer = IMAPFramer()
      var said: [IMAPResponse] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        framer.push(bytes[start..<min(start + size, bytes.count)])
        while let frame = try framer.next() { said.append(IMAPResponse(frame)) }
      }
      #expect(said == expected, "pieces of \(size)")
    }
  }

  @Test func memoryIsBoundedWhateverIsAnnounced() throws {
    #expect(throws: IMAPFramer.Fault.literalTooLarge(999_999_999_999)) {
      try Self.responses("* 1 FETCH (BODY[] {999999999999}\r\n")
    }
    #expect(throws: IMAPFramer.Fault.literalTooLarge(6)) {
      try Self.responses("* 1 FETCH (A {5}\r\n12345 B {6}\r\n123456)\r\n", most: 10)
    }
    #expect(throws: IMAPFramer.Fault.lineTooLong) {
      try Self.responses("* 1 FETCH (" + String(repeating: "x", count: IMAPFramer.mostText + 10))
    }
  }

  @Test(arguments: [
    "* 1 FETCH (((((((((((((((((((((((((((((((((((((((((((((((((((((\r\n", "* 1 FETCH )))\r\n", "* 1 FETCH (UID)\r\n",
    "* 1 FETCH (UID 99999999999 FLAGS NIL)\r\n", "* 1 FETCH (BODY[ {0}\r\n)\r\n", "*\r\n", "\r\n", "* \r\n",
    "* OK [UIDVALIDITY\r\n", "* OK [UIDVALIDITY x]\r\n", "* 99999999999999999999 EXISTS\r\n", "s1\r\n", "* FETCH\r\n",
  ]) func nonsenseIsHeardAndLeftAside(_ line: String) throws {
    let said = try Self.responses(line + "* 5 EXISTS\r\n")
    #expect(said.last == .exists(5))
  }

  @Test(arguments: 0..<40) func noiseNeverTraps(_ round: Int) throws {
    var chance = SeededRandom(seed: UInt64(round))
    for _ in 0..<200 {
      var bytes = Array(Self.conversation.utf8)
      for _ in 0..<Int.random(in: 1...20, using: &chance) {
        let place = Int.random(in: 0..<bytes.count, using: &chance)
        switch Int.random(in: 0..<3, using: &chance) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: Array("({\")}]\r\n\\[ 9".utf8).shuffled(using: &chance).prefix(3), at: place)
        }
      }
      var framer = IMAPFramer(mostLiteral: 1000)
      framer.push(bytes)
      while let frame = try? framer.next() { _ = IMAPResponse(frame) }
    }
  }

  @Test(
    arguments: [
      ("17-Jul-1996 02:44:25 -0700", 837_596_665), (" 1-Jan-1970 00:00:00 +0000", 0),
      ("29-Feb-2024 23:59:60 +0000", 1_709_251_200),
      ("1-Jan-0001 00:00:00 +0000", -62_135_596_800), ("32-Jan-2024 00:00:00 +0000", nil),
      ("17-Foo-1996 02:44:25 -0700", nil),
      ("", nil), ("17-Jul-1996", nil), ("17-Jul-1996 02:44 -0700", nil),
    ] as [(String, Int64?)]) func datesAreRead(_ text: String, _ seconds: Int64?)
  {
    #expect(IMAPDate.seconds(text) == seconds)
  }

  @Test(arguments: [
    ("INBOX", "\"INBOX\""), ("A&B", "\"A&-B\""), ("Entwürfe", "\"Entw&APw-rfe\""), ("日本語", "\"&ZeVnLIqe-\""),
    ("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""), ("a\"b\\c", "\"a\\\"b\\\\c\""),
    ("x\r\nLOGOUT", "\"x&AA0ACg-LOGOUT\""), ("😀", "\"&2D3eAA-\""),
  ]) func folderNamesGoInModifiedUTF7(_ name: String, _ wire: String) {
    #expect(IMAPFolderName.quoted(name) == wire)
  }

  @Test func numbersAreNamedInRanges() {
    #expect(IMAPSequence.text([1, 2, 3, 7, 9, 10]) == "1:3,7,9:10")
    #expect(IMAPSequence.text([5]) == "5")
    #expect(IMAPSequence.text([3, 1, 2, 2]) == "1:3")
    #expect(IMAPSequence.text([.max, .max - 1]) == "4294967294:4294967295")
  }
}
