import Foundation
import Support
import Testing

/// The real program with an account that is opened by tokens, at a real Dovecot.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPTokenDeskTests {
  private let issuer: TokenIssuer
  private let desk: IMAPDeskTests.Desk

  init() throws {
    issuer = try TokenIssuer()
    desk = try IMAPDeskTests.Desk(poll: "30m", extra: issuer.dovecot)
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    let text = try String(contentsOf: config, encoding: .utf8)
      .replacing("password_file: password", with: "token_command: [sh, token.sh]")
      .replacing("level: info", with: "level: trace")
    try text.write(to: config, atomically: true, encoding: .utf8)
    try desk.folder.write("token.sh", "echo asked >>asked\ncat token\n")
  }

  /// Makes the command give another token from now on.
  private func give(_ token: String) throws -> String {
    try Data((token + "\n").utf8).write(to: desk.folder.url.appending(path: "token"), options: .atomic)
    return token
  }

  private func timesAsked() throws -> Int {
    try String(contentsOf: desk.folder.url.appending(path: "asked"), encoding: .utf8).split(separator: "\n").count
  }

  @Test func tokensRunOutAndAreFetchedAnewAndNobodySeesThem() throws {
    try desk.put(1...2)
    let expired = try give(issuer.token(for: "support", goodFor: -60))
    let serve = try RunningBinary(["serve"], in: desk.folder.url)
    let refused = try serve.awaitLog("warning", "intake: mailbox in trouble", "does not let support in")
    #expect(refused.contains("it refuses the token from token_command sh, which may have run out"), "\(refused)")
    #expect(!refused.contains("password"), "\(refused)")
    let first = try give(issuer.token(for: "support"))
    try serve.awaitLog("intake: opened SD-2")
    // The connection ends, and with it what the token was good for.
    let asked = try timesAsked()
    let lines = serve.log.count
    desk.server.stop()
    try serve.awaitLog("warning", "intake: mailbox in trouble", after: lines)
    let second = try give(issuer.token(for: "support"))
    try desk.put(3...3)
    try desk.server.start()
    try serve.awaitLog("intake: opened SD-3")
    #expect(try timesAsked() > asked)
    let processes = try ProcessList.text()
    #expect(processes.contains("serve"))
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let doctor = try desk.run("doctor")
    try FileManager.default.removeItem(at: desk.folder.url.appending(path: "token"))
    let unreadable = try desk.run("doctor").output
    #expect(
      unreadable.contains("cannot read the token of support at 127.0.0.1 (token_command sh): "), "\(unreadable)")
    #expect(!unreadable.contains("password"), "\(unreadable)")
    _ = try give(second)
    try desk.expectTickets(3)
    var files = Data()
    for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder.path) where name != "token" {
      files += FileManager.default.contents(atPath: "\(desk.folder.path)/\(name)") ?? Data()
    }
    for token in [expired, first, second] {
      #expect(!serve.log.contains { $0.contains(token) })
      #expect(!processes.contains(token))
      #expect(!doctor.output.contains(token) && !doctor.errors.contains(token))
      #expect(files.range(of: Data(token.utf8)) == nil)
    }
  }
}
