import Foundation

/// A folder of a command's own that is gone with it, made when it is first asked for.
final class ScratchFolder {
  private var made: String?

  /// - Throws: `FileError`.
  func path(_ environment: [String: String]) throws(FileError) -> String {
    if let made { return made }
    let path = "\(environment["TMPDIR"] ?? "/tmp")/servicedesk-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    guard mkdir(path, 0o700) == 0 else { throw FileError(path: path, code: errno, doing: "cannot make") }
    made = path
    return path
  }

  deinit {
    if let made { try? FileManager.default.removeItem(atPath: made) }
  }
}
