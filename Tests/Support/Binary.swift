package import Foundation

/// The program as it is built: run with an environment of its own, so that nothing of whoever tests gets in.
package enum Binary {
  /// What a run gave.
  package struct Run: Sendable {
    package var output: String
    package var errors: String
    /// The exit code; -1 when a signal ended it.
    package var status: Int32
    /// The signal that ended it; nil when it ended by itself.
    package var signal: Int32?
    /// Standard output, byte for byte.
    package var outputBytes: Data
  }

  /// `SERVICEDESK_BINARY`, else what lies beside the running test bundle.
  package static var url: URL {
    if let named = ProcessInfo.processInfo.environment["SERVICEDESK_BINARY"] { return URL(filePath: named) }
    let beside = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "servicedesk")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return PackageTree.root.appending(path: ".build/debug/servicedesk")
  }

  /// Runs it in a folder and waits for its end.
  ///
  /// - Parameters:
  ///   - environment: added to a bare one: PATH, TZ, and a HOME that is the folder.
  ///   - standardInput: what it reads; nothing where nil.
  ///   - delay: in seconds, after which it is killed by SIGKILL.
  package static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:], standardInput: Data? = nil,
    killAfter delay: Double? = nil
  ) throws -> Run {
    let scratch = try TemporaryDirectory()
    defer { scratch.remove() }
    let files = try ["in", "out", "err"].map { name in
      let file = try scratch.write(name, "")
      if name == "in", let standardInput { try standardInput.write(to: file) }
      return file
    }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let bare = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder.path, "TZ": "UTC", "LANG": "C.UTF-8"]
    process.environment = bare.merging(environment) { _, own in own }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if let delay, ended.wait(timeout: .now() + delay) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    let output = try Data(contentsOf: files[1])
    let wasKilled = process.terminationReason == .uncaughtSignal
    return Run(
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self),
      status: wasKilled ? -1 : process.terminationStatus, signal: wasKilled ? process.terminationStatus : nil,
      outputBytes: output)
  }
}
