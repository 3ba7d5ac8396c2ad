import Foundation
import MIME
import Testing

/// Published test messages of other mail libraries, with facts on which independent parsers agree.
///
/// They stand outside the package, in `$SERVICEDESK_CORPUS` or `../shared/corpus`; where they are absent there is nothing
/// to compare with.
enum Corpus {
  static let directory: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["SERVICEDESK_CORPUS"].map { URL(fileURLWithPath: $0) }
    let corpus = given ?? root.deletingLastPathComponent().appendingPathComponent("shared/corpus")
    return FileManager.default.fileExists(atPath: corpus.appendingPathComponent("open/eml").path) ? corpus : nil
  }()

  static func mail(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let directory = try #require(directory).appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
      ($0, Array(try Data(contentsOf: directory.appendingPathComponent($0))))
    }
  }
}

@Suite(.enabled(if: Corpus.directory != nil, "no corpus: set SERVICEDESK_CORPUS to compare with other parsers"))
struct CorpusTests {
  private struct Facts: Decodable {
    var subject: String?
    var structure: String?
    var references: [String]?
    var in_reply_to: [String]?
  }

  @Test func factsAgreeWithOtherParsers() throws {
    let expected = try #require(Corpus.directory).appendingPathComponent("open/expected")
    for (name, bytes) in try Corpus.mail("open/eml") {
      let file = expected.appendingPathComponent(name.replacingOccurrences(of: ".eml", with: ".json"))
      let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: file))
      let mail = Message(bytes)
      if let structure = facts.structure { #expect(mail.structure == structure, "\(name)") }
      if let subject = facts.subject { #expect(Self.words(mail.subject ?? "") == Self.words(subject), "\(name)") }
      if let references = facts.references { #expect(mail.references == references, "\(name)") }
      if let parents = facts.in_reply_to { #expect(mail.inReplyTo == parents, "\(name)") }
    }
  }

  @Test func ordinaryMailIsNoDeliveryReport() throws {
    let list = try #require(Corpus.directory).appendingPathComponent("open/negatives.txt")
    let names = Set(
      try String(contentsOf: list, encoding: .utf8).split(whereSeparator: \.isWhitespace).map { "\($0).eml" })
    for (name, bytes) in try Corpus.mail("open/eml") where names.contains(name) {
      #expect(DeliveryReport.read(Message(bytes)) == nil, "\(name)")
    }
  }

  @Test func nearlyEveryBounceIsRecognised() throws {
    let bounces = try Corpus.mail("bounces/open/eml")
    let recognised = bounces.filter { mail in
      let message = Message(mail.bytes)
      return DeliveryReport.read(message) != nil || FeedbackReport.read(message) != nil
        || AutomaticSigns.read(message).isAutomatic
    }
    #expect(recognised.count * 100 >= bounces.count * 98)
  }

  @Test func mutationsOfRealMailDoNotTrap() throws {
    var chance = Seeded(state: 7)
    for (_, bytes) in try Corpus.mail("open/eml") where bytes.count < 8000 {
      MutationTests.read(MutationTests.mutate(bytes, &chance))
    }
  }

  private static func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }
}
