import Desk
import Foundation
import Testing

@testable import servicedesk

/// What log lines look like, whatever strangers put into their values.
@Suite struct LogLineTests {
  private func line(
    _ form: LogLine.Form, _ message: String = "sent", _ fields: [String: String] = [:], level: LogLevel = .info
  ) -> String {
    LogLine(
      at: Instant(seconds: 1_795_684_320), level: level, from: "delivery", message: message,
      fields: fields.mapValues(JSONValue.string)
    ).text(form)
  }

  @Test func textIsTimeLevelServiceMessageAndFields() {
    #expect(
      line(.text, "sent", ["ticket": "SD-1", "kind": "received"])
        == "2026-11-26T09:12:00Z info     delivery: sent kind=received ticket=SD-1")
    #expect(line(.text, level: .warning) == "2026-11-26T09:12:00Z warning  delivery: sent")
  }

  @Test func theJournalGetsTheLevelItsOwnWay() {
    #expect(line(.journal, level: .warning) == "<4>delivery: sent")
    #expect(line(.journal, level: .info) == "<6>delivery: sent")
    #expect(line(.journal, level: .error) == "<3>delivery: sent")
  }

  @Test func valuesWithSpacesStandInQuotes() {
    #expect(line(.text, "x", ["a": "b c", "d": "", "e": "f=\"g\""]).hasSuffix(#"delivery: x a="b c" d="" e="f='g'""#))
  }

  @Test(arguments: ["\n<0>kernel: forged", "\u{1B}[31mred\r\n2026 error intake: forged", "\u{202E}gpj.exe", "\0"])
  func noValueCanForgeALine(_ value: String) throws {
    for form in [LogLine.Form.text, .journal] {
      let text = line(form, value, ["key": value])
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }, "\(text.debugDescription)")
    }
    let json = line(.json, value, ["key": value])
    #expect(!json.contains("\n"))
    let fields = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String])
    #expect(fields["key"] == value && fields["message"] == value)
  }

  @Test func aFieldCannotReplaceWhatEveryLineHas() throws {
    let json = line(.json, "sent", ["level": "critical", "at": "never", "other": "1"])
    let fields = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String])
    #expect(
      fields == ["at": "2026-11-26T09:12:00Z", "level": "info", "from": "delivery", "message": "sent", "other": "1"])
  }

  @Test func numbersStayNumbers() {
    let line = LogLine(
      at: Instant(seconds: 1_795_684_320), level: .info, from: "delivery", message: "sent",
      fields: ["outbox": .integer(7), "seconds": .number(0.25), "text": .string("8")])
    #expect(line.text(.json).hasSuffix(#""message":"sent","outbox":7,"seconds":0.25,"text":"8"}"#))
    #expect(line.text(.text).hasSuffix(#"sent outbox=7 seconds=0.25 text=8"#))
  }

  @Test func whatIsLongIsCut() {
    #expect(line(.text, "x", ["key": String(repeating: "y", count: 100_000)]).utf8.count < 700)
  }
}
