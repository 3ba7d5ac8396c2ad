import Foundation
import Mailbox
import Support
import Testing

/// What every mailbox kind must do, run on each of them.
@Suite struct MailSourceContract {
  enum Kind: CaseIterable {
    case maildir, mbox, spool, imap

    /// Those that this machine has the server for.
    static let usable = allCases.filter { $0 != .imap || DovecotServer.isUsable }
  }

  /// A mailbox of one kind with three messages in it.
  struct Filled {
    let source: any MailSource
    let home: TestMaildir
    var server: DovecotServer?

    init(_ kind: Kind) throws {
      home = try TestMaildir()
      switch kind {
      case .maildir:
        for (number, text) in MailSourceContract.texts.enumerated() { try home.put("170000000\(number).a.host", text) }
        source = try Maildir(at: home.path)
      case .mbox:
        let file = home.folder.appending(path: "archive.mbox")
        let mbox = MailSourceContract.texts.map { "From ana@acme.example Thu Nov 26 08:56:12 2026\n\($0)\n" }.joined()
        try Data(mbox.utf8).write(to: file)
        source = try MboxFile(at: file.path)
      case .spool:
        let database = home.folder.appending(path: "desk.sqlite").path
        for text in MailSourceContract.texts {
          let pipe = Pipe()
          try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
          try pipe.fileHandleForWriting.close()
          try Spool.accept(from: pipe.fileHandleForReading.fileDescriptor, besideDatabase: database)
        }
        source = try StandardInput(besideDatabase: database)
      case .imap:
        let server = try DovecotServer()
        for text in MailSourceContract.texts { try server.put([text], into: "ana") }
        var login = IMAPLogin()
        login.secret = { .password("secret") }
        login.caFile = server.certificate
        let url = try MailboxURL("imap://ana@127.0.0.1:\(server.port)/INBOX")
        source = try url.open(database: "", login: login)
        self.server = server
      }
    }
  }

  static let texts = (1...3).map { "Subject: number \($0)\n\nWords of number \($0).\n" }

  @Test(arguments: Kind.usable) func listsAllThatWaitsAndReadsTheVeryBytes(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let listing = try filled.source.waiting()
    #expect(listing.unreadable.isEmpty)
    #expect(listing.mail.allSatisfy { !$0.isInCur })
    let texts = try listing.mail.map { mail in
      let fetched = try filled.source.read(mail.key, limit: 1 << 20)
      #expect(fetched.isComplete)
      #expect(fetched.fileTime > 0)
      return String(decoding: fetched.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }
    // A server gives what came within a second in an order of its own.
    #expect(texts.sorted() == Self.texts)
  }

  @Test(arguments: Kind.usable) func twoLooksFindTheSameKeys(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let first = try filled.source.waiting().mail.map(\.key)
    #expect(first.count == 3)
    #expect(Set(first).count == 3)
    #expect(try filled.source.waiting().mail.map(\.key) == first)
  }

  @Test(arguments: Kind.usable) func ofALargeMessageOnlyTheHeadIsRead(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let key = try #require(try filled.source.waiting().mail.first?.key)
    let fetched = try filled.source.read(key, limit: 10)
    #expect(!fetched.isComplete)
    #expect(fetched.bytes == Array("Subject: n".utf8))
    #expect(fetched.size == Self.texts[0].utf8.count + (kind == .imap ? 3 : 0), "a server ends lines with CRLF")
  }

  @Test(arguments: Kind.usable) func aMessageThatIsNotThereIsGone(_ kind: Kind) throws {
    let filled = try Filled(kind)
    #expect { try filled.source.read(MailKey("1.2.3"), limit: 10) } throws: {
      ($0 as? MailboxError)?.code == .gone
    }
  }

  @Test(arguments: Kind.usable) func whatIsAcknowledgedNoLongerCountsAsNew(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let keys = try filled.source.waiting().mail.map(\.key)
    try filled.source.acknowledge(Array(keys.prefix(2)))
    try filled.source.acknowledge(Array(keys.prefix(2)))
    let waiting = try filled.source.waiting().mail
    switch kind {
    case .maildir, .imap: #expect(waiting.map(\.isInCur) == [true, true, false])
    case .mbox: #expect(waiting.map(\.key) == keys)
    case .spool: #expect(waiting.map(\.key) == [keys[2]])
    }
  }

  @Test(arguments: Kind.usable) func aCheckLeavesNothingBehind(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let before = try FileManager.default.subpathsOfDirectory(atPath: filled.home.folder.path).sorted()
    try filled.source.checkAcknowledgement()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: filled.home.folder.path).sorted() == before)
  }

  @Test(arguments: Kind.usable) func manyThreadsMayReadAtOnce(_ kind: Kind) throws {
    let filled = try Filled(kind)
    let keys = try filled.source.waiting().mail.map(\.key)
    DispatchQueue.concurrentPerform(iterations: 60) { number in
      let fetched = try? filled.source.read(keys[number % 3], limit: 1000)
      let text = fetched.map { String(decoding: $0.bytes, as: UTF8.self).replacing("\r\n", with: "\n") }
      #expect(text.map(Self.texts.contains) == true)
    }
  }
}
