import Foundation

/// Whole outputs kept beside the tests, so that a change in what people read is seen by people.
///
/// `RECORD=1` writes them anew. A fresh recording fails once, so that somebody looks at it. The first line of a golden
/// says what a reviewer must see in it.
package enum Golden {
  /// Compares with `Samples/golden/NAME`; nil when it is the same, else what is different.
  ///
  /// - Parameter mustShow: the sentence for a reviewer.
  package static func difference(_ text: String, _ name: String, mustShow: String) throws -> String? {
    let file = PackageTree.samples.appending(path: "golden/\(name)")
    let whole = "# \(mustShow)\n\(text)"
    let kept = try? String(decoding: Data(contentsOf: file), as: UTF8.self)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      guard kept != whole else { return nil }
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(whole.utf8).write(to: file)
      return "recorded \(name): look at it, then run again without RECORD"
    }
    guard let kept else { return "there is no \(file.path) yet: run with RECORD=1 and look at it" }
    guard kept != whole else { return nil }
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let keptLines = kept.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where number >= keptLines.count || keptLines[number] != line {
      let expected = number < keptLines.count ? String(keptLines[number]) : "nothing more"
      return "\(name), line \(number + 1):\n  is   \(line)\n  was  \(expected)"
    }
    return "\(name): \(keptLines.count - lines.count) lines are missing at the end"
  }
}
