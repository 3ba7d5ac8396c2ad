import MIME
import Testing

/// What Sisimai, which knows more dialects of mail systems than anybody, says of its own collection of reports.
@Suite(.enabled(if: Corpus.directory != nil, "no corpus: set SERVICEDESK_CORPUS to compare with Sisimai"))
struct BounceCorpusTests {
  private struct Facts: Decodable {
    var kind: String
    var results: [Result]
    var dsn: [Recipient]?
  }

  private struct Result: Decodable {
    var status: String?
    var hard: Bool
  }

  private struct Recipient: Decodable {
    var final_recipient: String
    var status: String?
  }

  /// What we read otherwise, and why.
  private static let differences: [String: Set<String>] = [
    // The report states its recipient in RFC 2047: we give it decoded.
    "07f358bd": ["recipients"],
    // Two recipients without the empty line between them; the expectation has one alone, Sisimai's count both.
    "5e0760b0": ["recipients", "statuses"],
    // The report names neither a code nor a recipient of its own; Sisimai infers 4.0.0 from what it knows of this relay.
    "0d637796": ["statuses", "class"], "3242e7c9": ["statuses", "class"],
    // The Status field says 4.5.0 and the words 5.5.0: the field is the system's own answer.
    "1e70b52f": ["class"],
    // Both codes stand there: the field's is 4.4.7, the one quoted within the words 4.4.2.
    "3de6c249": ["statuses"],
    // A list program that tells a stranger "you are not a member", and a delivery that was good in words alone.
    "15283300": ["kind", "hard"], "3da5a2fb": ["kind"],
  ]

  /// Where advice about a dead address differs.
  ///
  /// Sisimai calls refusals after DATA "filtered" whatever the words are; we
  /// believe the words: "User unknown", "does not exist", 5.1.1.
  private static let believedWords: Set<String> = [
    "069b6c73", "06d540e4", "0b32bb53", "0c458bc1", "1a24fda7", "25a71681", "2a8f5d81", "2ba0d4a1", "436d916a",
    "44623f5c", "451a6c23", "4d478da0", "55865ed6", "5e9e2bcb", "5f2d11ef",
    // Refusals whose words do not say that the address is dead: "Rejected", "Access denied", "Unable to deliver", and a
    // sentence in Japanese.
    "49537ed5", "38e685fc", "5c0ef367", "11276a8d",
  ]

  @Test func reportsAreReadAsBySisimai() throws {
    var met: [String: Set<String>] = [:]
    for (name, bytes) in try Corpus.mail("bounces/open/eml") {
      let differing = Self.differing(Message(bytes), try Corpus.facts("bounces/open/expected", name))
      if !differing.isEmpty { met[String(name.prefix(8))] = differing }
    }
    let expected = Self.differences.merging(Self.believedWords.map { ($0, ["hard"]) }) { $0.union($1) }
    for id in Set(met.keys).union(expected.keys) {
      #expect(met[id] == expected[id], "\(id)")
    }
  }

  private static func differing(_ mail: Message, _ facts: Facts) -> Set<String> {
    let report = DeliveryReport.read(mail)
    var names: Set<String> = []
    if kind(mail, report) != facts.kind { names.insert("kind") }
    guard facts.kind == "bounce" else { return names }
    if report?.isHard != facts.results.contains(where: \.hard) { names.insert("hard") }
    let recipients = report?.recipients ?? []
    let statuses = recipients.map { $0.status ?? "" }.sorted()
    let known = facts.results.compactMap(\.status)
    if let stated = facts.dsn, !stated.isEmpty {
      let addresses = recipients.map { $0.address.lowercased() }.sorted()
      if addresses != stated.map(\.final_recipient).sorted() { names.insert("recipients") }
      if statuses != stated.map({ $0.status ?? "" }).sorted() { names.insert("statuses") }
    } else if known.count == facts.results.count, statuses != known.sorted() {
      names.insert("statuses")
    }
    if known.count == facts.results.count, Set(statuses.map(\.first)) != Set(known.map(\.first)) {
      names.insert("class")
    }
    return names
  }

  private static func kind(_ mail: Message, _ report: DeliveryReport?) -> String {
    if FeedbackReport.read(mail) != nil { return "feedback" }
    if let report { return [.delivered, .relayed, .expanded].contains(report.kind) ? "delivered" : "bounce" }
    let signs = AutomaticSigns.read(mail)
    return signs.isAutoReply || signs.autoSubmitted == .autoReplied ? "vacation" : ""
  }
}
