import MIME
import Testing

/// What must hold of any mail that is composed, and of any that is only read.
@Suite struct PropertyTests {
  private static let scripts = [
    "abcdefghijklmnopqrstuvwxyz", "ABC 012 .,;:!?", "\"\\()<>@[]=_-", "äöüßéèñ", "Привет мир", "日本語中文한국", "😀👩‍👩‍👧", " \t",
  ].map(Array.init)

  private static func text(_ chance: inout Seeded, upTo most: Int) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...most, using: &chance) {
      if let script = scripts.randomElement(using: &chance), let sign = script.randomElement(using: &chance) {
        text.append(sign)
      }
    }
    return text
  }

  /// A header value comes back with its runs of white space as one space, and none at its ends.
  private static func words(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }

  private static func mail(_ chance: inout Seeded) -> OutgoingMail {
    func person(_ number: Int) -> Address {
      let name = words(text(&chance, upTo: 40))
      return Address(name: name.isEmpty ? nil : name, address: "user\(number)@example.org")
    }
    let lines = (0..<Int.random(in: 0...20, using: &chance)).map { _ in text(&chance, upTo: 120) }
    var mail = OutgoingMail(
      from: person(0), to: (1...Int.random(in: 1...5, using: &chance)).map(person),
      subject: words(text(&chance, upTo: 200)),
      date: DateTime(
        seconds: Int64.random(in: 0...4_000_000_000, using: &chance),
        zoneMinutes: 15 * Int.random(in: -40...40, using: &chance)),
      messageID: "\(UInt64.random(in: 0...UInt64.max, using: &chance))@example.org", text: lines.joined(separator: "\n")
    )
    mail.cc = (0..<Int.random(in: 0...3, using: &chance)).map { person(10 + $0) }
    mail.references = (0..<Int.random(in: 0...30, using: &chance)).map {
      "\($0).\(UInt32.random(in: 0...UInt32.max, using: &chance))@b"
    }
    mail.inReplyTo = mail.references.last
    if Bool.random(using: &chance) { mail.html = "<p>" + text(&chance, upTo: 300) }
    mail.attachments = (0..<Int.random(in: 0...3, using: &chance)).map { number in
      let bytes = (0..<Int.random(in: 0...500, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
      let name = words(text(&chance, upTo: 60))
      return .init(filename: name.isEmpty ? "file\(number)" : name, contentType: "application/x-thing", bytes: bytes)
    }
    return mail
  }

  @Test(arguments: 0..<100) func whatIsComposedIsReadBack(_ round: Int) {
    var chance = Seeded(state: UInt64(round))
    let mail = Self.mail(&chance)
    let bytes = mail.bytes(boundarySeed: UInt64(round))
    OutgoingMailTests.check(bytes)
    let read = Message(bytes)
    #expect(read.defects.isEmpty)
    #expect(read.from == [mail.from])
    #expect(read.to == mail.to)
    #expect(read.cc == mail.cc)
    #expect((read.subject ?? "") == mail.subject)
    #expect(read.date == mail.date)
    #expect(read.messageID == mail.messageID)
    #expect(read.references == mail.references)
    #expect(read.inReplyTo == mail.inReplyTo.map { [$0] } ?? [])
    #expect(read.bodyText.map { Self.lines(read.decodedText($0)) } == Self.lines(mail.text))
    #expect(read.bodyHTML.map { Self.lines(read.decodedText($0)) } == mail.html.map(Self.lines))
    #expect(read.attachments.map(\.filename) == mail.attachments.map(\.filename))
    #expect(read.attachments.map { read.decoded($0) } == mail.attachments.map(\.bytes))
  }

  /// A body's lines; the line break that ends the last one is the mail's.
  private static func lines(_ text: String) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  @Test(arguments: 0..<40) func aMailThatIsOnlyReadKeepsItsBytes(_ round: Int) {
    var chance = Seeded(state: UInt64(5000 + round))
    for seed in MutationTests.seeds {
      let bytes = MutationTests.mutate(seed, &chance)
      let mail = Message(bytes)
      _ = (mail.defects, mail.parts.map { mail.decodedText($0) })
      #expect(mail.bytes == bytes)
      // Of every part its header and body are there, and the body is the last of it.
      for part in mail.parts { #expect(mail.rawBytes(of: part) == bytes[part.bodyRange]) }
    }
  }

  @Test(arguments: 0..<12) func anyPrefixOfAnyMailIsReadAndDecoded(_ round: Int) {
    var chance = Seeded(state: UInt64(9000 + round))
    let seed = MutationTests.mutate(MutationTests.seeds[round % MutationTests.seeds.count], &chance)
    for length in 0...seed.count { MutationTests.read(Array(seed.prefix(length))) }
  }
}
