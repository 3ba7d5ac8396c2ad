import Foundation
import Mailbox
import Support
import Testing

/// A real Dovecot that allows an account one connection, and several folders of it.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPTurnsTests {
  private let server: DovecotServer
  private let login: IMAPLogin

  init() throws {
    server = try DovecotServer(extra: "mail_max_userip_connections = 1")
    login = IMAPDovecotTests.login(server)
    try server.put(IMAPDovecotTests.mails(2), into: "ana")
    try server.put(IMAPDovecotTests.mails(3), into: "ana", ".Two")
  }

  private func folder(_ path: String, _ login: IMAPLogin? = nil) throws -> any MailSource {
    try IMAPDovecotTests.folder(server, path, login: login ?? self.login)
  }

  @Test func whoeverListensGivesWayToWhoeverIsTurnedAway() throws {
    let first = try folder("INBOX")
    #expect(try first.waiting().mail.count == 2)
    guard case .readable(let descriptor) = first.beginWaiting() else {
      Issue.record("it listens while nobody else is there")
      return
    }
    let second = try folder("Two")
    let error = #expect(throws: MailboxError.self) { try second.waiting() }
    #expect(error?.code == .crowded)
    #expect(error?.description.contains("Maximum number of connections") == true, "\(error?.description ?? "")")
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&entry, 1, 60_000) == 1, "whoever listens is woken")
    #expect(try first.waiting().mail.count == 2)
    #expect(first.beginWaiting() == .none, "and leaves when its look is over")
    #expect(try second.waiting().mail.count == 3)
    #expect(second.beginWaiting() == .none)
    try server.put(IMAPDovecotTests.mails(1), into: "ana")
    #expect(try first.waiting().mail.count == 3, "from now on they take turns")
  }

  @Test func whoeverIsAtWorkIsWaitedForAndNotForEver() throws {
    var login = login
    login.patience.turn = 1
    let first = try folder("INBOX", login)
    #expect(try first.waiting().mail.count == 2)
    let second = try folder("Two", login)
    for _ in 0..<2 {
      #expect { try second.waiting() } throws: { ($0 as? MailboxError)?.code == .crowded }
    }
    #expect(try IMAPDovecotTests.subjects(first).count == 2, "it keeps what it has until its look is over")
    #expect(first.beginWaiting() == .none)
    #expect(try IMAPDovecotTests.subjects(second).count == 3)
  }
}

/// The words with which servers turn somebody away for a while.
@Suite struct IMAPRefusalTests {
  @Test(
    arguments: [
      ("LOGIN", "TAG NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n", .crowded),
      ("LOGIN", "TAG NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded\r\n", .crowded),
      ("LOGIN", "TAG NO [ALERT] Too many simultaneous connections. (Failure)\r\n", .crowded),
      ("", "* BYE Too many connections from your address\r\n", .crowded),
      ("LOGIN", "TAG NO [UNAVAILABLE] Temporary authentication failure\r\n", .busy),
      ("SELECT", "TAG NO [INUSE] somebody rebuilds the folder\r\n", .busy),
      ("SELECT", "TAG NO [LIMIT] too many folders open\r\n", .crowded),
      ("SELECT", "TAG NO [NONEXISTENT] no such folder\r\n", .notFound),
      ("LOGIN", "TAG NO [AUTHENTICATIONFAILED] the password is wrong\r\n", .refused),
    ] as [(String, String, MailboxError.Code)])
  func aRefusalThatPassesIsWeather(_ command: String, _ words: String, _ code: MailboxError.Code) throws {
    let server = try ScriptedIMAPServer { said, _ in
      (command.isEmpty ? said.isEmpty : said.uppercased().hasPrefix(command))
        ? .sayAndHangUp(words) : .friendly(said, holding: [])
    }
    let folder = try IMAPTroubleTests.folder(server)
    let error = #expect(throws: MailboxError.self) { try folder.waiting() }
    #expect(error?.code == code, "\(error?.description ?? "")")
    let kernel = words.split(separator: "\r\n")[0].split(separator: " ").suffix(2).joined(separator: " ")
    #expect(error?.description.contains(kernel) == true, "\(error?.description ?? "")")
    #expect(server.connections == 1, "it is not asked again at once")
  }

  @Test func aFolderThatHoldsMoreThanCanBeWatchedIsSaid() throws {
    let server = try ScriptedIMAPServer { command, _ in
      command.hasPrefix("SELECT")
        ? .say("* 1000001 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK [READ-WRITE] done\r\n")
        : .friendly(command, holding: [])
    }
    let error = #expect(throws: MailboxError.self) { try IMAPTroubleTests.folder(server).waiting() }
    #expect(error?.code == .io)
    #expect(error?.description.contains("holds 1000001 messages") == true, "\(error?.description ?? "")")
    #expect(!server.commands.contains { $0.hasPrefix("UID FETCH") })
  }
}
