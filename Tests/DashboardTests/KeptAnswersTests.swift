import Desk
import Store
import Synchronization
import Testing
import Work

@testable import Dashboard

@Suite struct KeptAnswersTests {
  /// A desk, what is kept of it, and how often an answer was made.
  private final class Counter: Sendable {
    struct Failure: Error {}

    let desk: DeskBench
    let answers: KeptAnswers<Int>
    private let made = Mutex(0)

    init() throws {
      desk = try DeskBench()
      answers = KeptAnswers(try desk.work.store.changeWatch(), threads: desk.server.site.threads) { _ in 1 }
    }

    /// Asks, and tells the how-manieth answer it got.
    func ask(_ key: String = "a", failing: Bool = false) async throws -> Int {
      try await answers.answer(key, at: desk.now) { [self] in
        let count = made.withLock { made in
          made += 1
          return made
        }
        try await Task.sleep(for: .milliseconds(20))
        if failing { throw Failure() }
        return count
      }
    }
  }

  @Test("an answer is made once for all who ask while nothing changes, and anew after a commit")
  func changes() async throws {
    let counter = try Counter()
    #expect(try await counter.ask() == 1)
    #expect(try await counter.ask() == 1)
    #expect(try await counter.ask("b") == 2)
    try counter.desk.ticket("The first")
    #expect(try await counter.ask() == 3)
  }

  @Test("those who come while it is made wait for it")
  func crowd() async throws {
    let counter = try Counter()
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 { group.addTask { try await counter.ask() } }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(answers == [1])
  }

  @Test("nothing is kept longer than a second, nor where the clock went back")
  func time() async throws {
    let counter = try Counter()
    #expect(try await counter.ask() == 1)
    counter.desk.advance(.seconds(1))
    #expect(try await counter.ask() == 1)
    counter.desk.advance(.seconds(1))
    #expect(try await counter.ask() == 2)
    counter.desk.advance(.seconds(-5))
    #expect(try await counter.ask() == 3)
  }

  @Test("what failed is tried again")
  func failures() async throws {
    let counter = try Counter()
    await #expect(throws: Counter.Failure.self) { try await counter.ask(failing: true) }
    #expect(try await counter.ask() == 2)
  }

  @Test("an inbox is kept for its reader, its language and its query alone, and forgotten at a change")
  func inboxes() async throws {
    let desk = try DeskBench()
    try desk.ticket("The first")
    let (alice, dora) = (try desk.browser(), try desk.browser("dora"))
    try await desk.visit { client in
      let first = try await alice.get("/", client).text
      #expect(try await alice.get("/", client).text == first)
      #expect(try await alice.get("/", client, language: "de").text.contains("lang=\"de\""))
      #expect(first.contains("action=\"/tickets/bulk\""))
      #expect(try await !dora.get("/", client).text.contains("action=\"/tickets/bulk\""))
      #expect(try await alice.get("/?q=nothing", client).text != first)
      try desk.ticket("The second")
      #expect(try await alice.get("/", client).text.contains("The second"))
    }
  }
}
