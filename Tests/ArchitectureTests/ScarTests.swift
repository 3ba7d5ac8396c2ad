import Foundation
import Support
import Testing

/// Holds the table of scars against the tests that it names.
@Suite struct ScarTests {
  @Test func eachHasItsNumberAndItsSentence() {
    #expect(Scar.all.map(\.number) == Array(1...127))
    for scar in Scar.all {
      #expect(!scar.holds.isEmpty && scar.holds.utf8.count <= 100, "\(scar.number)")
      if case .tests(let names) = scar.cover { #expect(!names.isEmpty, "\(scar.number)") }
    }
    #expect(Set(Scar.all.map(\.holds)).count == 127)
  }

  @Test func eachTestThatIsNamedIsThere() throws {
    let known = try testFunctions()
    for scar in Scar.all {
      guard case .tests(let names) = scar.cover else { continue }
      for name in names { #expect(known.contains(name), "\(scar.number) is covered by \(name), which is not there") }
    }
  }

  @Test func whatNothingCoversYetIsLittle() {
    let open = Scar.all.compactMap { scar -> String? in
      guard case .later(let part) = scar.cover else { return nil }
      return "\(scar.number) (\(part))"
    }
    print("scars: \(127 - open.count) of 127 covered; open: \(open.joined(separator: "; "))")
    #expect(open.count <= 1)
  }

  /// All functions below `@Test` under `Tests`, as `Target.Suite/function`.
  private func testFunctions() throws -> Set<String> {
    let tests = PackageTree.root.appending(path: "Tests")
    var names: Set<String> = []
    for target in try FileManager.default.contentsOfDirectory(atPath: tests.path) where target.hasSuffix("Tests") {
      let walk = FileManager.default.enumerator(at: tests.appending(path: target), includingPropertiesForKeys: nil)
      for file in walk?.allObjects as? [URL] ?? [] where file.pathExtension == "swift" {
        names.formUnion(Self.functions(in: try String(contentsOf: file, encoding: .utf8)).map { "\(target).\($0)" })
      }
    }
    return names
  }

  /// The suites are the types that stand at the beginning of a line.
  private static func functions(in text: String) -> [String] {
    var suite = ""
    var isTest = false
    var names: [String] = []
    for line in text.split(separator: "\n") {
      if let type = line.firstMatch(of: /^(?:@Suite.* )?(?:final )?(?:struct|class|enum|actor|extension) (\w+)/) {
        suite = String(type.output.1)
      }
      if line.contains("@Test") { isTest = true }
      if isTest, let function = line.firstMatch(of: /\bfunc (\w+)/) {
        names.append("\(suite)/\(function.output.1)")
        isTest = false
      }
    }
    return names
  }
}
