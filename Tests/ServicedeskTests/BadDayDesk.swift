import Foundation
import Support
import Testing

/// A desk with a handful of messages waiting, for one bad day.
struct BadDayDesk {
  let folder: TemporaryDirectory
  var new: URL { folder.url.appending(path: "mail/new") }
  var database: String { folder.url.appending(path: "servicedesk.sqlite").path }

  init(messages: Int = 0, bytesEach: Int = 100) throws {
    folder = try TemporaryDirectory()
    for name in ["new", "cur", "tmp"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: "mail/\(name)"), withIntermediateDirectories: true)
    }
    let config = """
      desk: {name: Support, domain: desk.example}
      queues:
        - {name: support, address: support@desk.example, mailboxes: ["maildir:\(folder.url.path)/mail"]}
      courier: {url: "maildir:\(folder.url.path)/notices"}
      """
    try config.write(to: folder.url.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
    for number in 0..<messages { try add(message: number, bytes: bytesEach) }
  }

  func remove() { folder.remove() }

  func add(message number: Int, bytes: Int = 100) throws {
    var text = "From: Ana <ana\(number)@acme.example>\nTo: support@desk.example\nSubject: Message \(number)\n"
    text += "Message-ID: <bad-day.\(number)@acme.example>\n\n"
    while text.utf8.count < bytes { text += "The printer number \(number) prints line \(text.utf8.count) twice.\n" }
    try text.write(to: new.appending(path: "1795000001.M\(number + 100)"), atomically: true, encoding: .utf8)
  }

  func run(_ arguments: String..., standardInput: Data? = nil) throws -> Binary.Run {
    try run(arguments, standardInput: standardInput)
  }

  func run(_ arguments: [String], standardInput: Data? = nil) throws -> Binary.Run {
    try Binary.run(arguments, in: folder.url, standardInput: standardInput)
  }

  func makeDatabase() throws {
    let run = try run("init")
    #expect(run.status == 0, "\(run.errors)")
  }

  /// The names that lie in `new`, sorted.
  func waiting() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: new.path).sorted()
  }

  func expectAllTakenIn(_ count: Int) throws {
    let run = try run("ingest", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(#""read":\#(count),"opened":\#(count)"#), "\(run.output)")
    #expect(try waiting().isEmpty)
  }

  func sqlite(_ statement: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sqlite3")
    process.arguments = [database, statement]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}

/// A write lock held by another program: the `sqlite3` shell, with an open transaction.
final class SQLiteLock {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(on database: String) throws {
    process.executableURL = URL(filePath: "/usr/bin/sqlite3")
    process.arguments = [database]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(".timeout 20000\nBEGIN IMMEDIATE; SELECT 'locked';\n".utf8))
    // The lock is held once the answer is there.
    _ = output.fileHandleForReading.availableData
  }

  func release() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}

/// A disk of a given size: a tmpfs of the test's own.
struct SmallDisk {
  let folder: URL

  static var isPossible: Bool { geteuid() == 0 && FileManager.default.fileExists(atPath: "/usr/bin/mount") }

  init(at folder: URL, size: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try Self.call("/usr/bin/mount", "-t", "tmpfs", "-o", "size=\(size),mode=0700", "tmpfs", folder.path)
  }

  func grow(to size: String) throws {
    try Self.call("/usr/bin/mount", "-o", "remount,size=\(size)", folder.path)
  }

  func makeReadOnly() throws {
    try Self.call("/usr/bin/mount", "-o", "remount,ro", folder.path)
  }

  func remove() {
    try? Self.call("/usr/bin/umount", folder.path)
  }

  private static func call(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
