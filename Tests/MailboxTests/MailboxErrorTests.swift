import Foundation
import Mailbox
import Support
import Testing

@Suite struct MailboxErrorTests {
  private func error(_ work: () throws -> Void) -> MailboxError? {
    #expect(throws: MailboxError.self) { try work() }
  }

  @Test func aMissingMaildirNamesTheOneThatWasMeant() throws {
    let home = try TestMaildir(named: "support")
    let error = error { _ = try Maildir(at: home.folder.path + "/suport") }
    #expect(error?.code == .notFound)
    #expect(error?.description == "no maildir at \(home.folder.path)/suport (there is \(home.path))")
    let far = self.error { _ = try Maildir(at: home.folder.path + "/accounts") }
    #expect(far?.description == "no maildir at \(home.folder.path)/accounts")
  }

  @Test func aFolderThatIsNoMaildirSaysWhyAndWhatIsInIt() throws {
    let home = try TestMaildir(named: "INBOX")
    let error = error { _ = try Maildir(at: home.folder.path) }
    #expect(error?.code == .notAMailbox)
    #expect(
      error?.description
        == "\(home.folder.path) is not a maildir: it has no directory new nor cur; there is \(home.path)")
  }

  @Test func eachKindPointsToTheOther() throws {
    let home = try TestMaildir()
    try home.put("file", "From a Thu Nov 26 08:56:12 2026\n\nx\n", in: "tmp")
    let file = error { _ = try Maildir(at: home.path + "/tmp/file") }
    #expect(file?.description == "\(home.path)/tmp/file is a file, not a maildir; try mbox:\(home.path)/tmp/file")
    let folder = error { _ = try MboxFile(at: home.path) }
    #expect(folder?.description == "\(home.path) is a directory, not a file; try maildir:\(home.path)")
  }

  @Test func equalityIsByCode() {
    let one = error { _ = try Maildir(at: "/nowhere/a") }
    let other = error { _ = try Maildir(at: "/nowhere/b") }
    #expect(one == other)
  }
}
