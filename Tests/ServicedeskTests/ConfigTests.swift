import Desk
import Foundation
import Mailbox
import Support
import Testing

@testable import servicedesk

/// The configuration: its defaults, what it refuses, and how it says so.
@Suite struct ConfigTests {
  private func read(_ text: String, folder: String = ".") throws -> DeskConfig {
    guard let root = try ConfigDocument.parse(Array(text.utf8), file: "desk.yaml") else {
      return DeskConfig(host: "host.example", folder: folder, file: "desk.yaml")
    }
    return try DeskConfig(root, host: "host.example", folder: folder)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try read(text)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func anEmptyFileIsADeskWithDefaults() throws {
    for text in ["", "# nothing but a comment\n", "---\n"] {
      let config = try read(text)
      #expect(config.settings == DeskConfig(host: "host.example").settings)
      #expect(config.settings.queues.map(\.address.original) == ["support@host.example"])
    }
  }

  @Test func whatInitWritesSaysTheDefaults() throws {
    let config = try read(ConfigTemplate.text(host: "host.example"))
    #expect(config.settings == DeskConfig(host: "host.example").settings)
    #expect(config.intake == IntakeSection() && config.courier == CourierSection())
    #expect(config.dashboard == DashboardSection() && config.log == LogSection())
  }

  /// Whoever reads what `init` wrote has seen all that can be said.
  @Test(arguments: ["raw: never", "closed: never", "spam: 30d"])
  func whatInitWritesNamesEachTimeOfRetention(_ line: String) throws {
    let text = ConfigTemplate.text(host: "host.example")
    let section = try #require(text.split(separator: "# retention:").dropFirst().first)
    #expect(section.split(separator: "# log:")[0].contains("#   \(line) "))
    #expect(throws: ConfigError.self) { try read(text + "\nretention: {raw: 0s}\n") }
  }

  @Test func whatInitWritesBehindCommentSignsIsReadToo() throws {
    let all = ConfigTemplate.text(host: "host.example").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(/^( *)# (?=( {2})?[a-z_]+:)/) { "\($0.output.1)" } }
    let config = try read(all.joined(separator: "\n"))
    #expect(config.settings.queues.first?.aliases.map(\.original) == ["help@host.example"])
    var settings = config.settings
    settings.queues[0].aliases = []
    #expect(settings == DeskConfig(host: "host.example").settings)
    #expect(config.intake == IntakeSection())
    #expect(config.dashboard == DashboardSection() && config.log == LogSection())
  }

  @Test func theShippedExampleSaysTheDefaults() throws {
    let file = PackageTree.root.appending(path: "config/servicedesk.yaml")
    let config = try read(String(contentsOf: file, encoding: .utf8))
    var expected = DeskConfig(host: "desk.example").settings
    expected.queues = config.settings.queues
    #expect(config.settings == expected)
    #expect(config.settings.queues == [SupportQueue(name: "support", address: EmailAddress("support@desk.example"))])
    #expect(config.intake == IntakeSection())
    #expect(config.dashboard == DashboardSection() && config.log == LogSection())
  }

  @Test func everyKeyIsRead() throws {
    let config = try read(
      """
      desk: {name: Hilfe, domain: desk.example, timezone: UTC, close_after: 2d}
      database: /var/lib/desk.sqlite
      queues:
        - name: billing
          address: billing@desk.example
          aliases: [money@desk.example]
          plus_addressing: no
          default_priority: low
          assignee: bob
          mailboxes: ["maildir:/mail/a", {url: "mbox:/mail/b", after: leave}]
      priority_tags: {high: [now]}
      notices: {received: false, overdue: yes, max_age: 90m, per_address_hour: 7, redirect_to: me@desk.example}
      courier: {url: "smtp://relay.example:587", username: desk, password_file: pw, ca_file: ca.pem, tls: offered,
                connections: 2, hourly_cap: 9}
      intake: {poll: 30s, watch: 2s, max_size: 2MB, after: "move:Done", rules: [{header: Subject, contains: "[backup]", then: ignore}]}
      trusted: {authserv_id: mx, spam_header: X-Spam, recipient_header: X-Original-To, forwards: true, require_authentication: on}
      service_levels: {high: {first_response: 30m}}
      dashboard: {listen: "[::1]:8080", public_url: "HTTPS://Desk.example/", report_form: true, trusted_proxies: [127.0.0.1, "::0001"]}
      log: {format: json, level: debug}
      retention: {raw: never, closed: 400d, spam: 30d}
      """, folder: "/etc/desk")
    let settings = config.settings
    #expect(settings.name == "Hilfe" && settings.domain == "desk.example" && settings.closeAfter == .days(2))
    #expect(config.database == "/var/lib/desk.sqlite")
    #expect(
      settings.queues == [
        SupportQueue(
          name: "billing", address: EmailAddress("billing@desk.example"), aliases: [EmailAddress("money@desk.example")],
          plusAddressing: false, defaultPriority: .low, assignee: "bob")
      ])
    #expect(
      config.mailboxes == [
        ConfiguredMailbox(url: .maildir(path: "/mail/a"), queue: "billing", after: nil),
        ConfiguredMailbox(url: .mbox(path: "/mail/b"), queue: "billing", after: .leave),
      ])
    #expect(settings.priorityTags.high == ["now"] && settings.priorityTags.low.contains("whenever"))
    #expect(!settings.notices.received && settings.notices.overdue && settings.notices.maxAge == .minutes(90))
    #expect(settings.notices.perAddressHour == 7 && settings.notices.hourlyCap == 9)
    #expect(settings.notices.redirectTo == EmailAddress("me@desk.example"))
    #expect(config.courier.url == "smtp://relay.example:587" && config.courier.tls == "offered")
    #expect(config.courier.password == .file("/etc/desk/pw") && config.courier.caFile == "/etc/desk/ca.pem")
    #expect(
      config.intake
        == IntakeSection(
          poll: .seconds(30), watch: .seconds(2), maxSize: 2 << 20, after: .move(folder: "Done")))
    #expect(settings.rules == [IntakeRule(header: "Subject", contains: "[backup]", then: .ignore)])
    #expect(settings.trusted.authservID == "mx" && settings.trusted.forwards && settings.trusted.requireAuthentication)
    #expect(config.dashboard.listen.host == "::1" && config.dashboard.listen.port == 8080)
    #expect(config.dashboard.publicURL == "https://desk.example" && config.dashboard.reportForm)
    #expect(config.dashboard.trustedProxies == ["127.0.0.1", "::1"], "in the form in which the peer's is shown")
    #expect(config.log == LogSection(format: .json, level: .debug))
    #expect(settings.serviceLevels.high == ServiceLevel(firstResponse: .minutes(30), resolve: .hours(8)))
  }

  @Test(
    "what is wrong is named with its place and the nearest right thing",
    arguments: [
      (
        "queues:\n  - name: support\n    mailbox: x\n",
        "desk.yaml:3:5: unknown key 'mailbox' under queues[0]; did you mean 'mailboxes'?"
      ),
      ("dessk: {}\n", "desk.yaml:1:1: unknown key 'dessk'; did you mean 'desk'?"),
      ("colour: red\n", "desk.yaml:1:1: unknown key 'colour'"),
      (
        "desk: {close_after: 7 days}\n",
        "desk.yaml:1:21: desk.close_after: expected a length of time such as 60s, 90m, 24h or 7d, found '7 days'"
      ),
      ("desk: text\n", "desk.yaml:1:7: desk: expected a mapping, found 'text'"),
      ("queues: []\n", "desk.yaml:1:9: queues: at least one is needed"),
      ("queues:\n  - {name: a, address: nobody}\n", "desk.yaml:2:24: queues[0].address: 'nobody' is no mail address"),
      ("notices: {received: maybe}\n", "desk.yaml:1:21: notices.received: expected true or false, found 'maybe'"),
      (
        "courier: {tls: require}\n",
        "desk.yaml:1:16: courier.tls: expected required, offered, never, found 'require'; did you mean 'required'?"
      ),
      (
        "courier: {connections: 99}\n",
        "desk.yaml:1:24: courier.connections: expected a number from 1 to 32, found '99'"
      ),
      (
        "intake: {max_size: big}\n",
        "desk.yaml:1:20: intake.max_size: expected a size such as 500kB, 50MB or 1GB, found 'big'"
      ),
      (
        "intake: {after: \"move:../x\"}\n",
        "desk.yaml:1:17: intake.after: expected seen, leave, delete or move:FOLDER, found 'move:../x'"
      ),
      (
        "desk: {timezone: Europe/Atlantis}\n",
        "desk.yaml:1:18: desk.timezone: no time zone 'Europe/Atlantis'; they are called like Europe/Lisbon or UTC"
      ),
      (
        "dashboard: {listen: 5000}\n",
        "desk.yaml:1:21: dashboard.listen: expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, found '5000'"
      ),
      (
        "dashboard: {listen: \"::1:5000\"}\n",
        "desk.yaml:1:21: dashboard.listen: expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, found '::1:5000'"
      ),
      (
        "dashboard: {listen: \"localhost:65536\"}\n",
        "desk.yaml:1:21: dashboard.listen: expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, "
          + "found 'localhost:65536'"
      ),
      (
        "dashboard:\n  public_url: https://desk.example/help\n",
        "desk.yaml:2:15: dashboard.public_url: expected https://HOST or http://HOST:PORT without a path, "
          + "found 'https://desk.example/help'"
      ),
      (
        "dashboard:\n  public_url: https://me@desk.example\n",
        "desk.yaml:2:15: dashboard.public_url: expected https://HOST or http://HOST:PORT without a path, "
          + "found 'https://me@desk.example'"
      ),
      (
        "dashboard:\n  trusted_proxies: [127.0.0.1, 10.0.0.0/8]\n",
        "desk.yaml:2:32: dashboard.trusted_proxies[1]: expected an address such as 127.0.0.1 or ::1, found '10.0.0.0/8'"
      ),
      (
        "log: {format: xml}\n", "desk.yaml:1:15: log.format: expected text, json, found 'xml'"
      ),
      (
        "log: {level: warn}\n",
        "desk.yaml:1:14: log.level: expected trace, debug, info, notice, warning, error, critical, found 'warn'; "
          + "did you mean 'warning'?"
      ),
      ("desk: &a {name: x}\n", "desk.yaml:1:7: anchors and aliases are not read here; write the value out"),
      (
        "desk: {name: &a x, domain: *a}\n", "desk.yaml:1:14: anchors and aliases are not read here; write the value out"
      ),
      (
        "retention: {spam: sometimes}\n",
        "desk.yaml:1:19: retention.spam: expected a length of time such as 60s, 90m, 24h or 7d, found 'sometimes'"
      ),
      (
        "courier: {password: secret}\n",
        "desk.yaml:1:11: unknown key 'password' under courier; did you mean 'password_file'?"
      ),
      (
        "courier: {password_file: a, password_command: b}\n",
        "desk.yaml:1:47: courier.password_command: give either password_file or password_command"
      ),
    ])
  func complaints(_ text: String, _ expected: String) {
    #expect(complaint(text) == expected)
  }

  @Test func aKeyGivenTwiceIsRefused() {
    #expect(complaint("database: a\ndatabase: b\n").contains("'database' is there twice"))
  }

  @Test func brokenYAMLIsRefusedWithItsPlace() {
    #expect(complaint("desk: {name: x\n").hasPrefix("desk.yaml:2:1: "))
    #expect(complaint("desk: \"x\n").hasPrefix("desk.yaml:"))
    #expect(complaint("a: 1\n---\nb: 2\n").hasPrefix("desk.yaml:"))
  }

  @Test func hostileFilesAreRefusedQuickly() {
    #expect(complaint(String(repeating: "[", count: 200_000)).hasSuffix("nested too deep"))
    #expect(complaint(String(repeating: "- ", count: 100_000)).hasSuffix("nested too deep"))
    #expect(complaint(String(repeating: "a", count: 300_000)).contains("larger than"))
    let bomb = (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
    #expect(complaint("a0: &a0 x\n" + bomb).hasSuffix("anchors and aliases are not read here; write the value out"))
  }

  @Test func anyBytesAreAConfigurationOrAComplaint() {
    var random = SeededRandom(seed: 7)
    let alphabet = Array("desk queues:-[]{}&*!|>'\"%@`#,?\n\t 019~ntrue\u{0}é".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      _ = try? ConfigDocument.parse(bytes, file: "x").map { try DeskConfig($0, host: "h", folder: ".") }
    }
  }

  @Test func pathsBeginWhereTheFileLies() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write(
      "desk.yaml", "database: data/desk.sqlite\nqueues: [{name: a, mailboxes: [\"maildir:mail\"]}]\n")
    let config = try ConfigFile.read(file.path, host: "host.example")
    #expect(config.database.map(config.resolved) == "\(folder.path)/data/desk.sqlite")
    #expect(config.mailboxes.map(\.url) == [.maildir(path: "\(folder.path)/mail")])
  }

  @Test func theUsualPlacesAreLookedThroughInOrder() {
    #expect(
      ConfigFile.places(["XDG_CONFIG_HOME": "/x", "HOME": "/home/a"]) == [
        "servicedesk.yaml", "/x/servicedesk/servicedesk.yaml", "/etc/servicedesk/servicedesk.yaml",
      ])
    #expect(ConfigFile.places(["HOME": "/home/a"])[1] == "/home/a/.config/servicedesk/servicedesk.yaml")
  }

  @Test func passwordsComeFromFilesAndPrograms() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let file = try folder.write("pw", "first line\nsecond\n")
    #expect(try Secret.file(file.path).read() == "first line")
    #expect(try Secret.command(["printf", "%s\\n", "a b; c"]).read() == "a b; c")
    #expect(throws: ConfigError.self) { try Secret.command(["false"]).read() }
    #expect(throws: FileError.self) { try Secret.command(["/no/such/program"]).read() }
    #expect(throws: FileError.self) { try Secret.file("/no/such/file").read() }
    let credential = try #require(Secret.credential("pw", ["CREDENTIALS_DIRECTORY": folder.path]))
    #expect(try credential.read() == "first line")
    #expect(Secret.credential("other", ["CREDENTIALS_DIRECTORY": folder.path]) == nil)
  }
}
