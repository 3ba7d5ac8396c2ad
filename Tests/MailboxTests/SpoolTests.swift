import Foundation
import Mailbox
import Support
import Testing

@Suite struct SpoolTests {
  private let home: TestMaildir
  private let database: String

  init() throws {
    home = try TestMaildir()
    database = home.folder.path + "/desk.sqlite"
  }

  private func accept(_ bytes: Data) throws -> MailKey {
    // A spool that fails does not read its input to the end.
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    let writer = Thread { [handle = pipe.fileHandleForWriting] in
      try? handle.write(contentsOf: bytes)
      try? handle.close()
    }
    writer.start()
    return try Spool.accept(from: pipe.fileHandleForReading.fileDescriptor, besideDatabase: database)
  }

  @Test func whatIsPipedInLiesInTheSpoolForItsOwnerAlone() throws {
    #expect(!Spool.exists(besideDatabase: database))
    let text = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
    let key = try accept(text)
    #expect(Spool.exists(besideDatabase: database))
    let spool = database + ".spool"
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool + "/new") == [key.name])
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool + "/tmp").isEmpty)
    #expect(try Data(contentsOf: URL(filePath: spool + "/new/" + key.name)) == text)
    #expect(try mode(spool) == 0o700)
    #expect(try mode(spool + "/new/" + key.name) == 0o600)
  }

  @Test func whereNothingCameThereIsNoMessage() throws {
    let error = #expect(throws: MailboxError.self) { try accept(Data()) }
    #expect(error?.code == .gone)
    #expect(try StandardInput(besideDatabase: database).waiting().mail.isEmpty)
    _ = try accept(Data("\n".utf8))
    #expect(try StandardInput(besideDatabase: database).waiting().mail.count == 1)
  }

  @Test func aMessageKeptForItsSizeStaysInTheSpool() throws {
    _ = try accept(Data(repeating: 0x78, count: 100))
    _ = try accept(Data(repeating: 0x78, count: 10))
    let source = try StandardInput(besideDatabase: database, keepsAbove: 50)
    try source.acknowledge(source.waiting().mail.map(\.key))
    let left = try source.waiting().mail
    #expect(left.count == 1)
    #expect(try source.read(left[0].key, limit: 1000).bytes.count == 100)
  }

  @Test func aSpoolThatCannotBeMadeIsSaidToBe() throws {
    try Data().write(to: URL(filePath: database + ".spool"))
    let error = #expect(throws: MailboxError.self) { try accept(Data("x".utf8)) }
    #expect(error?.description.hasPrefix("cannot make the spool \(database).spool: ") == true)
  }

  /// The read fails: nothing may be left that looks like a message.
  @Test func inputThatFailsLeavesNothingBehind() throws {
    let folder = open(home.path, O_RDONLY)
    defer { close(folder) }
    #expect(throws: MailboxError.self) { try Spool.accept(from: folder, besideDatabase: database) }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: database + ".spool").sorted() == ["cur", "new", "tmp"])
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }
}
