import Foundation
import Support
import Testing

/// `serve` and SIGHUP: the same process goes on with another configuration, or with the old one.
@Suite struct ReloadTests {
  private func config(_ desk: ServingDesk, _ change: (String) -> String) throws {
    let file = desk.folder.url.appending(path: "servicedesk.yaml")
    try change(String(contentsOf: file, encoding: .utf8)).write(to: file, atomically: true, encoding: .utf8)
  }

  /// Mail is taken in, and the end is an orderly one.
  private func expectAtWork(_ desk: ServingDesk, _ serve: RunningBinary) throws {
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
  }

  @Test func aNewMailboxIsReadWithoutARestart() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let other = try TestMaildir(named: "other")
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    try config(desk) { $0.replacing("mailboxes: [", with: "mailboxes: [\"maildir:\(other.path)\", ") }
    let count = serve.log.count
    serve.signal(SIGHUP)
    try serve.awaitLog("the configuration is read again", after: count)
    try serve.awaitLog("ready", "mailboxes=2", after: count)
    try other.put("1795000009.other", "From: eva@acme.example\nTo: support@desk.example\nSubject: other\n\nHello.\n")
    try desk.put(2)
    try serve.awaitLog("intake: opened SD-3")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect(try desk.run("reconcile").status == 0)
  }

  /// The locks that tell others that the database is in use are the process's: a reload must not give them up.
  @Test(arguments: [["doctor"], ["ingest"], ["deliver"], ["list"]]) func othersLeaveTheLogAloneAfterAReload(
    _ command: [String]
  ) throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    let count = serve.log.count
    serve.signal(SIGHUP)
    try serve.awaitLog("ready", after: count)
    _ = try Binary.run(command, in: desk.folder.url)
    try desk.put(2)
    try serve.awaitLog("intake: opened SD-2")
    #expect(try desk.run("show", "2").status == 0, "what is acknowledged is there for everybody")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect(try desk.run("list", "--json").output.contains(#""id":"SD-2""#))
  }

  /// A link that was printed and not yet followed is somebody's only way in.
  @Test func theLinkOfTheFirstPasswordOutlivesAReload() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    let line = try serve.awaitPrinted("to set the first password")
    let secret = try #require(line.firstMatch(of: /secret=([\w-]+)/)?.output.1)
    let count = serve.log.count
    serve.signal(SIGHUP)
    let ready = try serve.awaitLog("notice", "serve: ready", after: count)
    let port = try #require(ready.firstMatch(of: /port=(\d+)/).flatMap { Int($0.output.1) })
    // The mail comes after the link would have: nothing more is printed then.
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    #expect(try LoopbackHTTP.get("/invitation?secret=\(secret)", port: port).hasPrefix("HTTP/1.1 200 "))
    #expect(serve.printed.count == 1)
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
  }

  /// An editor that empties the file before it writes, a package that moves it: the desk would be another one.
  @Test(arguments: ["", "# nothing\n", nil]) func aConfigurationThatSaysNothingIsRefused(_ text: String?) throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let file = desk.folder.url.appending(path: "servicedesk.yaml")
    let serve = try desk.serve()
    if let text {
      try text.write(to: file, atomically: false, encoding: .utf8)
    } else {
      try FileManager.default.removeItem(at: file)
    }
    serve.signal(SIGHUP)
    try serve.awaitLog("error", "the configuration is refused, the old one stays", "servicedesk.yaml")
    try expectAtWork(desk, serve)
  }

  @Test func aConfigurationWithASlipIsRefusedAndTheOldOneStays() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    try config(desk) { $0 + "intakke: {poll: 1s}\n" }
    serve.signal(SIGHUP)
    try serve.awaitLog("error", "the configuration is refused, the old one stays", "intakke")
    try expectAtWork(desk, serve)
  }

  @Test func aPortThatSomebodyElseHasIsRefusedAndTheOldOneStays() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let socket = try LoopbackPort.listen()
    defer { close(socket.descriptor) }
    let serve = try desk.serve()
    try config(desk) { $0.replacing("127.0.0.1:0", with: "127.0.0.1:\(socket.port)") }
    let count = serve.log.count
    serve.signal(SIGHUP)
    try serve.awaitLog("error", "refused, the old one stays", "cannot listen", after: count)
    try serve.awaitLog("ready", after: count)
    try expectAtWork(desk, serve)
  }

  @Test func systemdIsToldOfTheReloadAndThatTheDeskLives() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let notices = try NoticeSocket(at: desk.folder.url.appending(path: "notify").path)
    let serve = try desk.serve(environment: ["NOTIFY_SOCKET": notices.path, "WATCHDOG_USEC": "100000"])
    func hear(_ words: String) throws {
      for _ in 0..<1000 where try notices.next().hasPrefix(words) { return }
      Issue.record("no \(words)")
    }
    try hear("READY=1")
    try hear("WATCHDOG=1")
    serve.signal(SIGHUP)
    try hear("RELOADING=1\nMONOTONIC_USEC=")
    try hear("READY=1")
    try hear("WATCHDOG=1")
    serve.signal(SIGTERM)
    try hear("STOPPING=1")
    #expect(serve.end() == 0)
  }
}
