import Desk
import Glibc
import Logging
import Synchronization

/// What all loggers of `serve` write to: one line an event on standard error.
struct LogLines: LogHandler {
  private let name: String
  private let form: LogLine.Form
  private let now: Now

  var logLevel: Logger.Level
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  private init(_ name: String, form: LogLine.Form, level: Logger.Level, now: @escaping Now) {
    self.name = name
    self.form = form
    self.now = now
    logLevel = level
  }

  /// Makes all loggers of the program write so; to be called once.
  static func install(_ section: LogSection, environment: [String: String], now: @escaping Now) {
    let form: LogLine.Form = section.format == .json ? .json : isJournal(environment) ? .journal : .text
    adopt(section)
    LoggingSystem.bootstrap { LogLines($0, form: form, level: level.withLock { $0 }, now: now) }
  }

  /// Gives loggers that are made from now on the level that is configured.
  static func adopt(_ section: LogSection) {
    level.withLock { $0 = Logger.Level(rawValue: section.level.rawValue) ?? .notice }
  }

  private static let level = Mutex(Logger.Level.notice)

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadataProvider?.get() ?? [:]
    all.merge(metadata) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    let line = LogLine(
      at: now(), level: LogLevel(rawValue: event.level.rawValue) ?? .notice, from: name, message: "\(event.message)",
      fields: all.mapValues(Self.field))
    // One write a line: lines of two threads never mix.
    FileOutput.error.writeQuietly(line.text(form) + "\n")
  }

  /// A number stays a number for whoever reads the lines as JSON.
  private static func field(_ value: Logger.Metadata.Value) -> JSONValue {
    guard case .stringConvertible(let content) = value else { return .string("\(value)") }
    switch content {
    case let number as any BinaryInteger: return .integer(Int64(clamping: number))
    case let number as Double: return .number(number)
    default: return .string("\(content)")
    }
  }

  /// Whether standard error leads to systemd's journal, which sets the time of each line itself.
  private static func isJournal(_ environment: [String: String]) -> Bool {
    var status = stat()
    guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}
