import Desk
import Foundation

/// One line of `doctor`.
struct Finding {
  enum Level: String {
    case ok, warn, fail
  }

  var level: Level
  var name: String
  var text: String
  var advice: String?

  init(_ level: Level, _ name: String, _ text: String, advice: String? = nil) {
    self.level = level
    self.name = name
    self.text = text
    self.advice = advice
  }

  var json: JSONValue {
    .object([
      .init("level", .string(level.rawValue)), .init("name", .string(name)), .init("text", .string(text)),
      .init("advice", .string(orNull: advice)),
    ])
  }
}

/// All that `doctor` found.
struct CheckReport {
  var findings: [Finding] = []

  var hasFailed: Bool { findings.contains { $0.level == .fail } }

  func print(isJSON: Bool) throws {
    let printer = Printer(screen: .standard(ProcessInfo.processInfo.environment))
    if isJSON {
      for finding in findings { try printer.json(finding.json) }
      return try printer.flush()
    }
    for finding in findings { for line in lines(finding, printer.screen) { try printer.line(line) } }
    try printer.line(ending)
    try printer.flush()
  }

  private func lines(_ finding: Finding, _ screen: Screen) -> [String] {
    let (word, paint): (String, Paint) =
      switch finding.level {
      case .ok: ("ok  ", .green)
      case .warn: ("WARN", .yellow)
      case .fail: ("FAIL", .red)
      }
    let first = "\(screen.painted(word, paint))  \(TextWidth.pad(finding.name, to: 12))  \(Harmless.line(finding.text))"
    let advice = finding.advice.map { "                    → \(Harmless.line($0))" }
    return [first] + [advice].compactMap { $0 }
  }

  private var ending: String {
    let failures = findings.count { $0.level == .fail }
    let warnings = findings.count { $0.level == .warn }
    guard failures + warnings > 0 else { return "All is well." }
    let parts = [
      failures > 0 ? Figure.counted(failures, "failure") : nil,
      warnings > 0 ? Figure.counted(warnings, "warning") : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}
