import Foundation
import Mailbox
import Support
import Synchronization
import Testing

/// Servers in trouble, or up to no good: nothing is lost, nothing is believed, nobody waits for ever.
@Suite struct IMAPTroubleTests {
  static let mails = (1...4).map { "Subject: number \($0)\r\n\r\nWords of number \($0).\r\n" }

  static func folder(
    _ server: ScriptedIMAPServer, silence: Int = 1, isEnding: @escaping @Sendable () -> Bool = { false }
  ) throws -> any MailSource {
    var login = IMAPLogin()
    login.isEnding = isEnding
    login.secret = { .password("secret") }
    login.security = .never
    login.patience.silence = silence
    login.patience.connecting = max(2, silence)
    return try MailboxURL(server.url).open(database: "", login: login)
  }

  static func readAll(_ folder: any MailSource) throws -> [String] {
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    return try keys.map { String(decoding: try folder.read($0, limit: 1 << 16).bytes, as: UTF8.self) }
  }

  @Test func aFriendlyServerIsReadSeveralMessagesARoundTrip() throws {
    let server = try ScriptedIMAPServer { command, _ in .friendly(command, holding: Self.mails) }
    #expect(try Self.readAll(Self.folder(server)) == Self.mails)
    #expect(server.commands.filter { $0.hasPrefix("UID FETCH") }.count == 2, "the listing, and all bodies at once")
    #expect(server.commands.allSatisfy { !$0.contains("BODY[]") && !$0.contains("SEARCH") }, "PEEK, and no dates")
  }

  @Test func mailThatIsCountedAndNeverToldOfIsNamed() throws {
    let server = try ScriptedIMAPServer { command, _ in
      guard case .say(let text) = ScriptedIMAPServer.friendly(command, holding: Self.mails) else {
        return .friendly(command, holding: Self.mails)
      }
      return .say(text.replacing("* 4 EXISTS", with: "* 6 EXISTS"))
    }
    let folder = try Self.folder(server)
    for _ in 0..<2 {
      let listing = try folder.waiting()
      #expect(listing.mail.count == 4)
      #expect(listing.unreadable.map(\.name) == ["2 of 6 in INBOX"])
    }
  }

