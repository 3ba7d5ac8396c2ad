import Foundation
import Mailbox
import Support
import Synchronization
import Testing

/// OAuth 2 tokens at a real Dovecot, which checks their signature, their owner and their end.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPTokenTests {
  private let issuer: TokenIssuer
  private let server: DovecotServer

  init() throws {
    issuer = try TokenIssuer()
    server = try DovecotServer(extra: issuer.dovecot)
    try server.put(IMAPDovecotTests.mails(3), into: "ana")
  }

  private func folder(_ token: @escaping @Sendable () throws -> String) throws -> any MailSource {
    var login = IMAPDovecotTests.login(server)
    login.secret = { .token(try token()) }
    return try IMAPDovecotTests.folder(server, login: login)
  }

  @Test func aTokenOpensTheFolder() throws {
    let token = try issuer.token(for: "ana")
    #expect(try IMAPDovecotTests.subjects(folder { token }).sorted() == ["number 1", "number 2", "number 3"])
    #expect(server.log.contains("method=OAUTHBEARER") || server.log.contains("method=XOAUTH2"), "\(server.log)")
  }

  @Test func whereOnlyTheOldMechanismIsOfferedItIsSpoken() throws {
    let server = try DovecotServer(
      extra: issuer.dovecot.replacing(
        "auth_mechanisms = plain login xoauth2 oauthbearer", with: "auth_mechanisms = xoauth2"))
    try server.put(IMAPDovecotTests.mails(1), into: "ana")
    let token = try issuer.token(for: "ana")
    var login = IMAPDovecotTests.login(server)
    login.secret = { .token(token) }
    #expect(try IMAPDovecotTests.subjects(IMAPDovecotTests.folder(server, login: login)) == ["number 1"])
    #expect(server.log.contains("method=XOAUTH2"), "\(server.log)")
  }

  @Test func aTokenThatRanOutIsRefusedAndTheNextConnectionAsksForAnother() throws {
    let tokens = Mutex([try issuer.token(for: "ana", goodFor: -60), try issuer.token(for: "ana")])
    let asked = Mutex(0)
    let folder = try folder {
      asked.withLock { $0 += 1 }
      return tokens.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
    let expired = tokens.withLock { $0[0] }
    let error = #expect(throws: MailboxError.self) { try folder.waiting() }
    #expect(error?.code == .refused)
    #expect(error?.description.contains("does not let ana in") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(expired) == false)
    #expect(asked.withLock { $0 } == 1, "a refusal is not hammered at")
    #expect(try IMAPDovecotTests.subjects(folder).count == 3)
    #expect(asked.withLock { $0 } == 2, "one connection, one token")
  }

  @Test func anothersTokenAndAForgedOneOpenNothing() throws {
    let forger = try TokenIssuer()
    for token in [try issuer.token(for: "bo"), try forger.token(for: "ana"), "no token at all"] {
      let error = #expect(throws: MailboxError.self) { try folder { token }.waiting() }
      #expect(error?.code == .refused)
      #expect(error?.description.contains(token) == false)
    }
  }
}
