import Desk
import Glibc
import Logging

/// One line an event on standard error: for people, for the journal of systemd, or as JSON.
struct LogLines: LogHandler {
  /// How a line is written.
  enum Form: Equatable {
    case text, json
    /// Without a time of its own, and with the level as the journal reads it.
    case journal
  }

  private let name: String
  private let form: Form
  private let now: Now
  private let output: FileOutput

  var logLevel: Logger.Level
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  /// A value is cut here: a log is no place for what strangers wrote.
  private static let mostCharacters = 500

  init(_ name: String, form: Form, level: Logger.Level, now: @escaping Now, output: FileOutput = .error) {
    self.name = name
    self.form = form
    self.now = now
    self.output = output
    logLevel = level
  }

  /// Makes all loggers of the program write so; to be called once.
  static func install(_ section: LogSection, environment: [String: String], now: @escaping Now) {
    let form: Form = section.format == .json ? .json : isJournal(environment) ? .journal : .text
    LoggingSystem.bootstrap { LogLines($0, form: form, level: section.level, now: now) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadataProvider?.get() ?? [:]
    all.merge(metadata) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    // One write a line: lines of two threads never mix.
    output.writeQuietly(line(event.level, "\(event.message)", all) + "\n")
  }

  func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
    let fields = metadata.sorted { $0.key < $1.key }.map { ($0.key, Self.cut("\($0.value)")) }
    let message = Self.cut(message)
    switch form {
    case .json: return json(level, message, fields)
    case .text:
      let word = level.rawValue.padding(to: 8)
      return "\(now().description) \(word) \(name): \(Self.plain(message, fields))"
    case .journal: return "<\(level.severity)>\(name): \(Self.plain(message, fields))"
    }
  }

  private func json(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
    let fixed: [JSONValue.Member] = [
      .init("at", .string(now().description)), .init("level", .string(level.rawValue)), .init("from", .string(name)),
      .init("message", .string(message)),
    ]
    let names = Set(fixed.map(\.name))
    return JSONValue.object(fixed + fields.filter { !names.contains($0.0) }.map { .init($0.0, .string($0.1)) }).text
  }

  /// `sent kind=received outbox=7`; values with spaces in quotes.
  private static func plain(_ message: String, _ fields: [(String, String)]) -> String {
    fields.reduce(Harmless.line(message)) { line, field in
      let value = Harmless.line(field.1)
      let isWord = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
      return "\(line) \(Harmless.line(field.0))=" + (isWord ? value : "\"\(value.replacing("\"", with: "'"))\"")
    }
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= mostCharacters ? text : String(text.prefix(mostCharacters)) + "…"
  }

  /// Whether standard error leads to systemd's journal, which sets the time of each line itself.
  private static func isJournal(_ environment: [String: String]) -> Bool {
    var status = stat()
    guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}

extension Logger.Level {
  /// As syslog counts.
  fileprivate var severity: Int {
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

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