  /// It is told of once, in whatever answer comes next.
  @Test(arguments: ["nothing", "FLAGS RFC822.SIZE", "BODY.PEEK", "UID STORE", "IDLE"])
  func mailThatComesDuringALookIsNotWaitedFor(_ moment: String) throws {
    let server = try ScriptedIMAPServer { command, _ in
      let news = command.contains(moment) ? "* 5 EXISTS\r\n" : ""
      if command == "CAPABILITY" { return .say("* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n") }
      if command == "IDLE" { return .say(news + "+ go on\r\n") }
      guard case .say(let text) = ScriptedIMAPServer.friendly(command, holding: Self.mails) else {
        return .friendly(command, holding: Self.mails)
      }
      return .say(news + text)
    }
    let folder = try Self.folder(server)
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    for key in keys { _ = try folder.read(key, limit: 1 << 16) }
    try folder.acknowledge(keys)
    let signal = folder.beginWaiting()
    if case .readable = signal { #expect(moment == "nothing") } else { #expect(signal == .already) }
  }

  @Test func aConnectionThatDropsInsideALiteralIsOpenedAgain() throws {
    let drops = Mutex(1)
    let server = try ScriptedIMAPServer { command, _ in
      let isBody = command.contains("BODY.PEEK")
      let isDropped =
        isBody
        && drops.withLock { left in
          defer { left -= 1 }
          return left > 0
        }
      guard isDropped, case .say(let text) = ScriptedIMAPServer.friendly(command, holding: Self.mails) else {
        return .friendly(command, holding: Self.mails)
      }
      return .sayAndHangUp(String(text.prefix(text.count / 2)))
    }
    #expect(try Self.readAll(Self.folder(server)) == Self.mails)
    #expect(server.connections == 2)
  }

  @Test func aConnectionThatAlwaysDropsIsTheServersFaultAndNoMessages() throws {
    let server = try ScriptedIMAPServer { command, _ in
      command.contains("BODY.PEEK")
        ? .sayAndHangUp("* 1 FETCH (UID 1 BODY[] {100}\r\nhalf") : .friendly(command, holding: Self.mails)
    }
    let error = #expect(throws: MailboxError.self) { try Self.readAll(Self.folder(server)) }
    #expect(error?.code == .unreachable)
  }

  /// What a server makes of every command that asks for one of its messages.
  enum Breaking: CaseIterable {
    case hangsUp, refuses, announcesTheImpossible, bringsNothing

    var answer: ScriptedIMAPServer.Answer {
      switch self {
      case .hangsUp: .sayAndHangUp("* 2 FETCH (UID 2 BODY[] {100}\r\nhalf")
      case .refuses: .say("TAG NO [SERVERBUG] cannot read the message\r\n")
      case .announcesTheImpossible: .sayAndHangUp("* 2 FETCH (UID 2 BODY[] {99999999999}\r\n")
      case .bringsNothing: .say("TAG OK done\r\n")
      }
    }
  }

  @Test(arguments: Breaking.allCases, [1, 2, 4]) func oneThatCannotBeFetchedIsNamedAndTheOthersAreRead(
    _ breaking: Breaking, _ bad: Int
  ) throws {
    let server = try ScriptedIMAPServer { command, _ in
      command.contains("BODY.PEEK") && ScriptedIMAPServer.isAsked(for: bad, by: command)
        ? breaking.answer : .friendly(command, holding: Self.mails)
    }
    let folder = try Self.folder(server, silence: 30)
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    var (read, named): ([String], [String]) = ([], [])
    for key in keys {
      do throws(MailboxError) {
        read.append(String(decoding: try folder.read(key, limit: 1 << 16).bytes, as: UTF8.self))
      } catch {
        #expect(error.code == .unreadable, "\(error)")
        named.append(key.name)
      }
    }
    #expect(read == Self.mails.enumerated().filter { $0.offset + 1 != bad }.map(\.element))
    #expect(named.count == 1 && named[0].hasSuffix(".\(bad)"), "\(named)")
  }

  /// Whatever a server said of its size: what was not brought whole is in no database.
  @Test(arguments: [AfterIntake.delete, .move(folder: "Done")])
  func whatCameInPartIsNeverDeletedNorMoved(_ after: AfterIntake) throws {
    let mails = ["small", "large" + String(repeating: "x", count: 100_000)].map { "Subject: \($0)\r\n\r\nhello\r\n" }
    let server = try ScriptedIMAPServer { command, _ in
      guard case .say(let text) = ScriptedIMAPServer.friendly(command, holding: mails) else { return .stall }
      return .say(text.replacing("RFC822.SIZE \(mails[1].utf8.count)", with: "RFC822.SIZE 500"))
    }
    var login = IMAPLogin()
    login.secret = { .password("secret") }
    login.security = .never
    let limit = 1 << 16
    let folder = try MailboxURL(server.url).open(database: "", after: after, keepsAbove: limit, login: login)
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    #expect(try folder.read(keys[0], limit: limit).isComplete)
    #expect(try !folder.read(keys[1], limit: limit).isComplete)
    try folder.acknowledge(keys)
    let takenAway = server.commands.filter { $0.hasPrefix("UID MOVE") || $0.contains("\\Deleted") }
    #expect(takenAway.count == 1 && !takenAway[0].split(separator: " ")[2].contains("2"), "\(takenAway)")
    #expect(server.commands.contains { $0.hasPrefix("UID STORE 2 ") && $0.contains("\\Seen") }, "it is marked as seen")
  }

  @Test(arguments: ["LOGIN", "SELECT", "NOOP"], ["secret", Data("\0ana\0secret".utf8).base64EncodedString()])
  func aPasswordThatTheServerSaysBackIsNotRepeated(_ command: String, _ words: String) throws {
    let server = try ScriptedIMAPServer { said, _ in
      said.uppercased().hasPrefix(command)
        ? .sayAndHangUp("* BYE no entry with \(words) today\r\nTAG NO no entry with \(words) today\r\n")
        : .friendly(said, holding: [])
    }
    let error = #expect(throws: MailboxError.self) { try Self.folder(server, silence: 30).waiting() }
    let sentence = error?.description ?? ""
    #expect(!sentence.contains("secret") && !sentence.contains(words), "\(sentence)")
  }

  @Test func bytesThatDripAreWaitedFor() throws {
    let server = try ScriptedIMAPServer { command, _ in
      guard command.hasPrefix("UID FETCH"),
        case .say(let text) = ScriptedIMAPServer.friendly(command, holding: Self.mails)
      else { return .friendly(command, holding: Self.mails) }
      return .drip(text)
    }
    #expect(try Self.readAll(Self.folder(server)) == Self.mails)
  }

  @Test(arguments: ["", "CAPABILITY", "SELECT", "NOOP", "UID FETCH"]) func silenceEndsInAnError(_ where_: String) throws
  {
    let server = try ScriptedIMAPServer { command, _ in
      (where_.isEmpty ? command.isEmpty : command.hasPrefix(where_)) ? .stall : .friendly(command, holding: Self.mails)
    }
    let error = #expect(throws: MailboxError.self) { try Self.readAll(Self.folder(server)) }
    #expect(error?.code == .unreachable, "\(error?.description ?? "")")
  }

  @Test func aServerThatSaysNothingIsNotWaitedOutAtTheEnd() throws {
    let hasAsked = Atomic(false)
    let server = try ScriptedIMAPServer { command, _ in
      guard command.hasPrefix("UID FETCH") else { return .friendly(command, holding: Self.mails) }
      hasAsked.store(true, ordering: .sequentiallyConsistent)
      return .stall
    }
    // Its ordinary patience is far beyond what a test takes.
    let folder = try Self.folder(server, silence: 3600) { hasAsked.load(ordering: .sequentiallyConsistent) }
    let error = #expect(throws: MailboxError.self) { try Self.readAll(folder) }
    #expect(error?.code == .ending, "\(error?.description ?? "")")
    #expect(server.commands.filter { $0.hasPrefix("UID FETCH") }.count == 1, "nobody asks again")
  }

  @Test(arguments: [
    "* BYE shutting down\r\n", "s999 OK not yours\r\n", "* 1 FETCH (BODY[] {999999999}\r\n",
    String(repeating: "x", count: 2_000_000), "\u{0}\u{1B}[31m\r\n* BAD\r\n* BYE\r\n",
  ]) func nonsenseIsTheServersFault(_ nonsense: String) throws {
    let server = try ScriptedIMAPServer { command, _ in
      command.hasPrefix("UID FETCH") ? .sayAndHangUp(nonsense) : .friendly(command, holding: Self.mails)
    }
    let error = #expect(throws: MailboxError.self) { try Self.readAll(Self.folder(server)) }
    #expect(error?.code == .unreachable || error?.code == .tooLarge)
    #expect(error?.description.contains("\u{1B}") == false)
  }

  @Test func aRefusalIsSaidInTheServersWords() throws {
    let server = try ScriptedIMAPServer { command, _ in
      command.hasPrefix("UID FETCH")
        ? .say("TAG NO [SERVERBUG] disk on fire\r\n") : .friendly(command, holding: Self.mails)
    }
    let error = #expect(throws: MailboxError.self) { try Self.readAll(Self.folder(server)) }
    #expect(error?.code == .io)
    #expect(error?.description.contains("disk on fire") == true)
  }

  /// It says that each message has ten bytes, and sends far more than the limit.
  @Test func aServerThatLiesAboutSizesFillsNoMemory() throws {
    let large = "Subject: large\r\n\r\n" + String(repeating: "x", count: 400_000)
    let head = String(decoding: large.utf8.prefix(65_536), as: UTF8.self)
    let server = try ScriptedIMAPServer { command, _ in
      guard command.hasPrefix("UID FETCH") else { return .friendly(command, holding: ["", "", ""]) }
      let bodies = command.contains("BODY.PEEK")
      let cut = command.contains("<0.")
      let uids =
        command.contains("1:*") || command.contains(" 1:3 ") ? [1, 2, 3] : [Int(command.split(separator: " ")[2]) ?? 1]
      let answers = uids.map { uid in
        let mail = uid == 2 ? (cut ? head : large) : Self.mails[uid - 1]
        let body = bodies ? " BODY[]\(cut ? "<0>" : "") {\(mail.utf8.count)}\r\n\(mail)" : ""
        return "* \(uid) FETCH (UID \(uid) FLAGS () RFC822.SIZE 10\(body))\r\n"
      }
      return .say(answers.joined() + "TAG OK done\r\n")
    }
    let folder = try Self.folder(server, silence: 5)
    let keys = try folder.waiting().mail.map(\.key)
    folder.prepare(keys)
    // The first tries bring the truth to light; the mailbox is said to be in trouble, the messages are not blamed.
    var fetched: [FetchedMail] = []
    var trouble: [String] = []
    for _ in 0..<4 where fetched.count < 3 {
      do {
        fetched = try keys.map { try folder.read($0, limit: 1 << 16) }
      } catch let error as MailboxError {
        trouble.append(error.description)
      }
    }
    #expect(fetched.map(\.isComplete) == [true, false, true], "\(trouble)")
    #expect(fetched.map(\.bytes.count).max() == 1 << 16)
  }

  @Test func theTokenIsReadAnewForEachConnection() throws {
    let server = try ScriptedIMAPServer { command, connection in
      switch command.split(separator: " ").first {
      case nil: .say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] ready\r\n")
      case "CAPABILITY": .say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\nTAG OK done\r\n")
      case "NOOP" where connection == 1: .sayAndHangUp("")
      default: .friendly(command, holding: [])
      }
    }
    let tokens = Mutex(0)
    var login = IMAPLogin()
    login.security = .never
    login.secret = {
      let number = tokens.withLock { count in
        count += 1
        return count
      }
      return .token("token-\(number)")
    }
    let folder = try MailboxURL(server.url).open(database: "", login: login)
    _ = try? folder.waiting()
    #expect(try folder.waiting().mail.isEmpty)
    let logins = server.commands.filter { $0.hasPrefix("AUTHENTICATE XOAUTH2") }.map { command in
      Data(base64Encoded: String(command.split(separator: " ").last ?? "")).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(logins.first == "user=ana\u{1}auth=Bearer token-1\u{1}\u{1}")
    #expect(logins.last == "user=ana\u{1}auth=Bearer token-\(logins.count)\u{1}\u{1}")
    #expect(logins.count >= 2)
  }
}

extension ScriptedIMAPServer.Answer {
  static func friendly(_ command: String, holding mails: [String]) -> Self {
    ScriptedIMAPServer.friendly(command, holding: mails)
  }
}
