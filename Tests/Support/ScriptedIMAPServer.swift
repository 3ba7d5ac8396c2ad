/// An IMAP server that does what real ones cannot be made to do: stall, hang up inside a literal, lie.
///
/// It reports the commands that it saw, without their tags.
package final class ScriptedIMAPServer: Sendable {
  /// What it does about a command.
  package enum Answer: Sendable {
    /// Says these lines, `TAG` in them being the command's own.
    case say(String)
    /// Says this much, and hangs up.
    case sayAndHangUp(String)
    /// Says it a few bytes at a time.
    case drip(String)
    /// Says nothing and keeps the connection until the client leaves.
    case stall
  }

  /// Answers a command, or the greeting (`""`).
  package typealias Script = @Sendable (_ command: String, _ connection: Int) -> Answer

  package var port: Int { listener.port }

  /// The folder's URL for the user `ana`.
  package var url: String { "imap://ana@127.0.0.1:\(port)/INBOX" }

  /// The commands of all connections, in the order of their coming.
  package var commands: [String] { listener.heard.commands }

  package var connections: Int { listener.heard.connections }

  private let listener: ScriptedListener

  /// Starts one on a free port.
  package init(_ script: @escaping Script) throws {
    listener = try ScriptedListener { Self.talk(&$0, by: script) }
  }

  /// What a server without any trouble says, whose folder holds these messages under the UIDs 1, 2, 3 ….
  package static func friendly(_ command: String, holding mails: [String], validity: Int = 7) -> Answer {
    let words = command.uppercased()
    let verb = words.split(separator: " ").first ?? ""
    switch verb {
    case "": return .say("* OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE] ready\r\n")
    case "CAPABILITY": return .say("* CAPABILITY IMAP4rev1 UIDPLUS MOVE\r\nTAG OK done\r\n")
    case "LOGIN", "NOOP", "AUTHENTICATE": return .say("TAG OK done\r\n")
    case "SELECT", "EXAMINE":
      return .say("* \(mails.count) EXISTS\r\n* OK [UIDVALIDITY \(validity)] valid\r\nTAG OK [READ-WRITE] done\r\n")
    case "LOGOUT": return .sayAndHangUp("* BYE\r\nTAG OK done\r\n")
    default: break
    }
    if words.hasPrefix("UID FETCH") { return .say(fetched(words, mails).joined() + "TAG OK done\r\n") }
    return .say("TAG OK done\r\n")
  }

  /// Whether a `UID FETCH 1:* (…)` asks for a message.
  package static func isAsked(for uid: Int, by command: String) -> Bool {
    command.split(separator: " ")[2].split(separator: ",").contains { range in
      let ends = range.split(separator: ":").map { $0 == "*" ? uid : Int($0) ?? 0 }
      return (ends[0]...max(ends[0], ends.last ?? 0)).contains(uid)
    }
  }

  /// The answers to `UID FETCH 1:* (…)`.
  package static func fetched(_ command: String, _ mails: [String]) -> [String] {
    mails.indices.compactMap { index in
      let uid = index + 1
      guard isAsked(for: uid, by: command) else { return nil }
      let mail = mails[index]
      let body = command.contains("BODY") ? " BODY[] {\(mail.utf8.count)}\r\n\(mail)" : " FLAGS ()"
      return "* \(uid) FETCH (UID \(uid) RFC822.SIZE \(mail.utf8.count)"
        + " INTERNALDATE \"26-Nov-2026 08:56:12 +0000\"\(body))\r\n"
    }
  }

  private static func talk(_ client: inout ScriptedConnection, by script: Script) {
    guard carryOut(script("", client.number), tag: "*", on: &client) else { return }
    while let line = client.lines.next() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let tag = words.first else { continue }
      // A line that goes on with something begun before has no command behind its tag: DONE, or what SASL asked for.
      let command = words.count == 2 ? String(words[1]) : String(tag)
      client.heard.note(command: command)
      guard carryOut(script(command, client.number), tag: String(tag), on: &client) else { return }
    }
  }

  private static func carryOut(_ answer: Answer, tag: String, on client: inout ScriptedConnection) -> Bool {
    switch answer {
    case .say(let text): return client.say(text.replacing("TAG", with: tag))
    case .sayAndHangUp(let text):
      _ = client.say(text.replacing("TAG", with: tag))
      return false
    case .drip(let text): return client.drip(text.replacing("TAG", with: tag))
    case .stall:
      client.stall()
      return false
    }
  }
}
