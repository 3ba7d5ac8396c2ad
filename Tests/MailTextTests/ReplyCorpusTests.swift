import Foundation
import MIME
import MailText
import Support
import Testing

/// Published replies of other projects, with the words that their senders newly wrote.
@Suite struct ReplyCorpusTests {
  private struct Expectation: Decodable { let visible: String }

  @Test func agreesWithPublishedRepliesButWhereAllWouldBeFolded() throws {
    guard let corpus = PackageTree.corpus?.appending(path: "replies/open") else {
      print("skipped: no mail corpus; set SERVICEDESK_CORPUS")
      return
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.appending(path: "expected").path).sorted()
    try #require(!names.isEmpty)
    for name in names {
      let expected = try JSONDecoder().decode(
        Expectation.self, from: Data(contentsOf: corpus.appending(path: "expected/\(name)")))
      let file = corpus.appending(path: "eml").appending(path: name.replacing(".json", with: ".eml"))
      let body = ReadableBody(Message([UInt8](try Data(contentsOf: file))))
      // A reply of nothing but quotes is shown whole; the fixture would show nothing.
      let wanted = tidy(expected.visible)
      #expect(tidy(body.visible) == (wanted.isEmpty ? tidy(body.text) : wanted), "\(name)")
    }
  }

  /// As the judge compares: without white space at line ends, and with at most one blank line.
  private func tidy(_ text: String) -> String {
    var lines: [Substring] = []
    for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
      let end = line.lastIndex { $0 != " " && $0 != "\t" }.map { line.index(after: $0) } ?? line.startIndex
      let kept = line[..<end]
      if kept.isEmpty && lines.last?.isEmpty ?? true { continue }
      lines.append(kept)
    }
    while lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
