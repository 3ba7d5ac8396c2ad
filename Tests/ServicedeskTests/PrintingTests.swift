import Desk
import Foundation
import Testing

@testable import servicedesk

/// What a terminal is given: aligned, cut, and harmless.
@Suite struct PrintingTests {
  private let now = Instant(seconds: 1_795_500_000)

  @Test(
    arguments: [
      ("abc", 3), ("Jörg", 4), ("田中 葵", 7), ("ログイン", 8), ("한국어", 6), ("e\u{301}", 1), ("📠", 2), ("👩‍💻", 2), ("ไทย", 3),
      ("↩\u{FE0F}", 2),
      ("", 0),
    ])
  func columnsOfATextAreCounted(_ text: String, _ columns: Int) {
    #expect(TextWidth.of(text) == columns)
  }

  @Test func aCutNeverSplitsAWideCharacter() {
    #expect(TextWidth.cut("ログインできません", to: 7) == "ログイ…")
    #expect(TextWidth.cut("ログインできません", to: 6) == "ログ…")
    #expect(TextWidth.cut("short", to: 5) == "short")
    #expect(TextWidth.cut("longer", to: 1) == "…")
    #expect(TextWidth.cut("longer", to: 0).isEmpty)
  }

  @Test func controlCharactersBecomePictures() {
    #expect(Harmless.line("a\u{1B}[31mred\u{7}\u{7F}") == "a␛[31mred␇␡")
    #expect(Harmless.line("one\r\ntwo\tthree") == "one two three")
    #expect(Harmless.line("gnp.\u{202E}exe\u{9B}") == "gnp.\u{FFFD}exe\u{FFFD}")
    #expect(Harmless.lines("a\tb\r\nc\u{1B}c\n") == ["a    b", "c␛c", ""])
  }

  @Test func noByteOfAStrangerMovesTheCursor() {
    for value in UInt32(0)..<0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for shown in Harmless.line("x\(Character(scalar))x").unicodeScalars {
        #expect(shown.properties.generalCategory != .control, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test(
    arguments: [
      (40 * 60, "in 40m"), (5 * 3600, "in 5h"), (47 * 3600, "in 47h"), (3 * 86_400, "in 3d"), (-2 * 3600, "2h over"),
      (59, "in 59s"), (-1, "1s over"), (90 * 86_400, "in 90d"),
    ])
  func dueTimesAreSaidAsPeopleSayThem(_ seconds: Int, _ text: String) {
    #expect(RelativeTime.due(now + .seconds(Int64(seconds)), now: now) == text)
  }

  @Test(arguments: [
    (3 * 3600, "3 h ago"), (40, "40 s ago"), (300, "5 min ago"), (3 * 86_400, "3 d ago"), (0, "just now"),
    (-60, "just now"),
  ])
  func thePastIsSaidAsPeopleSayIt(_ seconds: Int, _ text: String) {
    #expect(RelativeTime.ago(now - .seconds(Int64(seconds)), now: now) == text)
  }

  @Test func figuresHaveSeparatorsAndUnits() {
    #expect(Figure.grouped(1_209) == "1,209" && Figure.grouped(-1_234_567) == "-1,234,567" && Figure.grouped(7) == "7")
    #expect(Figure.bytes(48_000) == "48 kB" && Figure.bytes(1_234_567) == "1.2 MB" && Figure.bytes(999) == "999 B")
    #expect(Figure.counted(1, "notice") == "1 notice" && Figure.counted(2, "reply", "replies") == "2 replies")
  }

  @Test func aTableFitsTheWidthAndAlignsWideCharacters() {
    let screen = Screen(isTerminal: true, width: 40, hasColour: false)
    var table = TablePrinter([.init("ID"), .init("FROM", most: 8), .init("SUBJECT")], screen: screen)
    table.add([.init("SD-1"), .init("田中 葵さんです"), .init("A subject that is much longer than the screen is wide")])
    table.add([.init("SD-22"), .init("Ana"), .init("Short")])
    let lines = table.lines()
    #expect(lines == ["ID     FROM      SUBJECT", "SD-1   田中 葵…  A subject that is much…", "SD-22  Ana       Short"])
    #expect(lines.allSatisfy { TextWidth.of($0) <= 40 })
  }

  @Test func colourOnlyWhereThereIsAny() {
    #expect(Screen(isTerminal: true, width: 80, hasColour: true).painted("x", .red) == "\u{1B}[1;31mx\u{1B}[0m")
    #expect(Screen(isTerminal: true, width: 80, hasColour: false).painted("x", .red) == "x")
  }

  @Test func timesAreShownInTheReadersZone() {
    let zone = ProcessInfo.processInfo.environment["TZ"]
    setenv("TZ", "UTC", 1)
    tzset()
    defer {
      if let zone { setenv("TZ", zone, 1) } else { unsetenv("TZ") }
      tzset()
    }
    #expect(LocalTime.full(Instant(seconds: 1_795_500_000), now: now) == "Tue 24 Nov 06:00")
    #expect(LocalTime.full(Instant(seconds: 0), now: now) == "Thu 1 Jan 1970 00:00")
    #expect(LocalTime.short(now - .hours(1), now: now) == "05:00")
    #expect(LocalTime.short(now - .hours(30), now: now) == "Mon 00:00")
    #expect(LocalTime.exact(now) == "2026-11-24 06:00:00")
    #expect(LocalTime.midnight(daysBefore: 1, now) == Instant(seconds: 1_795_392_000))
    #expect(LocalTime.midnight(year: 2026, month: 2, day: 30) == nil)
    _ = LocalTime.full(Instant(microseconds: .max), now: now)
    _ = LocalTime.full(Instant(microseconds: .min), now: now)
  }
}
