package import Foundation
import Synchronization

/// The program while it runs: its lines can be awaited, and signals sent to it.
package final class RunningBinary: Sendable {
  private let process: Process
  private let errors: LineLog
  private let output: LineLog
  private let ended = DispatchSemaphore(value: 0)

  /// Starts it in a folder, with a bare environment.
  package init(_ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
    process = Process()
    process.executableURL = Binary.url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let bare = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder.path, "TZ": "UTC", "LANG": "C.UTF-8"]
    process.environment = bare.merging(environment) { _, own in own }
    process.standardInput = FileHandle.nullDevice
    let (outPipe, errPipe) = (Pipe(), Pipe())
    process.standardOutput = outPipe
    process.standardError = errPipe
    output = LineLog(outPipe.fileHandleForReading)
    errors = LineLog(errPipe.fileHandleForReading)
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  package var pid: pid_t { process.processIdentifier }

  /// What it wrote to standard error so far.
  package var log: [String] { errors.lines }

  /// What it wrote to standard output so far.
  package var printed: [String] { output.lines }

  /// The first line on standard error that has all `words` in it, once it is there.
  @discardableResult
  package func awaitLog(_ words: String..., after count: Int = 0, seconds: Double = 60) throws -> String {
    guard let line = errors.await(words, after: count, seconds: seconds) else {
      throw HarnessError("no line with \(words) after \(seconds) s in:\n\(log.joined(separator: "\n"))")
    }
    return line
  }

  /// The first line on standard output that has `words` in it, once it is there.
  @discardableResult
  package func awaitPrinted(_ words: String..., seconds: Double = 60) throws -> String {
    guard let line = output.await(words, after: 0, seconds: seconds) else {
      throw HarnessError("no line with \(words) on standard output after \(seconds) s: \(printed)")
    }
    return line
  }

  package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until it has ended; one that does not end is killed.
  ///
  /// - Returns: its exit code, or the signal that ended it as a negative number.
  package func end(seconds: Double = 60) -> Int32 {
    if ended.wait(timeout: .now() + seconds) == .timedOut { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    errors.awaitEnd()
    output.awaitEnd()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}

/// The lines that come out of a pipe, read by a thread of its own.
private final class LineLog: Sendable {
  private struct State {
    var lines: [String] = []
    var rest: [UInt8] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let changed = NSCondition()

  init(_ handle: FileHandle) {
    Thread { [self] in
      while true {
        let bytes = handle.availableData
        take([UInt8](bytes))
        if bytes.isEmpty { return }
      }
    }.start()
  }

  var lines: [String] { state.withLock { $0.lines } }

  private func take(_ bytes: [UInt8]) {
    changed.lock()
    defer { changed.unlock() }
    state.withLock { state in
      state.isOver = bytes.isEmpty
      state.rest += bytes
      while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
        state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
        state.rest.removeSubrange(...end)
      }
    }
    changed.broadcast()
  }

  func await(_ words: [String], after count: Int, seconds: Double) -> String? {
    let end = Date(timeIntervalSinceNow: seconds)
    changed.lock()
    defer { changed.unlock() }
    while true {
      let (lines, isOver) = state.withLock { ($0.lines, $0.isOver) }
      if let line = lines.dropFirst(count).first(where: { line in words.allSatisfy(line.contains) }) { return line }
      if isOver || !changed.wait(until: end) { return nil }
    }
  }

  func awaitEnd() {
    changed.lock()
    defer { changed.unlock() }
    while !state.withLock({ $0.isOver }) { changed.wait() }
  }
}
