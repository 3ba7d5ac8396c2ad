import Foundation
import Mailbox
import Support
import Testing

@Suite struct MaildirTests {
  private let home: TestMaildir

  init() throws {
    home = try TestMaildir()
  }

  @Test func isNamedByItsRealPath() throws {
    let link = home.folder.appending(path: "link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: home.url)
    #expect(try Maildir(at: link.path).name == "maildir:\(home.path)")
    #expect(try Maildir(at: home.path + "/../mail/").name == "maildir:\(home.path)")
  }

  @Test func waitingIsWhatLiesInNewOrCurByUniqueNameInFileNameOrder() throws {
    try home.put("3.c", "c")
    try home.put("1.a:2,S", "a", in: "cur")
    try home.put("2.b:2,", "b", in: "cur")
    try home.put("4.d:2,F", "d")
    let waiting = try Maildir(at: home.path).waiting().mail
    #expect(waiting.map(\.key.name) == ["1.a", "2.b", "3.c", "4.d"])
    #expect(waiting.map(\.isInCur) == [true, true, false, false])
  }

  @Test func whatIsTrashedOrADraftOrHiddenDoesNotWait() throws {
    try home.put("1.a:2,ST", "a", in: "cur")
    try home.put("2.b:2,D", "b", in: "cur")
    try home.put(".3.c", "c")
    try home.put("4.d:2,RS", "d", in: "cur")
    let listing = try Maildir(at: home.path).waiting()
    #expect(listing.mail.map(\.key.name) == ["4.d"])
    #expect(listing.unreadable.isEmpty)
  }

  @Test func whatIsNoFileIsNamedAndTheOthersGoOn() throws {
    try home.put("5.mail", "mail")
    try FileManager.default.createDirectory(
      at: home.url.appending(path: "new/1.folder"), withIntermediateDirectories: true)
    #expect(mkfifo(home.path + "/new/2.pipe", 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/new/3.link", withDestinationPath: "/etc/passwd")
    try home.put("4.mail:2,S", "mail", in: "cur")
    let listing = try Maildir(at: home.path).waiting()
    #expect(listing.mail.map(\.key.name) == ["4.mail", "5.mail"])
    #expect(
      listing.unreadable.map { "\($0.name) \($0.reason)" } == [
        "new/1.folder is a directory, not a file", "new/2.pipe is a FIFO, not a file",
        "new/3.link is a symbolic link, not a file",
      ])
  }

  /// A file may turn into a FIFO or a link between the listing and the reading.
  @Test(arguments: ["2.pipe", "3.link", "1.folder"]) func readingWhatIsNoFileNeitherBlocksNorFollows(_ name: String)
    throws
  {
    try FileManager.default.createDirectory(
      at: home.url.appending(path: "new/1.folder"), withIntermediateDirectories: true)
    #expect(mkfifo(home.path + "/new/2.pipe", 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/new/3.link", withDestinationPath: "/etc/passwd")
    let maildir = try Maildir(at: home.path)
    let error = #expect(throws: MailboxError.self) { try maildir.read(MailKey(name), limit: 1000) }
    #expect(error?.code == .unreadable)
  }

