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

  /// A crontab runs it each minute, and mails every line.
  @Test func aRelayThatStaysAwayIsSaidOnce() throws {
    let desk = try BadDayDesk(messages: 2)
    defer { desk.remove() }
    for number in 0..<2 {
      let name = desk.new.appending(path: "1795000001.M\(number + 100)").path
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: name)
    }
    #expect(try desk.run("ingest").status == 0)
    let away = "smtp://127.0.0.1:1"
    let first = try desk.run("deliver", "--smtp", away)
    #expect(first.status == 69 && first.errors.contains("\(away) cannot be used: "), "\(first.errors)")
    for _ in 0..<2 {
      let again = try desk.run("deliver", "--smtp", away)
      #expect(again.status == 69 && again.errors.isEmpty && again.output.isEmpty, "\(again.errors)")
    }
    let other = try desk.run("deliver", "--smtp", "smtp://127.0.0.1:2")
    #expect(other.status == 69 && other.errors.contains("127.0.0.1:2 cannot be used: "), "another reason is news")
    #expect(try desk.run("outbox", "list", "--state", "queued", "--json").output.split(separator: "\n").count == 2)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs root, to mount a disk read-only"))
  func aMaildirThatCannotBeWrittenIsSaidWithWhatToDo() throws {
    let desk = try BadDayDesk()
    defer { desk.remove() }
    let disk = try SmallDisk(at: desk.folder.url.appending(path: "disk"), size: "4m")
    defer { disk.remove() }
    try ServingDesk.makeMaildir(at: disk.folder)
    try "From: ana@acme.example\nSubject: stuck\n\nhello\n".write(
      to: disk.folder.appending(path: "new/1795000001.M1"), atomically: true, encoding: .utf8)
    try disk.makeReadOnly()
    let mailbox = "maildir:\(disk.folder.path)"
    let cure = "(Read-only file system): let this user write in its new and cur, or set the mailbox's after to leave"
    for _ in 0..<2 {
      let run = try desk.run("ingest", mailbox)
      #expect(run.status == 74 && run.errors.contains("1795000001.M1 is stored, but "), "\(run.status) \(run.errors)")
      #expect(run.errors.contains(cure), "\(run.errors)")
    }
    #expect(try desk.run("list", "--json").output.split(separator: "\n").count == 1)
    try desk.folder.write("servicedesk.yaml", "queues: [{name: support, mailboxes: [\"\(mailbox)\"]}]\n")
    let doctor = try desk.run("doctor").output
    #expect(doctor.contains("set the mailbox's after to leave"), "\(doctor)")
  }

  @Test func aClosedStandardInputIsSaid() throws {
    let desk = try BadDayDesk(messages: 1)
    defer { desk.remove() }
    #expect(try desk.run("ingest").status == 0)
    func closed(_ words: String) throws -> (status: String, errors: String) {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "\(Binary.url.path) \(words) <&- 2>err; echo $? >status"]
      process.currentDirectoryURL = desk.folder.url
      try process.run()
      process.waitUntilExit()
      return (try desk.folder.read("status"), try desk.folder.read("err"))
    }
    let pipe = try closed("ingest -")
    #expect(pipe.status == "75\n" && pipe.errors.contains("nothing is connected to standard input"), "\(pipe)")
    let note = try closed("note 1 --message -")
    #expect(note.status == "64\n" && note.errors.contains("nothing is connected to standard input"), "\(note)")
    #expect(try closed("list").status == "0\n", "who needs none asks for none")
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

  @Test func newMailDoesNotWaitUntilTheOldCanBePutAway() throws {
    let desk = try BadDayDesk()
    defer { desk.remove() }
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    try (String(contentsOf: config, encoding: .utf8) + "\nintake: {after: \"move:Done\"}\n").write(
      to: config, atomically: true, encoding: .utf8)
    let folder = desk.folder.url.appending(path: "mail/.Done")
    try Data().write(to: folder)
    for number in 1...3 {
      try desk.add(message: number)
      let run = try desk.run("ingest")
      #expect(run.status != 0 && run.errors.contains("Done"), "\(run)")
      #expect(try desk.run("show", "\(number)").status == 0)
    }
    try FileManager.default.removeItem(at: folder)
    #expect(try desk.run("ingest", "--json").output.contains(#""read":0"#))
    #expect(try desk.waiting().isEmpty)
    #expect(try desk.run("list", "--json").output.split(separator: "\n").count == 3)
  }

  @Test func aPipeDefersOnlyWhenTheSpoolCannotBeWritten() throws {
    let desk = try BadDayDesk()
    defer { desk.remove() }
    let message = Data("From: ana@acme.example\nSubject: piped\n\nhello\n".utf8)
    let accepted = try desk.run("ingest", "-", standardInput: message)
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(try desk.run("list", "--json").output.contains(#""subject":"piped""#))

    let nothing = try desk.run("ingest", "-", standardInput: Data())
    #expect(nothing.status == 75 && nothing.errors.contains("nothing came on standard input"), "\(nothing)")
    #expect(try !desk.run("list", "--json").output.contains("SD-2"))

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
