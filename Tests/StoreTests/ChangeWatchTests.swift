import Desk
import Foundation
import Store
import Testing

@Suite struct ChangeWatchTests {
  private let desk: TestStore

  init() throws { desk = try TestStore() }

  @Test func itTellsEachCommitOfThisProcessAndOfAnother() throws {
    let watch = try desk.store.changeWatch()
    let other = try desk.another()
    var before = try watch.mark()
    for store in [desk.store, other, desk.store] {
      #expect(try watch.mark() == before)
      try store.write { _ = try $0.ensureOperator("op\(before)") }
      let after = try watch.mark()
      #expect(after != before)
      before = after
    }
  }

  @Test func whatIsRolledBackIsNoChange() throws {
    let watch = try desk.store.changeWatch()
    let before = try watch.mark()
    #expect(throws: TestMail.Poison.self) {
      try desk.store.write { transaction in
        _ = try transaction.ensureOperator("mara")
        throw TestMail.Poison()
      }
    }
    #expect(try watch.mark() == before)
  }

  @Test func itHoldsUpNoWriterAndNoCheckpoint() throws {
    let watch = try desk.store.changeWatch()
    let before = try watch.mark()
    for number in 0..<20 { try desk.open(TestMail("\(number)")) }
    try desk.store.backup(to: desk.directory.appending(path: "copy.sqlite").path)
    #expect(try watch.mark() != before)
  }

  @Test func eventsAreReadOnFromTheLastOneSeen() throws {
    #expect(try desk.store.lastEventSequence() == 0)
    #expect(try desk.store.events(after: 0, limit: 10).isEmpty)
    for number in 0..<7 { try desk.open(TestMail("\(number)")) }
    let last = try desk.store.lastEventSequence()
    #expect(last == 7)
    var seen: [Event] = []
    while let next = try desk.store.events(after: seen.last?.sequence ?? 0, limit: 3).nilIfEmpty { seen += next }
    #expect(seen.map(\.sequence) == Array(1...7))
    #expect(seen.first?.details == [Event.Detail("from", "Ana Lima")])
    #expect(try desk.store.events(after: last, limit: 3).isEmpty)
    #expect(try desk.store.events(after: .max, limit: 0).isEmpty)
  }
}

extension Array {
  fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
