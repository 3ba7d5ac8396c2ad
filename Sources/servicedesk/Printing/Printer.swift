import Desk
import Glibc

/// Where a command's words go: what was asked for to standard output, everything else to standard error.
///
/// Used by one thread.
final class Printer {
  let screen: Screen
  private let output: FileOutput
  private var pending: [UInt8] = []

  init(screen: Screen, output: FileOutput = .standard) {
    self.screen = screen
    self.output = output
  }

  func line(_ text: String = "") throws {
    try write(Array(text.utf8))
    try write([UInt8(ascii: "\n")])
  }

  /// One JSON document on a line of its own.
  func json(_ value: JSONValue) throws {
    value.write(to: &pending)
    try write([UInt8(ascii: "\n")])
  }

  func write(_ bytes: [UInt8]) throws {
    pending += bytes
    if pending.count > 64 << 10 { try flush() }
  }

  /// Hands over what has been written so far.
  ///
  /// - Throws: `OutputError`, with `isNobodyThere` when the reader has gone, as `head` does.
  func flush() throws {
    defer { pending.removeAll(keepingCapacity: true) }
    try output.write(pending)
  }

  /// A sentence for the person at the terminal or in the log, on standard error.
  func remark(_ sentence: String) {
    try? flush()
    FileOutput.error.writeQuietly("servicedesk: \(Harmless.line(sentence))\n")
  }

  /// A line on standard error as it is.
  func warn(_ line: String) {
    try? flush()
    FileOutput.error.writeQuietly(line + "\n")
  }
}

/// A descriptor that is written to whole.
struct FileOutput: Sendable {
  let descriptor: Int32

  static let standard = FileOutput(descriptor: STDOUT_FILENO)
  static let error = FileOutput(descriptor: STDERR_FILENO)

  func write(_ bytes: [UInt8]) throws(OutputError) {
    var start = 0
    while start < bytes.count {
      let put = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start) }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { throw OutputError(code: errno) }
      start += put
    }
  }

  /// Where nobody can be told that it failed.
  func writeQuietly(_ text: String) {
    try? write(Array(text.utf8))
  }
}

/// Standard output could not be written.
struct OutputError: Error, Equatable, CustomStringConvertible {
  let code: Int32

  /// The reader has what it wanted: no reason to complain.
  var isNobodyThere: Bool { code == EPIPE }

  var description: String { "cannot write the output: \(String(cString: strerror(code)))" }
}
