import Testing
import Triage

@Suite("The same messages in any order give the same tickets")
struct OrderTests {
  /// A message of a conversation, written `at` minutes past ten.
  private static func message(
    _ id: String, at minute: Int, from: String = "ana@acme.example", _ subject: String = "Re: VPN",
    answers: String? = nil,
    references: [String] = [], more: String = "X-Mailer: x"
  ) -> String {
    let answers = answers.map { "In-Reply-To: <\($0)>\n" } ?? ""
    let references = references.isEmpty ? "" : "References: \(references.map { "<\($0)>" }.joined(separator: " "))\n"
    return """
      From: \(from)
      To: support@desk.example
      Subject: \(subject)
      Date: Thu, 26 Nov 2026 10:\(minute / 10)\(minute % 10):00 +0000
      Message-ID: <\(id)>
      \(more)
      \(answers)\(references)
      Words of \(id)
      """
  }

  /// Each answer names only the one before it; one raises, headers of answers do nothing.
  private static let chain = [
    message("1@x", at: 1, "VPN", more: "X-Priority: 5"), message("2@x", at: 2, from: "bo@acme.example", answers: "1@x"),
    message("3@x", at: 3, "Re: [P2] VPN", answers: "2@x"),
    message("4@x", at: 4, from: "cy@acme.example", answers: "3@x", more: "X-Priority: 1"),
    message("5@x", at: 5, answers: "4@x"),
  ]

  /// A question with two answers that do not know each other, and an answer to one.
  private static let tree = [
    message("1@x", at: 1, "[low] VPN"),
    message("2@x", at: 2, from: "bo@acme.example", "Re: [low] VPN", references: ["1@x"]),
    message("3@x", at: 3, from: "cy@acme.example", "Re: [low] VPN", references: ["1@x"]),
    message("4@x", at: 4, "Re: [low] VPN", answers: "3@x", references: ["1@x", "3@x"]),
  ]

  /// Answers to a mail that never comes.
  private static let orphans = [
    message("2@x", at: 3, from: "bo@acme.example", "Re: [low] VPN", references: ["1@x"]),
    message("3@x", at: 2, from: "cy@acme.example", "Re: VPN", references: ["1@x"], more: "Importance: high"),
    message("4@x", at: 5, "Re: VPN", references: ["1@x", "3@x"]), message("5@x", at: 1, "Re: VPN", answers: "3@x"),
  ]

  /// A client that drops references: only the last message ties the first two together.
  private static let broken = [
    message("1@x", at: 1, "VPN"), message("2@x", at: 2, from: "bo@acme.example", "VPN again", more: "X-Priority: 1"),
    message("3@x", at: 3, references: ["1@x", "2@x"]), message("4@x", at: 4, from: "cy@acme.example", answers: "2@x"),
  ]

  /// Two conversations with the same subject.
  private static let strangers = [
    message("1@x", at: 1, "VPN"), message("2@x", at: 2, answers: "1@x"),
    message("1@y", at: 1, from: "eve@y.example", "VPN"),
    message("2@y", at: 2, from: "eve@y.example", "Re: [P1] VPN", answers: "1@y"),
  ]

  @Test(
    "a conversation is the same ticket in every order",
    arguments: [
      (chain, "VPN of ana@acme.example, medium, 5 messages, root 1@x"),
      (tree, "[low] VPN of ana@acme.example, low, 4 messages, root 1@x"),
      (orphans, "Re: VPN of cy@acme.example, high, 4 messages, root 3@x"),
      (broken, "VPN of ana@acme.example, medium, 4 messages, root 1@x"),
    ])
  func conversations(messages: [String], expected: String) throws {
    for order in Self.orders(of: messages.count) {
      var desk = MemoryDesk()
      for index in order { try desk.take(messages[index]) }
      #expect(desk.kept.map(\.description) == [expected], "in the order \(order)")
    }
  }

  @Test("two conversations stay two in every order")
  func twoConversations() throws {
    for order in Self.orders(of: Self.strangers.count) {
      var desk = MemoryDesk()
      for index in order { try desk.take(Self.strangers[index]) }
      #expect(
        desk.kept.map(\.description).sorted() == [
          "VPN of ana@acme.example, medium, 2 messages, root 1@x",
          "VPN of eve@y.example, high, 2 messages, root 1@y",
        ], "in the order \(order)")
    }
  }

  private static func orders(of count: Int) -> [[Int]] {
    func permutations(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return permutations(Array(0..<count))
  }
}
