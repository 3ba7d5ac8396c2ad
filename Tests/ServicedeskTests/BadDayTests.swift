import Foundation
import Support
import Testing

/// The machine's bad days: a clear message, the right code, nothing acknowledged that was not stored, and after the
/// trouble one ordinary run takes everything in.
@Suite(.serialized) struct BadDayTests {
  @Test func aMailboxThatIsNotThereIsNamedWithItsNeighbour() throws {
    let desk = try BadDayDesk()
    defer { desk.remove() }
    try desk.makeDatabase()
    let run = try desk.run("ingest", "maildir:\(desk.folder.url.path)/maail")
    #expect(run.status == 66)
    #expect(
      run.errors == "servicedesk: no maildir at \(desk.folder.url.path)/maail (there is \(desk.folder.url.path)/mail)\n"
    )
    #expect(run.output.isEmpty)
  }

  @Test func whatCannotBeReadIsNamedAndTheOthersAreTakenIn() throws {
    let desk = try BadDayDesk(messages: 3)
    defer { desk.remove() }
    try FileManager.default.createDirectory(
      at: desk.new.appending(path: "1795000002.folder"), withIntermediateDirectories: false)
    #expect(mkfifo(desk.new.appending(path: "1795000003.fifo").path, 0o600) == 0)
    let run = try desk.run("ingest", "--json")
    #expect(run.status == 74)
    #expect(run.output.contains(#""read":3,"opened":3"#) && run.output.contains(#""unreadable":2"#), "\(run.output)")
    #expect(run.errors.contains("1795000002.folder") && run.errors.contains("1795000003.fifo"), "\(run.errors)")
    #expect(try desk.waiting() == ["1795000002.folder", "1795000003.fifo"])
  }

  @Test func aLockedDatabaseEndsTheRunWithTryAgain() throws {
    let desk = try BadDayDesk(messages: 3)
    defer { desk.remove() }
    try desk.makeDatabase()
    let lock = try SQLiteLock(on: desk.database)
    let run = try desk.run("ingest")
    lock.release()
    #expect(run.status == 75)
    #expect(run.errors.hasPrefix("servicedesk: ") && run.errors.contains("locked"), "\(run.errors)")
    #expect(try desk.waiting().count == 3, "nothing was acknowledged")
    try desk.expectAllTakenIn(3)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to mount a small tmpfs"))
  func aFullDiskEndsTheRunAndLosesNothing() throws {
    let desk = try BadDayDesk(messages: 40, bytesEach: 60_000)
    defer { desk.remove() }
    let disk = try SmallDisk(at: desk.folder.url.appending(path: "disk"), size: "1m")
    defer { disk.remove() }
    let database = disk.folder.appending(path: "desk.sqlite").path
    let run = try desk.run("ingest", "--database", database)
    #expect(run.status == 74)
    #expect(run.errors.contains("full"), "\(run.errors)")
    try disk.grow(to: "64m")
    let again = try desk.run("ingest", "--database", database, "--json")
    #expect(again.status == 0, "\(again.errors)")
    #expect(
      again.output.contains(#""quarantined":0"#), "the disk's fault is never blamed on a message: \(again.output)")
    let proof = try desk.run("reconcile", "--database", database, "--json")
    #expect(proof.status == 0 && proof.output.contains(#""checked":40,"waiting":0,"problems":0"#), "\(proof.output)")
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to mount a disk read-only"))
  func aReadOnlyDatabaseEndsTheRunAndCanStillBeRead() throws {
    let desk = try BadDayDesk(messages: 3)
    defer { desk.remove() }
    let disk = try SmallDisk(at: desk.folder.url.appending(path: "disk"), size: "16m")
    defer { disk.remove() }
    let database = disk.folder.appending(path: "desk.sqlite").path
    try desk.add(message: 90)
    #expect(try desk.run("ingest", "--database", database).status == 0)
    try desk.add(message: 91)
    try disk.makeReadOnly()
    let run = try desk.run("ingest", "--database", database)
    #expect(run.status == 74 || run.status == 73, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("read-only"), "\(run.errors)")
    #expect(try desk.waiting().count == 1, "nothing was acknowledged")
    let list = try desk.run("list", "--database", database, "--json")
    #expect(list.status == 0 && list.output.split(separator: "\n").count == 4, "\(list.errors)")
  }

  @Test func aDatabaseOfANewerVersionIsLeftAlone() throws {
    let desk = try BadDayDesk(messages: 1)
    defer { desk.remove() }
    try desk.makeDatabase()
    try desk.sqlite("PRAGMA user_version = 99")
    for command in [["ingest"], ["list"]] {
      let run = try desk.run(command)
      #expect(run.status == 78)
      #expect(run.errors.contains("newer"), "\(run.errors)")
    }
    #expect(try desk.waiting().count == 1)
  }

  @Test func aRelayThatRefusesLeavesTheMailQueued() throws {
    let desk = try BadDayDesk(messages: 1)
    defer { desk.remove() }
    #expect(try desk.run("ingest").status == 0)
    let run = try desk.run("deliver", "--smtp", "smtp://127.0.0.1:1")
    #expect(run.status == 69)
    #expect(run.errors.contains("127.0.0.1"), "\(run.errors)")
    let outbox = try desk.run("outbox", "list", "--json")
    #expect(outbox.output.contains(#""state":"queued""#), "\(outbox.output)")
  }

  @Test func aMistypedKeyIsNamedWithItsPlaceAndTheNearest() throws {
    let desk = try BadDayDesk(messages: 1)
    defer { desk.remove() }
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    try "desk:\n  name: Support\nqueues:\n  - name: support\n    mailbox: x\n".write(
      to: config, atomically: true, encoding: .utf8)
    let run = try desk.run("ingest")
    #expect(run.status == 78)
    #expect(run.errors == "servicedesk.yaml:5:5: unknown key 'mailbox' under queues[0]; did you mean 'mailboxes'?\n")
    #expect(try desk.waiting().count == 1)
  }

  @Test func aPipeDefersOnlyWhenTheSpoolCannotBeWritten() throws {
    let desk = try BadDayDesk()
    defer { desk.remove() }
    let message = Data("From: ana@acme.example\nSubject: piped\n\nhello\n".utf8)
    let accepted = try desk.run("ingest", "-", standardInput: message)
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(try desk.run("list", "--json").output.contains(#""subject":"piped""#))

    let lock = try SQLiteLock(on: desk.database)
    let busy = try desk.run("ingest", "-", standardInput: message)
    lock.release()
    #expect(busy.status == 0, "the spool has it: \(busy.errors)")
    #expect(try desk.run("ingest", "--json").status == 0)

    try "dessk: {}\n".write(to: desk.folder.url.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
    let misconfigured = try desk.run("ingest", "-", standardInput: message)
    #expect(misconfigured.status == 75)
    #expect(misconfigured.errors.split(separator: "\n").count == 1)
    #expect(!(misconfigured.errors.first?.isNumber ?? true), "Postfix would read a status code")
  }
}
