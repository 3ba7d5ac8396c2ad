import Foundation
import Support
import Testing

@testable import Dashboard

@Suite struct GzipTests {
  /// What gzip itself makes of our bytes.
  private func expanded(_ bytes: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = folder.url.appending(path: "a.gz")
    try Data(bytes).write(to: file)
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-dc", file.path]
    let output = Pipe()
    gzip.standardOutput = output
    try gzip.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
    return Array(data)
  }

  @Test func gzipReadsWhatWeWrite() throws {
    var random = SeededRandom(seed: 4)
    var cases: [[UInt8]] = [[], [0], Array("abcabcabcabcabcabc".utf8), [UInt8](repeating: 7, count: 100_000)]
    for length in [1, 2, 3, 258, 259, 70_000] {
      cases.append((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
      cases.append((0..<length).map { _ in UInt8.random(in: 0...3, using: &random) })
    }
    // Matches at every distance that has a code of its own, and at those beside it.
    for distance in [1, 4, 5, 6, 7, 8, 9, 12, 13, 257, 1024, 1025, 24_576, 24_577, 32_768, 32_769] {
      let mark = Array("mark of a match that is long enough".utf8)
      cases.append(mark + (mark.count..<max(distance, mark.count)).map { UInt8(truncatingIfNeeded: $0 &* 31) } + mark)
    }
    for bytes in cases { #expect(try expanded(Gzip.compress(bytes)) == bytes) }
  }

  @Test func textBecomesMuchSmaller() {
    let page = String(repeating: "<li><a href=\"/tickets/42\">A subject of ordinary length</a></li>\n", count: 200)
    #expect(Gzip.compress(Array(page.utf8)).count * 10 < page.utf8.count)
  }
}
