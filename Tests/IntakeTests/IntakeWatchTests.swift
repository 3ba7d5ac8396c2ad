import Desk
import Foundation
import Intake
import Mailbox
import Store
import Support
import Synchronization
import Testing
import Work

/// A mailbox under watch: taken in when it changed, left alone when it did not, and tried again when it is in trouble.
@Suite struct IntakeWatchTests {
  private static let mail = "From: ana@acme.example\nSubject: hm\n\nhello\n"

  private static func watch(
    _ desk: IntakeDesk, poll: Span = .hours(1), _ change: @escaping (inout IntakeOptions) -> Void = { _ in }
  ) -> IntakeWatch {
    IntakeWatch(pace: IntakePace(watch: .seconds(1), poll: poll)) {
      try Maildir(at: desk.maildir.path)
    } round: { _ in
      try desk.round(change)
    }
  }

  /// Lets the directories look as if nothing had happened in them for a while.
  private static func settle(_ desk: IntakeDesk) throws {
    for place in ["new", "cur"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -60)],
        ofItemAtPath: desk.maildir.url.appending(path: place).path)
    }
  }

  @Test func whatComesIsTakenInByTheNextLook() throws {
    let desk = try IntakeDesk(TestMaildir())
    var watch = Self.watch(desk)
    #expect(watch.look().report?.read == 0)
    try desk.maildir.put("1", Self.mail)
    #expect(watch.look().report?[.opened] == 1)
  }

  @Test func aQuietMailboxIsLeftAlone() throws {
    let desk = try IntakeDesk(TestMaildir())
    try desk.maildir.put("1", Self.mail)
    var watch = Self.watch(desk)
    _ = watch.look()
    try Self.settle(desk)
    // The first look after a change cannot know yet that it was the last one.
    #expect(watch.look().report != nil)
    #expect(watch.look().isQuiet)
    var impatient = Self.watch(desk, poll: .seconds(0))
    _ = impatient.look()
    #expect(impatient.look().report != nil, "after `poll` it is read all the same")
  }

  @Test func aRoundThatFindsNothingLeavesNoRunButATime() throws {
    let desk = try IntakeDesk(TestMaildir())
    try desk.maildir.put("1", Self.mail)
    _ = try desk.round { $0.recordsQuietRounds = false }
    let before = try desk.store.deskStatistics().mailboxes
    #expect(before.first?.polledAt == IntakeDesk.now)
    let runs = try desk.store.write { try $0.beginRun("test", mailbox: nil) }
    for _ in 0..<3 { #expect(try desk.round { $0.recordsQuietRounds = false }.read == 0) }
    #expect(try desk.store.write { try $0.beginRun("test", mailbox: nil) } == runs + 1)
  }

  @Test func aMailboxThatGoesAndComesBackIsOpenedAnew() throws {
    let desk = try IntakeDesk(TestMaildir())
    var watch = IntakeWatch(pace: IntakePace(watch: .seconds(1), poll: .hours(1))) {
      try Maildir(at: desk.maildir.path)
    } round: { source in
      let round = IntakeRound(
        store: desk.store, work: desk.work, rules: desk.work.rules, source: source, options: IntakeOptions(),
        examine: { _ in .lives })
      return try round.run()
    }
    _ = watch.look()
    try Self.settle(desk)
    _ = watch.look()
    let away = desk.maildir.folder.appending(path: "away")
    try FileManager.default.moveItem(at: desk.maildir.url, to: away)
    for _ in 0..<2 {
      #expect((watch.look().trouble as? MailboxError)?.code == .notFound)
    }
    #expect(watch.pause == .seconds(2))
    try FileManager.default.moveItem(at: away, to: desk.maildir.url)
    try desk.maildir.put("1", Self.mail)
    #expect(watch.look().report?[.opened] == 1)
    #expect(watch.pause == .seconds(1))
  }

  @Test func pausesDoubleUpToPoll() {
    struct Broken: Error {}
    var watch = IntakeWatch(pace: IntakePace(watch: .seconds(1), poll: .seconds(60))) {
      throw Broken()
    } round: { _ in
      IntakeReport()
    }
    var pauses: [Int64] = []
    for _ in 0..<9 {
      _ = watch.look()
      pauses.append(watch.pause.seconds)
    }
    #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    for _ in 0..<200 { _ = watch.look() }
    #expect(watch.pause == .seconds(60))
  }

  @Test func aMailboxThatIsNotThereYetIsNoTrouble() {
    var watch = IntakeWatch(pace: IntakePace(watch: .seconds(1), poll: .seconds(60))) {
      nil
    } round: { _ in
      IntakeReport()
    }
    #expect(watch.look().isQuiet)
  }

  @Test func aRoundThatIsToldToStopLeavesTheRestForTheNext() throws {
    let desk = try IntakeDesk(TestMaildir())
    for number in 0..<200 { try desk.maildir.put("\(1000 + number)", Self.mail.replacing("hm", with: "hm \(number)")) }
    let heard = Mutex(0)
    let count: @Sendable () -> Int = { heard.withLock { $0 } }
    let round = IntakeRound(
      store: desk.store, work: desk.work, rules: desk.work.rules, source: desk.source, options: IntakeOptions(),
      examine: { _ in .lives }, hear: { mail in heard.withLock { $0 += mail.disposition == .opened ? 1 : 0 } },
      shouldStop: { count() > 0 })
    let first = try round.run()
    #expect(first.read > 0 && first.read < 200 && first.read == count())
    #expect(try desk.store.deskStatistics().mailboxes.first?.polledAt == nil, "it was not read to its end")
    #expect(try desk.round().read == 200 - first.read)
  }
}

extension IntakeWatch.Look {
  fileprivate var isQuiet: Bool { if case .quiet = self { true } else { false } }
  fileprivate var report: IntakeReport? { if case .took(let report) = self { report } else { nil } }
  fileprivate var trouble: (any Error)? { if case .trouble(let error) = self { error } else { nil } }
}