  @Test func acknowledgingMovesNewMailToCurAsSeen() throws {
    try home.put("1.a", "a")
    try home.put("2.b:2,F", "b", in: "cur")
    try home.put("3.c:2,RS", "c", in: "cur")
    try home.put("4.d:1,x", "d", in: "cur")
    try home.put("5.e:2,ab", "e", in: "cur")
    let maildir = try Maildir(at: home.path)
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try home.names(in: "new").isEmpty)
    #expect(try home.names(in: "cur") == ["1.a:2,S", "2.b:2,FS", "3.c:2,RS", "4.d:1,x", "5.e:2,Sab"])
  }

  @Test func aFileThatAMailProgramMovedMeanwhileIsFoundByItsUniqueName() throws {
    try home.put("1.a", "a")
    let maildir = try Maildir(at: home.path)
    let keys = try maildir.waiting().mail.map(\.key)
    try FileManager.default.moveItem(atPath: home.path + "/new/1.a", toPath: home.path + "/cur/1.a:2,F")
    #expect(try maildir.read(keys[0], limit: 10).bytes == Array("a".utf8))
    try FileManager.default.moveItem(atPath: home.path + "/cur/1.a:2,F", toPath: home.path + "/cur/1.a:2,FR")
    try maildir.acknowledge(keys)
    #expect(try home.names(in: "cur") == ["1.a:2,FRS"])
  }

  @Test func acknowledgingWhatIsGoneDoesNothing() throws {
    let maildir = try Maildir(at: home.path)
    try maildir.acknowledge([MailKey("1.gone")])
    #expect(try home.names(in: "cur").isEmpty)
  }

  @Test func twoFilesOfOneUniqueNameAreNamedAndNeitherReplacesTheOther() throws {
    try home.put("1.a", "first")
    try home.put("1.a:2,S", "second", in: "cur")
    let maildir = try Maildir(at: home.path)
    let listing = try maildir.waiting()
    #expect(listing.mail.map(\.key.name) == ["1.a"])
    #expect(listing.unreadable.map(\.name) == ["cur/1.a:2,S"])
    try maildir.acknowledge(listing.mail.map(\.key))
    #expect(try home.names(in: "new") == ["1.a"])
    #expect(try String(contentsOf: home.url.appending(path: "cur/1.a:2,S"), encoding: .utf8) == "second")
  }

  @Test func aSecondLinkToTheSameFileIsNoTwin() throws {
    try home.put("1.a", "a")
    try FileManager.default.linkItem(atPath: home.path + "/new/1.a", toPath: home.path + "/cur/1.a:2,S")
    let listing = try Maildir(at: home.path).waiting()
    #expect(listing.mail.count == 1)
    #expect(listing.unreadable.isEmpty)
  }

  @Test func aNameThatIsNoUTF8IsReadAndAcknowledged() throws {
    let name: [CChar] = Array("/new/1.".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF)] + Array(":2,F".utf8CString)
    let path = Array(home.path.utf8CString.dropLast()) + name
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    #expect(write(file, "x", 1) == 1)
    close(file)
    let maildir = try Maildir(at: home.path)
    let waiting = try maildir.waiting().mail
    #expect(waiting.map(\.key.name) == ["1.\\xff"])
    #expect(try maildir.read(waiting[0].key, limit: 10).bytes == Array("x".utf8))
    try maildir.acknowledge(waiting.map(\.key))
    #expect(try maildir.waiting().mail == [WaitingMail(key: MailKey("1.\\xff"), isInCur: true)])
  }

  @Test func theLongestNameIsAcknowledgedWithoutFlags() throws {
    let name = String(repeating: "n", count: 254)
    try home.put(name, "long")
    let maildir = try Maildir(at: home.path)
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try home.names(in: "cur") == [name])
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try maildir.waiting().mail.map(\.key.name) == [name])
  }

  @Test func afterLeaveNothingIsTouched() throws {
    try home.put("1.a", "a")
    let maildir = try Maildir(at: home.path, after: .leave)
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try home.names(in: "new") == ["1.a"])
  }

  @Test func afterDeleteTheFileIsGoneUnlessOnlyItHasTheBytes() throws {
    try home.put("1.small", "small")
    try home.put("2.large", String(repeating: "x", count: 100))
    try home.put("3.old:2,S", "old", in: "cur")
    let maildir = try Maildir(at: home.path, after: .delete, keepsAbove: 99)
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try home.names(in: "new").isEmpty)
    #expect(try home.names(in: "cur") == ["2.large:2,S"])
  }

  @Test func afterMoveTheFileLiesInAFolderOfTheMailbox() throws {
    try home.put("1.a", "a")
    try home.put("2.large", String(repeating: "x", count: 100))
    let maildir = try Maildir(at: home.path, after: .move(folder: "Desk/Done"), keepsAbove: 99)
    try maildir.acknowledge(maildir.waiting().mail.map(\.key))
    #expect(try home.names(in: ".Desk.Done/cur") == ["1.a:2,S"])
    #expect(try home.names(in: "cur") == ["2.large:2,S"])
  }

  @Test func aMailboxPutBackFromABackupIsReadAnew() throws {
    try home.put("1.a", "a", in: "cur")
    let maildir = try Maildir(at: home.path)
    #expect(try maildir.waiting().mail.count == 1)
    try FileManager.default.moveItem(atPath: home.path + "/cur", toPath: home.path + "/old")
    try FileManager.default.createDirectory(atPath: home.path + "/cur", withIntermediateDirectories: false)
    try home.put("2.b", "b", in: "cur")
    #expect(try maildir.waiting().mail.map(\.key.name) == ["2.b"])
  }

  @Test func aQuietMailboxKeepsItsMarkAndAnyChangeMovesIt() throws {
    try home.put("1.a", "a")
    let maildir = try Maildir(at: home.path)
    #expect(maildir.changeMark() == nil, "a change within the same tick of the clock would not show")
    try age()
    let mark = try #require(maildir.changeMark())
    #expect(maildir.changeMark() == mark)
    try home.put("2.b", "b")
    #expect(maildir.changeMark() != mark)
  }

  @Test func aDirectoryReadLongAfterItsLastChangeIsNotReadAgainUntilItChanges() throws {
    try home.put("1.a:2,S", "a", in: "cur")
    try age()
    let maildir = try Maildir(at: home.path)
    #expect(try maildir.waiting().mail.count == 1)
    try home.put("2.b:2,S", "b", in: "cur")
    try age()
    #expect(try maildir.waiting().mail.count == 1, "the same time stamp: the directory was not read")
    try FileManager.default.removeItem(atPath: home.path + "/cur/1.a:2,S")
    #expect(try maildir.waiting().mail.map(\.key.name) == ["2.b"])
  }

  /// Sets the time of both directories to an hour that is the same for all calls, and long gone.
  private func age() throws {
    for part in ["new", "cur"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: home.path + "/" + part)
    }
  }
}
