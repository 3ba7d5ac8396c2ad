import Foundation
import Support
import Testing

/// Passwords, links and tokens by the built program.
@Suite struct OperatorAccountTests {
  private static let password = "a plain long phrase"

  private func desk() throws -> SampleDesk {
    let desk = try SampleDesk()
    for command in [
      ["operator", "add", "alice", "--role", "admin"], ["operator", "add", "bob", "--address", "bob@desk.example"],
    ] {
      let run = try desk.run(command)
      #expect(run.status == 0, "\(run.errors)")
    }
    return desk
  }

  @Test("a password comes as the first line of standard input, and is printed nowhere")
  func passwordsArePiped() throws {
    let desk = try desk()
    defer { desk.remove() }
    let run = try desk.run(["operator", "password", "bob"], standardInput: Self.password + "\nnot this\n")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "set the password of bob <bob@desk.example>, operator\n")
    let log = try desk.run("audit", "log", "--json")
    #expect(log.output.contains("password-changed"))
    #expect(!(run.output + run.errors + log.output).contains(Self.password))
  }

  @Test("what cannot be a password is refused with what to take instead, and changes nothing")
  func easyPasswordsAreRefused() throws {
    let desk = try desk()
    defer { desk.remove() }
    for (input, status, words) in [
      ("short\n", 64, "at least 10 characters"), ("bob-2026-bob\n", 64, "more than a name"),
      ("", 64, "nothing was given"),
      (String(repeating: "x", count: 5000), 64, "too long"),
    ] as [(String, Int32, String)] {
      let run = try desk.run(["operator", "password", "bob"], standardInput: input)
      #expect(run.status == status, "\(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    let unknown = try desk.run(["operator", "password", "bbo"], standardInput: Self.password)
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("Did you mean 'bob'?"))
    #expect(try !desk.run("audit", "log", "--json").output.contains("password-changed"))
  }

  @Test("a link is printed alone on standard output")
  func linksArePrinted() throws {
    let desk = try desk()
    defer { desk.remove() }
    let run = try desk.run("operator", "password", "bob", "--link")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.wholeMatch(of: /http:\/\/127\.0\.0\.1:5000\/invitation\?secret=[A-Za-z0-9_-]{43}\n/) != nil)
    #expect(run.errors.contains("it works once"))
    try desk.folder.write(
      "servicedesk.yaml", desk.folder.read("servicedesk.yaml") + "\ndashboard: {public_url: \"https://desk.example\"}\n"
    )
    let json = try desk.run("operator", "password", "bob", "--link", "--json")
    #expect(json.output.contains("\"link\":\"https://desk.example/invitation?secret="), "\(json.errors)")
  }

  @Test("a token is made, listed without its secret, and revoked")
  func tokensComeAndGo() throws {
    let desk = try desk()
    defer { desk.remove() }
    let made = try desk.run(
      "operator", "token", "bob", "--name", "monitoring", "--scope", "read,write", "--expires", "30d")
    #expect(made.status == 0, "\(made.errors)")
    let secret = made.output.trimmingCharacters(in: .newlines)
    #expect(secret.wholeMatch(of: /sd_[A-Za-z0-9_-]{43}/) != nil)
    #expect(made.errors.contains("token 1 of bob may read, write, until Thu 24 Dec 07:00"), "\(made.errors)")
    let list = try desk.run("operator", "tokens", "bob", "--json")
    #expect(
      list.output == """
        {"token":1,"operator":"bob","name":"monitoring","scopes":["read","write"],"created_at":"2026-11-24T07:00:00Z",\
        "expires_at":"2026-12-24T07:00:00Z","used_at":null}

        """)
    #expect(try desk.run("operator", "tokens").output.contains("monitoring"))
    #expect(try desk.run("operator", "revoke", "1").output == "revoked token 1 of bob, monitoring\n")
    #expect(try desk.run("operator", "revoke", "1").status == 66)
    #expect(try desk.run("operator", "tokens", "bob").output.hasPrefix("No tokens of bob."))
    #expect(try !desk.run("audit", "log", "--json").output.contains(secret))
  }

  @Test("slips with tokens are told apart")
  func tokenSlips() throws {
    let desk = try desk()
    defer { desk.remove() }
    for (arguments, status, words) in [
      (["bob", "--name", "x", "--scope", "raed"], 64, "Did you mean 'read'?"),
      (["bob", "--name", "x", "--expires", "soon"], 64, "Write 90d, 24h or never"),
      (["bob", "--name", "x", "--expires", "0"], 64, "Write 90d, 24h or never"),
      (["bbo", "--name", "x"], 64, "Did you mean 'bob'?"), (["bob", "--name", " "], 64, "needs a name"),
      (["bob", "--name", "x", "--scope", ""], 64, "without scopes"),
      (["bob", "--name", "x", "--scope", "admin"], 77, "bob is operator"),
    ] as [([String], Int32, String)] {
      let run = try desk.run(["operator", "token"] + arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(words), "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    let endless = try desk.run("operator", "token", "alice", "--name", "x", "--scope", "admin", "--expires", "never")
    #expect(endless.errors.contains("until it is revoked"), "\(endless.errors)")
  }

  @Test("a role is changed, and the change is audited")
  func rolesChange() throws {
    let desk = try desk()
    defer { desk.remove() }
    #expect(try desk.run("operator", "role", "bob", "admin").output == "changed bob <bob@desk.example>, admin\n")
    #expect(try desk.run("operator", "role", "bob", "adnim").errors.contains("Did you mean 'admin'?"))
    #expect(try desk.run("audit", "log", "--limit", "1", "--json").output.contains("operator-changed"))
  }

  @Test("on a terminal it is asked for twice and never shown, and the echo comes back", .timeLimit(.minutes(2)))
  func passwordsAreTyped() throws {
    let desk = try desk()
    defer { desk.remove() }
    // A letter of two bytes that is taken back whole, and a line that is begun anew.
    let typed = try TypingTerminal.run(
      ["operator", "password", "bob"], in: desk.folder.url,
      keys: ["no\u{15}a plain long phraseé\u{7F}\r", Self.password + "\r"])
    #expect(typed.status == 0, "\(typed.errors)")
    #expect(typed.errors.contains("New password of bob: "))
    #expect(typed.errors.contains("The same again: "))
    #expect(!typed.shown.contains("phrase"))
    #expect(typed.isEchoing)
    let different = try TypingTerminal.run(
      ["operator", "password", "bob"], in: desk.folder.url, keys: [Self.password + "\r", Self.password + "x\r"])
    #expect(different.status == 64)
    #expect(different.errors.contains("not the same"))
    let broken = try TypingTerminal.run(["operator", "password", "bob"], in: desk.folder.url, keys: ["a pla\u{3}"])
    #expect(broken.status == 64)
    #expect(broken.errors.contains("broken off"))
    #expect(broken.isEchoing)
  }
}

/// The program with a terminal at its standard input, and somebody who types when they are asked.
private enum TypingTerminal {
  struct Run {
    var status: Int32
    var errors: String
    /// What the terminal showed of what was typed.
    var shown: String
    var isEchoing: Bool
  }

  /// `TIOCSPTLCK` and `TIOCGPTN` of tty_ioctl(4), which Swift does not see.
  private static let unlock: UInt = 0x4004_5431
  private static let slaveNumber: UInt = 0x8004_5430

  /// - Parameter keys: what is typed at each prompt, in order.
  static func run(_ arguments: [String], in folder: URL, keys: [String]) throws -> Run {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, number) = (CInt(0), CInt(0))
    guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, slaveNumber, &number) == 0 else {
      throw SampleDesk.Trouble(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    let (terminal, typist) = (FileHandle(fileDescriptor: slave), FileHandle(fileDescriptor: master))
    defer {
      try? terminal.close()
      try? typist.close()
    }
    let errors = Pipe()
    let process = Process()
    process.executableURL = Binary.url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["HOME": folder.path, "TZ": "UTC", "SERVICEDESK_OPERATOR": "alice"]
    process.standardInput = terminal
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    var said = ""
    var waiting = keys[...]
    while case let piece = errors.fileHandleForReading.availableData, !piece.isEmpty {
      said += String(decoding: piece, as: UTF8.self)
      // What is typed before the question is thrown away.
      if said.hasSuffix(": "), let line = waiting.popFirst() { try typist.write(contentsOf: Data(line.utf8)) }
    }
    process.waitUntilExit()
    var mode = termios()
    tcgetattr(slave, &mode)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    var shown = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &shown, shown.count)
    return Run(
      status: process.terminationStatus, errors: said,
      shown: String(decoding: shown.prefix(max(0, count)), as: UTF8.self),
      isEchoing: mode.c_lflag & tcflag_t(ECHO) != 0)
  }
}
