import Foundation
import Mailbox
import Support
import Testing

@Suite struct MboxTests {
  private let home: TestMaildir
  private let file: URL

  init() throws {
    home = try TestMaildir()
    file = home.folder.appending(path: "old.mbox")
  }

  /// What is read of an mbox with this text.
  private func messages(_ text: String) throws -> [String] {
    try Data(text.utf8).write(to: file)
    let mbox = try MboxFile(at: file.path)
    return try mbox.waiting().mail.map { String(decoding: try mbox.read($0.key, limit: 1 << 30).bytes, as: UTF8.self) }
  }

  @Test func theEmptyLineBeforeTheNextMessageBelongsToNone() throws {
    let texts = try messages(
      "From a@x Thu Nov 26 08:56:12 2026\nSubject: 1\n\none\n\n\nFrom b@x Thu Nov 26 08:56:13 2026\nSubject: 2\n\ntwo")
    #expect(texts == ["Subject: 1\n\none\n\n", "Subject: 2\n\ntwo"])
  }

  @Test func aQuotedFromLineLosesOneMark() throws {
    let texts = try messages("From a@x Thu Nov 26 08:56:12 2026\n\n>From here\n>>From there\n>Fromage\n")
    #expect(texts == ["\nFrom here\n>From there\n>Fromage\n"])
  }

  /// QUIRK: a body line that begins with From, unquoted, is seen in the wild.
  @Test func aBodyLineThatOnlyBeginsLikeASeparatorIsNone() throws {
    let texts = try messages(
      "From a@x Thu Nov 26 08:56:12 2026\n\nHello\n\nFrom here on it fails.\nFrom a@x Thu Nov 26 08:56:12 2026\n")
    #expect(texts == ["\nHello\n\nFrom here on it fails.\nFrom a@x Thu Nov 26 08:56:12 2026\n"])
  }

  @Test func lineEndsOfEitherKindWork() throws {
    let texts = try messages(
      "From a@x Thu Nov 26 08:56:12 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom b@x Thu Nov 26 08:56:12 2026\r\nA: 2\r\n")
    #expect(texts == ["A: 1\r\n\r\nx\r\n", "A: 2\r\n"])
  }

  @Test func anEmptyFileHoldsNothing() throws {
    #expect(try messages("").isEmpty)
    #expect(try messages("\n\n").isEmpty)
  }

  @Test func aFileThatIsNoMboxIsSaidToBeNone() throws {
    let error = #expect(throws: MailboxError.self) { try messages("Subject: one message\n\nx\n") }
    #expect(error?.code == .notAMailbox)
    #expect(error?.description.contains("ingest - < ") == true)
  }

  @Test func equalMessagesAreToldApartByTheirCount() throws {
    let one = "From a@x Thu Nov 26 08:56:12 2026\nA: 1\n\nx\n\n"
    try Data((one + one).utf8).write(to: file)
    let keys = try MboxFile(at: file.path).waiting().mail.map(\.key.name)
    #expect(keys.map { $0.suffix(2) } == [".1", ".2"])
    #expect(keys[0].dropLast(2) == keys[1].dropLast(2))
    #expect(keys[0].dropLast(2).count == 64)
  }

  @Test func theKeyIsTheDigestOfTheMessageAsItIsRead() throws {
    // printf 'A: 1\n\nFrom here\n' | sha256sum
    try Data("From a@x Thu Nov 26 08:56:12 2026\nA: 1\n\n>From here\n".utf8).write(to: file)
    let key = try MboxFile(at: file.path).waiting().mail.map(\.key.name)
    #expect(key == ["ec883b3f4a21216122b8cd470ee516d1da5a63f267a76d18e5847ac0fc5abe37.1"])
  }

  @Test func compactionChangesNoKey() throws {
    let (one, two) = (
      "From a@x Thu Nov 26 08:56:12 2026\nA: 1\n\nx\n\n", "From b@x Thu Nov 26 09:00:00 2026\nB: 2\n\ny\n\n"
    )
    try Data((one + two).utf8).write(to: file)
    let mbox = try MboxFile(at: file.path)
    let keys = try mbox.waiting().mail.map(\.key)
    try Data(two.utf8).write(to: file)
    #expect(try mbox.waiting().mail.map(\.key) == [keys[1]])
    #expect(try mbox.read(keys[1], limit: 100).bytes == Array("B: 2\n\ny\n".utf8))
    let error = #expect(throws: MailboxError.self) { try mbox.read(keys[0], limit: 100) }
    #expect(error?.code == .gone)
  }

  @Test func theTimeIsTheSeparatorsSoThatOldMailLooksOld() throws {
    try Data("From a@x Mon Jan  5 10:00:00 2015\nA: 1\n\nx\n\nFrom b@x 10:15\nA: 2\n\ny\n".utf8).write(to: file)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)], ofItemAtPath: file.path)
    let mbox = try MboxFile(at: file.path)
    let times = try mbox.waiting().mail.map { try mbox.read($0.key, limit: 100).fileTime }
    #expect(times == [1_420_452_000_000_000, 1_600_000_000_000_000])
  }

  /// Lines and messages larger than the buffer that walks through the file.
  @Test func aLineOfAMillionBytesIsReadWhole() throws {
    let long = "A: 1\n\n" + String(repeating: "x", count: 1_000_000) + "\n"
    let texts = try messages("From a@x Thu Nov 26 08:56:12 2026\n\(long)\nFrom b@x Thu Nov 26 08:56:12 2026\nA: 2\n")
    #expect(texts == [long, "A: 2\n"])
  }

  @Test func aFileThatAProgramHoldsIsBusyAndAStaleLockIsNot() throws {
    try Data("From a@x Thu Nov 26 08:56:12 2026\nA: 1\n".utf8).write(to: file)
    let lock = file.path + ".lock"
    try Data().write(to: URL(filePath: lock))
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: lock)
    #expect(try MboxFile(at: file.path).waiting().mail.count == 1)
  }
}
