package import Foundation

/// Where the package's own files lie, found from this file's path.
package enum PackageTree {
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  package static let sources = root.appending(path: "Sources")
  package static let samples = root.appending(path: "Samples")

  /// The mail corpus that stands beside the project, nil where there is none: `SERVICEDESK_CORPUS`, else `../shared/corpus`.
  package static var corpus: URL? {
    let named = ProcessInfo.processInfo.environment["SERVICEDESK_CORPUS"].map { URL(filePath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appending(path: "shared/corpus")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }
}
