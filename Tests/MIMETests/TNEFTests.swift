import MIME
import Support
import Testing

@Suite struct TNEFTests {
  private static let whole: [UInt8] = {
    var stream = TNEFStream()
    stream.attribute(0x9007, level: 1, TNEFStream.little(1251, 4) + TNEFStream.little(0, 4))
    stream.attribute(0x8004, level: 1, [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0])
    stream.attribute(
      0x9003, level: 1,
      TNEFStream.properties([
        (0x0003, 0x3FDE, TNEFStream.little(1251, 4)), (0x001F, 0x1000, TNEFStream.utf16("Guten Tag, Größe?")),
        (0x0102, 0x1013, Array("<p>Guten Tag</p>".utf8)),
      ]))
    stream.attribute(0x9002, level: 2, [UInt8](repeating: 0, count: 14))
    stream.attribute(0x8010, level: 2, Array("RECHNU~1.PDF\0".utf8))
    stream.attribute(0x800F, level: 2, Array("%PDF-1.4 one".utf8))
    stream.attribute(
      0x9005, level: 2,
      TNEFStream.properties([
        (0x001F, 0x3707, TNEFStream.utf16("Rechnung März.pdf")), (0x001E, 0x370E, Array("application/pdf\0".utf8)),
        (0x001E, 0x3712, Array("<img1@x>\0".utf8)),
      ]))
    stream.attribute(0x9002, level: 2, [UInt8](repeating: 0, count: 14))
    stream.attribute(0x8010, level: 2, Array("b.txt\0".utf8))
    stream.attribute(0x800F, level: 2, [])
    return stream.bytes
  }()

  @Test func filesNamesAndTextAreRead() throws {
    let read = try #require(TNEF.read(Self.whole))
    #expect(read.isWhole)
    #expect(read.subject == "Привет")
    #expect(read.text == "Guten Tag, Größe?")
    #expect(read.html == "<p>Guten Tag</p>")
    #expect(read.attachments.map(\.filename) == ["Rechnung März.pdf", "b.txt"])
    #expect(read.attachments.map(\.contentType) == ["application/pdf", nil])
    #expect(read.attachments.map(\.contentID) == ["img1@x", nil])
    #expect(read.attachments.map { Array(Self.whole[$0.range]) } == [Array("%PDF-1.4 one".utf8), []])
  }

  @Test func aStreamCutAnywhereGivesWhatCameBefore() throws {
    var most = 0
    for length in 0..<Self.whole.count {
      let read = TNEF.read(Array(Self.whole.prefix(length)))
      #expect((read == nil) == (length < 6))
      let count = read?.attachments.count ?? 0
      #expect(count >= most)
      most = max(most, count)
    }
    #expect(most == 1)
  }

  @Test func liesAboutLengthsNeverTrap() {
    var chance = Seeded(state: 9)
    for _ in 0..<3000 {
      var bytes = Self.whole
      for _ in 0..<Int.random(in: 1...6, using: &chance) {
        bytes[Int.random(in: 6..<bytes.count, using: &chance)] =
          [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &chance) ?? 0
      }
      for attachment in TNEF.read(bytes)?.attachments ?? [] {
        #expect(attachment.range.lowerBound >= 0 && attachment.range.upperBound <= bytes.count)
      }
    }
  }

  @Test func otherBytesAreNoTNEFStream() {
    #expect(TNEF.read([]) == nil)
    #expect(TNEF.read(Array("From: a@b\n\n".utf8)) == nil)
  }
}
