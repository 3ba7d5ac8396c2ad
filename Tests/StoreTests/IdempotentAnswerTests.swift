import Desk
import Store
import Testing

@Suite struct IdempotentAnswerTests {
  private let desk: TestStore
  private let answer = StoredAnswer(
    requestDigest: Digest.sha256(Array("request".utf8)), status: 201, body: Array("{\"id\":\"SD-1\"}".utf8))

  init() throws { desk = try TestStore() }

  private func kept(_ key: String, _ principal: String) throws -> StoredAnswer? {
    try desk.store.write { try $0.idempotentAnswer(key: key, principal: principal) }
  }

  @Test("an answer is found by key and principal for a day")
  func answersAreKeptForADay() throws {
    try desk.store.write { try $0.keepAnswer(answer, key: "k", principal: "token:1") }
    #expect(try kept("k", "token:1") == answer)
    #expect(try kept("k", "token:2") == nil)
    #expect(try kept("K", "token:1") == nil)
    desk.later(.seconds(24 * 3600 - 1))
    #expect(try kept("k", "token:1") == answer)
    desk.later(.seconds(1))
    #expect(try kept("k", "token:1") == nil)
  }

  @Test("an answer that is not committed is not kept")
  func answersGoWithTheirTransaction() throws {
    #expect(throws: Refusal.self) {
      try desk.store.write { transaction in
        try transaction.keepAnswer(answer, key: "k", principal: "p")
        throw Refusal(.conflict, "somebody was faster")
      }
    }
    #expect(try kept("k", "p") == nil)
  }
}
