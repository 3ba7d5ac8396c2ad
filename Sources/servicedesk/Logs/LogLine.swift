import Desk

/// How serious a line is, as the configuration names it.
enum LogLevel: String, CaseIterable {
  case trace, debug, info, notice, warning, error, critical

  /// As syslog counts.
  var severity: Int {
    switch self {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}

/// One event as one line, which no value in it can break or forge.
struct LogLine {
  /// How a line is written.
  enum Form: Equatable {
    case text, json
    /// Without a time of its own, and with the level as systemd's journal reads it.
    case journal
  }

  var at: Instant
  var level: LogLevel
  /// The service that speaks.
  var from: String
  var message: String
  /// Texts and numbers.
  var fields: [String: JSONValue] = [:]

  /// A value is cut here: a log is no place for what strangers wrote.
  private static let mostCharacters = 500

  func text(_ form: Form) -> String {
    switch form {
    case .json: return json
    case .text:
      let word = level.rawValue + String(repeating: " ", count: max(0, 8 - level.rawValue.utf8.count))
      return "\(at) \(word) \(from): \(plain)"
    case .journal: return "<\(level.severity)>\(from): \(plain)"
    }
  }

  private var json: String {
    let fixed: [JSONValue.Member] = [
      .init("at", .string(at.description)), .init("level", .string(level.rawValue)), .init("from", .string(from)),
      .init("message", .string(Self.cut(message))),
    ]
    let names = Set(fixed.map(\.name))
    return JSONValue.object(
      fixed + sorted.filter { !names.contains($0.key) }.map { .init($0.key, $0.value) }
    ).text
  }

  /// `sent kind=received outbox=7`; values with spaces in quotes.
  private var plain: String {
    sorted.reduce(Harmless.line(Self.cut(message))) { line, field in
      let value = Harmless.line(Self.words(field.value))
      let isWord = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
      return "\(line) \(Harmless.line(field.key))=" + (isWord ? value : "\"\(value.replacing("\"", with: "'"))\"")
    }
  }

  private var sorted: [(key: String, value: JSONValue)] {
    fields.map { field in
      if case .string(let text) = field.value { return (field.key, .string(Self.cut(text))) }
      return (field.key, field.value)
    }.sorted { $0.0 < $1.0 }
  }

  private static func words(_ value: JSONValue) -> String {
    if case .string(let text) = value { return text }
    return value.text
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= mostCharacters ? text : String(text.prefix(mostCharacters)) + "…"
  }
}
