import Foundation
import Support
import Synchronization
import Testing

/// The built program: what goes to which stream, with which exit code, and what it leaves behind.
@Suite struct CommandTests {
  @Test func withoutAConfigEverythingHasADefault() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let run = try Binary.run(["new", "Call", "--as", "nobody-known"], in: folder.url)
    #expect(run.status == 64 && run.errors.contains("no operator 'nobody-known'"), "\(run.errors)")
    let made = try Binary.run(["new", "Call"], in: folder.url, environment: ["SERVICEDESK_OPERATOR": "zoe"])
    #expect(made.status == 0 && made.output == "SD-1 opened (medium, support) by zoe\n", "\(made.output)\(made.errors)")
    #expect(made.errors.contains("zoe is an operator now"), "\(made.errors)")
    let again = try Binary.run(["new", "Call again"], in: folder.url, environment: ["SERVICEDESK_OPERATOR": "zoe"])
    #expect(again.errors.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/servicedesk.sqlite")[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func readingNeverMakesADatabase() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    for command in [["list"], ["show", "1"], ["search", "x"], ["reconcile"], ["audit", "head"], ["outbox", "list"]] {
      let run = try Binary.run(command, in: folder.url)
      #expect(run.status == 66, "\(command): \(run.status)")
      #expect(run.output.isEmpty && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func initWritesOnceAndChangesNothingAfterwards() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let first = try Binary.run(["init"], in: folder.url)
    #expect(first.status == 0 && first.output.contains("wrote servicedesk.yaml"), "\(first.errors)")
    try folder.write("servicedesk.yaml", folder.read("servicedesk.yaml") + "# mine\n")
    let second = try Binary.run(["init"], in: folder.url)
    #expect(second.status == 0 && second.output.contains("all there already"), "\(second.output)\(second.errors)")
    #expect(try folder.read("servicedesk.yaml").hasSuffix("# mine\n"))
    #expect(try Binary.run(["list"], in: folder.url).output.hasPrefix("No tickets yet."))
  }

  @Test func initNamesTheDatabaseThatItMakes() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let made = try Binary.run(["init", "--config", "desk.yaml", "--database", "my desk.sqlite"], in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let list = try Binary.run(["list", "--config", "desk.yaml"], in: folder.url)
    #expect(list.status == 0 && list.output.hasPrefix("No tickets yet."), "\(list.errors)")
  }

  @Test func aQueueThatIsNotThereIsAnErrorWithTheNearestName() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let run = try desk.run(["list", "--queue", "suport"])
    #expect(run.status == 64)
    #expect(run.errors.contains("no queue 'suport'. Did you mean 'support'? Queues: "), "\(run.errors)")
  }

  @Test func jsonIsAllThatStandardOutputHolds() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    for command in [
      ["list"], ["show", "1"], ["search", "vpn"], ["explain", "1"], ["intake", "list"], ["outbox", "list"],
      ["operator", "list"], ["stats"], ["audit", "log"], ["audit", "head"], ["audit", "verify"], ["reconcile"],
      ["doctor"],
      ["resolve", "1"], ["new", "x"], ["deliver"], ["ingest"], ["ingest", "--dry-run"],
    ] {
      let run = try desk.run(command + ["--json"])
      #expect(run.status == 0, "\(command): \(run.errors)")
      for line in run.output.split(separator: "\n") {
        #expect(throws: Never.self, "\(command): \(line)") {
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
      }
    }
  }

  @Test func underCronSilenceMeansThatAllIsWell() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.run("init")
    for command in ["ingest", "deliver", "ingest", "deliver"] {
      let run = try desk.run(command)
      #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(command): \(run.output)\(run.errors)")
    }
  }

  @Test func aDryRunChangesNothing() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    let before = try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path).sorted()
    let run = try desk.run("ingest", "--dry-run", "--json")
    let lines = run.output.split(separator: "\n")
    #expect(run.status == 0 && lines.count == 65 + 1, "\(run.errors)")
    #expect(lines.last?.hasPrefix(#"{"read":65,"opened":50,"#) == true, "\(lines.last ?? "")")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path).sorted() == before)
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let script = "\(Binary.url.path) audit log --limit 0 --json | head -1; echo ${PIPESTATUS[0]}"
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = desk.folder.url
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2 && lines.last == "0", "\(text)")
  }

  @Test func outputThatCannotBeWrittenIsAnError() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\(Binary.url.path) list >/dev/full 2>err; echo $? >status"]
    process.currentDirectoryURL = desk.folder.url
    try process.run()
    process.waitUntilExit()
    #expect(try desk.folder.read("status") == "74\n")
    #expect(try desk.folder.read("err").hasPrefix("servicedesk: cannot write the output"))
  }

  @Test func textsComeFromStandardInputAndFromTheEditor() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let piped = try desk.run(["note", "1", "--message", "-"], standardInput: "from a pipe\n")
    #expect(piped.status == 0, "\(piped.errors)")
    let script =
      "#!/bin/sh\nstat -c %a \"$2\" >mode\ncp \"$2\" seen\nprintf '%s\\n' 'from the editor' '# a comment' >\"$2\"\n"
    let editor = try desk.folder.write("edit", script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: editor.path)
    let edited = try desk.run(["reply", "1"], environment: ["EDITOR": "\(editor.path) --wait"])
    #expect(edited.status == 0, "\(edited.errors)")
    #expect(try desk.folder.read("mode") == "600\n")
    #expect(try desk.folder.read("seen").contains("# Ana Lima wrote:"))
    let shown = try desk.run("show", "1", "--json").output
    #expect(shown.contains("from a pipe") && shown.contains("from the editor") && !shown.contains("a comment"))
    let unchanged = try desk.run(["reply", "1"], environment: ["VISUAL": "true"])
    #expect(
      unchanged.status == 64 && unchanged.errors.contains("empty reply on SD-1: nothing done"), "\(unchanged.errors)")
    let failed = try desk.run(["reply", "1"], environment: ["VISUAL": "false"])
    #expect(failed.status == 64 && failed.errors.contains("the editor false failed"), "\(failed.errors)")
  }

  @Test func theRawMessageComesBackByteForByte() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let shown = try desk.run("show", "1", "--raw", "1")
    let file = desk.folder.url.appending(path: "mail/cur/1795419000.M03P1.desk:2,S")
    #expect(try shown.outputBytes == Data(contentsOf: file))
    #expect(try desk.run("show", "1", "--raw", "999").status == 66)
  }

  @Test func attachmentsAreSavedUnderSafeNamesAndOverwriteNothing() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    for _ in 0..<2 { #expect(try desk.run("show", "46", "--save", "out").status == 0) }
    let names = try FileManager.default.contentsOfDirectory(atPath: desk.folder.path + "/out").sorted()
    #expect(names.count == 6 && names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") }, "\(names)")
  }

  @Test func severalTicketsAreChangedTogetherOrNotAtAll() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let refused = try desk.run("resolve", "1", "2", "99")
    #expect(refused.status == 66 && refused.output.isEmpty, "\(refused.output)\(refused.errors)")
    #expect(try desk.run("list", "--status", "resolved").output.hasPrefix("No such tickets."))
    let done = try desk.run("resolve", "1", "2")
    #expect(done.status == 0 && done.output.split(separator: "\n").count == 2)
  }

  @Test func aCutTailOfTheAuditLogIsFound() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let head = try desk.run("audit", "head").output.trimmingCharacters(in: .newlines)
    #expect(try desk.run("audit", "verify", "--expect", head).status == 0)
    let wrong = "999999:" + head.split(separator: ":")[1]
    #expect(try desk.run("audit", "verify", "--expect", wrong).status == 65)
  }

  @Test func aBackupIsADeskOfItsOwn() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    #expect(try desk.run("backup", "copy.sqlite").status == 0)
    let list = try desk.run("list", "--json").output
    #expect(try desk.run("list", "--json", "--database", "copy.sqlite").output == list && !list.isEmpty)
    #expect(try desk.run("backup", "copy.sqlite").status == 73)
  }

  @Test func whatWasQuarantinedCanBeLetIn() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let released = try desk.run("intake", "release", "36")
    #expect(
      released.status == 0 && released.output.hasPrefix("row 36 is now opened SD-51"),
      "\(released.output)\(released.errors)")
    #expect(try desk.run("show", "51").status == 0)
    #expect(try desk.run("reconcile").status == 0)
  }

  @Test func whatWasDiscardedCanStillBeLetIn() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    #expect(try desk.run("intake", "discard", "36").output == "row 36 is now ignored (discarded)\n")
    #expect(try desk.run("intake", "release", "36").output.hasPrefix("row 36 is now opened SD-51"))
    let help = try desk.run("intake", "discard", "--help").output
    #expect(!help.contains("for good") && help.contains("release"), "\(help)")
  }

  @Test func theLedgerSaysWhoWroteAndAboutWhat() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.folder.write(
      "mail/new/1795445999.M99P1.desk",
      "From: \"E\u{1B}[31mve\" <eve@acme.example>\nSubject: buy \u{1B}]0;now\u{7}\nX-Spam-Flag: YES\n\nhello\n")
    try desk.folder.write("mail/cur/1795445998.M98P1.desk:2,S", "From: old@acme.example\nSubject: old\n\nhello\n")
    try desk.open()
    let rows = try desk.run("intake", "list", "--disposition", "quarantined", "--json").output.split(separator: "\n")
    let row = try #require(rows.first { $0.contains("1795445999") })
    #expect(
      row.contains(#""from":{"name":"#) && row.contains(#""address":"eve@acme.example"},"subject":"buy "#), "\(row)")
    let table = try desk.run("intake", "list", "--disposition", "quarantined").output
    #expect(table.contains("FROM") && table.contains("buy "), "\(table)")
    #expect(!table.unicodeScalars.contains("\u{1B}") && !row.unicodeScalars.contains("\u{1B}"))
    let baseline = try desk.run("intake", "list", "--disposition", "ignored", "--json").output
    #expect(baseline.contains(#""from":null,"subject":null}"#), "nothing is known of it: \(baseline)")
    #expect(try desk.run("intake", "list", "--disposition", "ignored").output.contains("1795445998.M98P1.desk"))
  }

  @Test(arguments: ["", "  ", "\t"]) func aSearchForNothingIsAnswered(_ words: String) throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    let run = try desk.run("search", words)
    #expect(run.status == 64)
    #expect(
      run.errors == "servicedesk: nothing to search for: give a word, such as: servicedesk search printer\n",
      "\(run.errors)")
  }

  @Test func mailThatWasPutOffIsTriedAtOnceWhenAskedFor() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    try desk.put(1)
    #expect(try desk.run("ingest").status == 0)
    let refusals = Mutex(1)
    let relay = try ScriptedSMTPServer { command, _ in
      guard command.hasPrefix("RCPT") else { return ScriptedSMTPServer.friendly(command) }
      let isPutOff = refusals.withLock { left in
        defer { left -= 1 }
        return left > 0
      }
      return isPutOff ? .say("451 4.7.1 come back later") : ScriptedSMTPServer.friendly(command)
    }
    let deliver = ["deliver", "--smtp", relay.url, "--json"]
    let results = try [deliver, deliver, deliver + ["--now"]].map { try Binary.run($0, in: desk.folder.url).output }
    #expect(results[0].hasPrefix(#"{"sent":0,"waiting":1"#), "\(results)")
    #expect(results[1].hasPrefix(#"{"sent":0,"waiting":1"#), "it is not its turn: \(results)")
    #expect(results[2].hasPrefix(#"{"sent":1,"waiting":0"#), "\(results)")
  }

  @Test func doctorFailsWithWhatToDo() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    try desk.folder.write(
      "servicedesk.yaml",
      "queues: [{name: support, mailboxes: [\"maildir:gone\"]}]\ncourier: {url: \"smtp://127.0.0.1:1\", tls: never}\n")
    let run = try desk.run("doctor")
    #expect(
      run.status == 69 && run.output.contains("FAIL  mailbox") && run.output.contains("FAIL  courier"), "\(run.output)")
    #expect(run.output.hasSuffix("2 failures, 2 warnings\n"), "\(run.output)")
    try desk.folder.write(
      "servicedesk.yaml", "queues: [{name: support, mailboxes: [{url: \"maildir:mail\", after: \"move:Dnoe\"}]}]\n")
    let slip = try desk.run("doctor").output
    #expect(
      slip.contains(
        "WARN  mailbox       maildir:\(desk.folder.path)/mail: the folder 'Dnoe' that its after names is not there"),
      "\(slip)")
    try desk.folder.write("servicedesk.yaml", "queue: []\n")
    let broken = try desk.run("doctor", "--json")
    #expect(broken.status == 69 && broken.output.hasPrefix(#"{"level":"fail","name":"config""#), "\(broken.output)")
  }

  @Test func aWatcherTakesMailInAsItComesUntilItIsEnded() async throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.run("init")
    let process = Process()
    process.executableURL = Binary.url
    process.arguments = ["ingest", "--watch", "--json"]
    process.currentDirectoryURL = desk.folder.url
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text.hasPrefix(#"{"read":65,"#), "\(text)")
    let name = desk.folder.path + "/mail/tmp/9"
    try "From: late@acme.example\nSubject: late\n\nlate\n".write(toFile: name, atomically: false, encoding: .utf8)
    try FileManager.default.moveItem(atPath: name, toPath: desk.folder.path + "/mail/new/9")
    text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text.hasPrefix(#"{"read":1,"opened":1,"#), "\(text)")
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
  }

  @Test func aMessageThatKillsTheProgramIsPutAsideAtLast() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.run("init")
    for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder.path + "/mail/new").dropFirst() {
      try FileManager.default.removeItem(atPath: desk.folder.path + "/mail/new/" + name)
    }
    let poison = ["SERVICEDESK_FAILPOINT": "read:1:\(SIGSEGV)", "SWIFT_BACKTRACE": "enable=no"]
    var deaths = 0
    var run = try desk.run(["ingest", "--json"], environment: poison)
    while run.signal == SIGSEGV, deaths < 10 {
      deaths += 1
      run = try desk.run(["ingest", "--json"], environment: poison)
    }
    #expect((3...4).contains(deaths) && run.status == 0, "\(deaths) deaths, \(run.errors)")
    #expect(run.output.contains(#""quarantined":1"#), "\(run.output)")
    #expect(try desk.run("intake", "list", "--disposition", "quarantined", "--json").output.contains("attempts"))
  }
}
