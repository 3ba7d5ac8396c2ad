import Desk
import MIME
import Notices
import Testing

@Suite("Whatever a stranger writes")
struct HostileValueTests {
  /// What our own header may consist of.
  private static let known: Set<String> = [
    "Date", "From", "Reply-To", "To", "Cc", "Message-ID", "In-Reply-To", "References", "Subject", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Thread-Topic", "Thread-Index", "X-Original-Recipient", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
  ]

  private static let pieces = [
    "\r\nBcc: evil@else.example\r\n", "\n\n<html>", "\r\r", "\u{0}", "\u{2028}Bcc: x@y", "\u{85}To: a@b", "\u{B}",
    "\u{C}",
    "=?utf-8?q?=0D=0ABcc:_evil@else.example?=", "<", ">", "\"", "\\", ",", ";", ":", "(", ")", "@", "é", "田中",
    "\u{202E}",
    "{{desk}}", "{{{text}}}", "--=_", "[SD-42]", " ", "\t", "a", String(repeating: "x", count: 1200), "🧨\u{301}\u{301}",
  ]

  @Test(
    "no name, address, subject, id or text becomes a header of its own or breaks a line's bound", arguments: 1...300)
  func injectsNothing(seed: Int) {
    var random = SeededGenerator(UInt64(seed))
    let person = Person(name: random.text(Self.pieces), address: EmailAddress(random.text(Self.pieces)))
    var thread = Drafts.thread
    thread.messageID = random.text(Self.pieces)
    thread.references = [random.text(Self.pieces), random.text(Self.pieces)]
    thread.topic = random.text(Self.pieces)
    thread.index = random.text(Self.pieces)
    thread.from = person
    thread.text = random.text(Self.pieces)
    let ticket = Drafts.ticket(subject: random.text(Self.pieces), requester: person)
    let kind = OutgoingKind.allCases[Int(random.next() % 6)]
    var settings = Drafts.settings
    if random.next() % 4 == 0 { settings.notices.redirectTo = EmailAddress("trial@desk.example") }
    let notice = Drafts.notice(
      kind, ticket: ticket, recipient: person, thread: thread, actor: random.text(Self.pieces),
      text: random.text(Self.pieces))
    let reply = Drafts.reply(
      ticket: ticket, to: [person], cc: [person], thread: thread, author: random.text(Self.pieces),
      text: random.text(Self.pieces))
    let isInternational = person.address?.original.utf8.contains { $0 >= 0x80 } == true
    for (name, message) in [
      ("\(kind)", Drafts.composed(notice, settings: settings)), ("reply", Drafts.composed(reply, settings: settings)),
    ] {
      check(message, "seed \(seed) \(name)")
      // An address beyond ASCII has no other form (RFC 6532); all else is written in seven bits.
      #expect(isInternational || message.bytes.allSatisfy { $0 < 0x80 }, "seed \(seed) \(name)")
    }
  }

  private func check(_ message: Message, _ comment: Comment) {
    let names = message.fieldNames
    #expect(Set(names).isSubset(of: Self.known), comment)
    #expect(Set(names).count == names.count, comment)
    #expect(message.headers.count == names.count, comment)
    #expect(message.messageID == "sd.42.7.mac@desk.example", comment)
    #expect(message.structure == "multipart/alternative(text/plain,text/html)", comment)
    #expect(message.plain.hasSuffix("\n\nRef: SD-42.7.mac"), comment)
    #expect(message.bytes.allSatisfy { $0 != 0 }, comment)
    let lines = message.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 998 }, comment)
    #expect(
      lines.dropLast().allSatisfy { $0.last == UInt8(ascii: "\r") && $0.dropLast().allSatisfy { $0 != 13 } }, comment)
  }
}

/// The same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A few of `pieces`, one after the other.
  mutating func text(_ pieces: [String]) -> String {
    (0..<(1 + next() % 6)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined()
  }
}
