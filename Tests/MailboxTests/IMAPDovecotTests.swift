import Foundation
import Mailbox
import Support
import Testing

/// Reading folders of a real Dovecot.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPDovecotTests {
  static func login(_ server: DovecotServer, password: String = "secret") -> IMAPLogin {
    var login = IMAPLogin()
    login.secret = { .password(password) }
    login.caFile = server.certificate
    return login
  }

  static func folder(
    _ server: DovecotServer, _ path: String = "INBOX", after: AfterIntake = .seen, secure: Bool = false,
    keepsAbove: Int = .max, login: IMAPLogin? = nil
  ) throws -> any MailSource {
    let place = secure ? "imaps://ana@localhost:\(server.securePort)" : "imap://ana@127.0.0.1:\(server.port)"
    return try MailboxURL("\(place)/\(path)").open(
      database: "", after: after, keepsAbove: keepsAbove, login: login ?? self.login(server))
  }

  static func mails(_ count: Int) -> [String] {
    (1...count).map { "From: ana@acme.example\nSubject: number \($0)\n\nWords of number \($0).\n" }
  }

  static func subjects(_ folder: any MailSource) throws -> [String] {
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    return try keys.map { key in
      let text = String(decoding: try folder.read(key, limit: 1 << 20).bytes, as: UTF8.self)
      return String(text.split(separator: "\r\n")[1].dropFirst("Subject: ".count))
    }
  }

  @Test func theWayIsEncryptedAndTheCertificateChecked() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(1), into: "ana")
    #expect(try Self.subjects(Self.folder(server)) == ["number 1"])
    #expect(try Self.subjects(Self.folder(server, secure: true)) == ["number 1"])
    let logins = server.log.split(separator: "\n").filter { $0.contains("Login: user=<ana>") }
    #expect(logins.count == 2 && logins.allSatisfy { $0.contains("TLS") }, "STARTTLS and TLS, never plain text")
    var stranger = Self.login(server)
    stranger.caFile = nil
    for secure in [true, false] {
      let error = #expect(throws: MailboxError.self) {
        try Self.folder(server, secure: secure, login: stranger).waiting()
      }
      #expect(error?.code == .unreachable)
      #expect(error?.description.contains("ca_file") == true, "\(error?.description ?? "")")
    }
  }

  /// Each side would wait for the other to begin, or hear what it does not understand.
  @Test(arguments: [true, false]) func theOtherPortAsksForTheOtherScheme(_ secure: Bool) throws {
    let server = try DovecotServer()
    var login = Self.login(server)
    login.patience.connecting = 2
    let url =
      secure ? "imaps://ana@127.0.0.1:\(server.port)/INBOX" : "imap://ana@127.0.0.1:\(server.securePort)/INBOX"
    let error = #expect(throws: MailboxError.self) { try MailboxURL(url).open(database: "", login: login).waiting() }
    #expect(error?.code == .unreachable)
    let words = error?.description ?? ""
    #expect(words.contains(secure ? "write imap://" : "write imaps://"), "\(words)")
  }

  @Test func withoutTLSNothingSecretIsSaid() throws {
    let server = try DovecotServer(extra: "ssl = no")
    try server.put(Self.mails(1), into: "ana")
    let error = #expect(throws: MailboxError.self) { try Self.folder(server).waiting() }
    #expect(error?.description.contains("offers no STARTTLS") == true, "\(error?.description ?? "")")
    #expect(!server.log.contains("Login: user"), "no login over plain text")
    var plain = Self.login(server)
    plain.security = .never
    #expect(
      try Self.subjects(Self.folder(server, login: plain)) == ["number 1"], "this machine's own network is private")
    let elsewhere = try MailboxURL("imap://ana@mail.example/INBOX").open(database: "", login: plain)
    let refusal = #expect(throws: MailboxError.self) { try elsewhere.waiting() }
    #expect(refusal?.code == .misconfigured)
  }

  @Test func aWrongPasswordIsSaidAndNotRepeated() throws {
    let server = try DovecotServer(extra: "auth_failure_delay = 0")
    let error = #expect(throws: MailboxError.self) {
      try Self.folder(server, login: Self.login(server, password: "hunter2")).waiting()
    }
    #expect(error?.code == .refused)
    #expect(error?.description.contains("does not let ana in") == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test func aFolderThatIsNotThereIsSaid() throws {
    let server = try DovecotServer()
    let error = #expect(throws: MailboxError.self) { try Self.folder(server, "Nowhere").waiting() }
    #expect(error?.code == .notFound)
    #expect(error?.description.contains("'Nowhere'") == true)
  }

  @Test func foldersMayHaveAnyName() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(2), into: "ana", ".Entw&APw-rfe &- mehr.2026")
    #expect(
      try Self.subjects(Self.folder(server, "Entw%C3%BCrfe%20&%20mehr.2026")).sorted() == ["number 1", "number 2"])
  }

  @Test func readingChangesNothing() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(3), into: "ana")
    let folder = try Self.folder(server, after: .leave)
    #expect(try Self.subjects(folder).count == 3)
    try folder.acknowledge(folder.waiting().mail.map(\.key))
    #expect(server.flags(of: "ana") == ["", "", ""])
  }

  @Test func whatIsStoredIsMarkedSeenAndNeverSeenMeansStored() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(2), into: "ana")
    try server.put(["Subject: read on a phone\n\n"], into: "ana", seen: true)
    let folder = try Self.folder(server)
    let waiting = try folder.waiting().mail
    #expect(waiting.map(\.isInCur).sorted { !$0 && $1 } == [false, false, true])
    try folder.acknowledge(waiting.filter { !$0.isInCur }.map(\.key))
    #expect(server.flags(of: "ana") == ["S", "S", "S"])
    #expect(try folder.waiting().mail.count == 3, "the ledger says what was taken in, not a flag")
  }

  @Test func whatIsStoredCanBeDeleted() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(3), into: "ana")
    let folder = try Self.folder(server, after: .delete)
    let keys = try folder.waiting().mail.map(\.key)
    try folder.acknowledge(Array(keys.prefix(2)))
    #expect(server.flags(of: "ana").count == 1)
    #expect(try folder.waiting().mail.map(\.key) == [keys[2]])
    #expect { try folder.read(keys[0], limit: 1000) } throws: { ($0 as? MailboxError)?.code == .gone }
  }

  @Test func whatIsStoredCanBeMovedIntoAFolderThatIsMade() throws {
    let server = try DovecotServer()
    let large = "Subject: large\n\n" + String(repeating: "x", count: 5000) + "\n"
    try server.put(Self.mails(2) + [large], into: "ana")
    let folder = try Self.folder(server, after: .move(folder: "Done/2026"), keepsAbove: 4000)
    try folder.acknowledge(folder.waiting().mail.map(\.key))
    #expect(server.flags(of: "ana", ".Done.2026").count == 2)
    #expect(server.flags(of: "ana") == ["S"], "what is too large to be kept in the database stays")
  }

  @Test func whatAnotherClientRemovesMeanwhileIsGoneAndNothingElse() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(5), into: "ana")
    let folder = try Self.folder(server)
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    let other = try Self.folder(server, after: .delete)
    try other.acknowledge([keys[1], keys[3]])
    for (index, key) in keys.enumerated() {
      if index == 1 || index == 3 {
        #expect { try folder.read(key, limit: 1 << 20) } throws: { ($0 as? MailboxError)?.code == .gone }
      } else {
        #expect(try folder.read(key, limit: 1 << 20).isComplete)
      }
    }
    #expect(try folder.waiting().mail.map(\.key) == [keys[0], keys[2], keys[4]])
  }

  /// As many as before are not the same as before.
  @Test(arguments: [true, false]) func oneThatComesForOneThatGoesIsSeen(_ isAway: Bool) throws {
    let server = try DovecotServer()
    try server.put(Self.mails(3), into: "ana")
    let folder = try Self.folder(server)
    let keys = try folder.waiting().mail.map(\.key)
    if isAway {
      server.stop()
      try server.start()
    }
    try Self.folder(server, after: .delete).acknowledge([keys[1]])
    try server.put(Self.mails(1), into: "ana")
    let left = try folder.waiting().mail.map(\.key)
    #expect(left.count == 3)
    #expect(left.prefix(2) == [keys[0], keys[2]])
    #expect(!keys.contains(left[left.count - 1]))
  }

  @Test func aDeletionThatIsTakenBackIsTakenBack() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(2), into: "ana")
    let cur = server.maildir(of: "ana").appending(path: "cur")
    let folder = try Self.folder(server)
    let keys = try folder.waiting().mail.map(\.key)
    // As another client does it: a flag in the file's name.
    func flag(_ flags: String, where fits: (String) -> Bool) throws {
      for name in try FileManager.default.contentsOfDirectory(atPath: cur.path) where fits(name) {
        let unique = name.prefix { $0 != ":" }
        try FileManager.default.moveItem(
          at: cur.appending(path: name), to: cur.appending(path: "\(unique):2,\(flags)"))
      }
    }
    try flag("T") { _ in true }
    let late = try Self.folder(server)
    #expect(try late.waiting().mail.isEmpty)
    try flag("") { $0.hasSuffix("T") }
    #expect(try late.waiting().mail.map(\.key) == keys)
  }

  @Test func aNewUIDValidityMakesNewKeysAndOldOnesAreGone() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(2), into: "ana")
    let folder = try Self.folder(server)
    let before = try folder.waiting().mail.map(\.key)
    server.stop()
    for name in try FileManager.default.contentsOfDirectory(atPath: server.maildir(of: "ana").path)
    where name.hasPrefix("dovecot") {
      try FileManager.default.removeItem(at: server.maildir(of: "ana").appending(path: name))
    }
    sleepPastTheSecond()
    try server.start()
    let after = try folder.waiting().mail.map(\.key)
    #expect(after.count == 2)
    #expect(Set(after).isDisjoint(with: before))
    #expect { try folder.read(before[0], limit: 1000) } throws: { ($0 as? MailboxError)?.code == .gone }
    #expect(try folder.read(after[0], limit: 1 << 20).isComplete)
  }

  /// Dovecot makes UIDVALIDITY of the clock's seconds.
  private func sleepPastTheSecond() {
    usleep(1_100_000)
  }

  @Test func aServerThatRestartsIsTakenUpAgain() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(3), into: "ana")
    let folder = try Self.folder(server)
    let keys = try folder.waiting().mail.map(\.key)
    server.stop()
    // The process that serves us outlives its master for a moment.
    var code: MailboxError.Code?
    let end = Date(timeIntervalSinceNow: 60)
    while code == nil, Date() < end {
      do throws(MailboxError) {
        _ = try folder.read(keys[0], limit: 1 << 20)
      } catch {
        code = error.code
      }
    }
    #expect(code == .unreachable)
    try server.start()
    #expect(try Self.subjects(folder).count == 3)
    #expect(try folder.waiting().mail.map(\.key) == keys)
  }

  @Test func aChangeIsToldOfAndItsMarkIsAnother() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(1), into: "ana")
    let folder = try Self.folder(server)
    _ = try folder.waiting()
    let mark = try #require(folder.changeMark())
    #expect(folder.changeMark() == mark)
    guard case .readable(let descriptor) = folder.beginWaiting() else {
      Issue.record("it offers IDLE")
      return
    }
    try server.put(Self.mails(1), into: "ana")
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&entry, 1, 60_000) == 1, "IDLE speaks up")
    #expect(folder.changeMark() != mark)
    #expect(try folder.waiting().mail.count == 2)
  }

  @Test func manyMessagesComeSeveralARoundTrip() throws {
    let server = try DovecotServer()
    try server.put(Self.mails(1000), into: "ana")
    let folder = try Self.folder(server)
    #expect(try Set(Self.subjects(folder)).count == 1000)
  }
}
