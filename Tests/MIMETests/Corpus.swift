import Foundation
import Testing

/// Published test messages of other mail libraries, with facts on which independent parsers agree.
///
/// They stand outside the package, in `$SERVICEDESK_CORPUS` or `../shared/corpus`; where they are absent there is nothing
/// to compare with.
enum Corpus {
  static let directory: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["SERVICEDESK_CORPUS"].map { URL(fileURLWithPath: $0) }
    let corpus = given ?? root.deletingLastPathComponent().appendingPathComponent("shared/corpus")
    return FileManager.default.fileExists(atPath: corpus.appendingPathComponent("open/eml").path) ? corpus : nil
  }()

  static func mail(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let directory = try #require(directory).appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
      ($0, Array(try Data(contentsOf: directory.appendingPathComponent($0))))
    }
  }

  /// The facts that stand beside a mail.
  static func facts<Facts: Decodable>(_ folder: String, _ name: String) throws -> Facts {
    let file = name.replacingOccurrences(of: ".eml", with: ".json")
    let directory = try #require(directory).appendingPathComponent(folder)
    return try JSONDecoder().decode(Facts.self, from: Data(contentsOf: directory.appendingPathComponent(file)))
  }
}
