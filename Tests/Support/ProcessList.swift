import Foundation

/// What everybody on this machine may read of its processes, and what their owner may.
package enum ProcessList {
  /// The words and the environment that every process was started with.
  package static func text() throws -> String {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.map { pid in
      ["cmdline", "environ"].map { name in
        String(decoding: FileManager.default.contents(atPath: "/proc/\(pid)/\(name)") ?? Data(), as: UTF8.self)
      }.joined()
    }.joined(separator: "\n")
  }
}
