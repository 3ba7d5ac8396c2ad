package import Foundation

/// A folder of a test's own.
package struct TemporaryDirectory: Sendable {
  package let url: URL

  package init() throws {
    let temporary = URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath()
    url = temporary.appending(path: "servicedesk-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  package var path: String { url.path }

  package func remove() {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file below the folder.
  @discardableResult
  package func write(_ name: String, _ text: String) throws -> URL {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file
  }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }
}
