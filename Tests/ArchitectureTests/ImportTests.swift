import Foundation
import Support
import Testing

/// Holds the sources against the import table of `Sources/README.md`.
@Suite struct ImportTests {
  private static let allowedEverywhere: Set<String> = ["Swift", "Synchronization", "Glibc"]

  @Test func everyRoomImportsOnlyWhatTheTableAllows() throws {
    let table = try importTable()
    let rooms = try FileManager.default.contentsOfDirectory(atPath: PackageTree.sources.path)
      .filter { $0 != "README.md" }
    #expect(Set(rooms) == Set(table.keys), "the table of Sources/README.md names exactly the rooms there are")
    for room in rooms {
      let allowed = Self.allowedEverywhere.union(table[room] ?? [])
      for file in try swiftFiles(in: PackageTree.sources.appending(path: room)) {
        for module in try imports(of: file) where !allowed.contains(module) {
          Issue.record("\(room)/\(file.lastPathComponent) imports \(module), which the table does not allow")
        }
      }
    }
  }

  @Test func theTopLevelHoldsNothingElse() throws {
    let visible = try FileManager.default.contentsOfDirectory(atPath: PackageTree.root.path)
      .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
    #expect(Set(visible) == ["Package.swift", "Sources", "Tests", "Samples", "config", "README.md"])
  }

  /// Reads `| room | imports |` lines into a set of modules a room.
  private func importTable() throws -> [String: Set<String>] {
    let text = try String(contentsOf: PackageTree.sources.appending(path: "README.md"), encoding: .utf8)
    var table: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4, cells[1] != "room" else { continue }
      table[cells[1]] = Set(cells[2].split(separator: ", ").map(String.init))
    }
    return table
  }

  private func swiftFiles(in folder: URL) throws -> [URL] {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walk?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
  }

  private func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ")
      let before: Set<Substring> = ["package", "public", "private", "internal"]
      while let first = words.first, first.hasPrefix("@") || before.contains(first) {
        words.removeFirst()
      }
      guard words.first == "import", words.count >= 2 else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
      let module = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return String(module.prefix { $0 != "." })
    }
  }
}
