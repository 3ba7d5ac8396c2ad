import Foundation
import Synchronization

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

  package let port: Int

  /// The folder's URL for the user `ana`.
  package var url: String { "imap://ana@127.0.0.1:\(port)/INBOX" }

  /// The commands of all connections, in the order of their coming.
  package var commands: [String] { seen.withLock { $0.commands } }

  package var connections: Int { seen.withLock { $0.connections } }

  private struct Seen {
    var commands: [String] = []
    var connections = 0
  }

  private let listener: Int32
  private let script: Script
  private let seen = Mutex(Seen())

  /// Starts one on a free port.
  package init(_ script: @escaping Script) throws {
    (listener, port) = try LoopbackPort.listen()
    self.script = script
    let listener = listener
    Thread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Thread { [weak self] in self?.serve(client) }.start()
      }
    }.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
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

  /// The answers to `UID FETCH 1:* (…)`.
  package static func fetched(_ command: String, _ mails: [String]) -> [String] {
    let wanted = command.split(separator: " ")[2].split(separator: ",").map { range in
      range.split(separator: ":").map { $0 == "*" ? mails.count : Int($0) ?? 0 }
    }
    return mails.indices.compactMap { index in
      let uid = index + 1
      guard wanted.contains(where: { ($0[0]...max($0[0], $0.last ?? 0)).contains(uid) }) else { return nil }
      let mail = mails[index]
      let body = command.contains("BODY") ? " BODY[] {\(mail.utf8.count)}\r\n\(mail)" : " FLAGS ()"
      return "* \(uid) FETCH (UID \(uid) RFC822.SIZE \(mail.utf8.count)"
        + " INTERNALDATE \"26-Nov-2026 08:56:12 +0000\"\(body))\r\n"
    }
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    let number = seen.withLock { seen in
      seen.connections += 1
      return seen.connections
    }
    var lines = SocketLines(client)
    guard carryOut(script("", number), tag: "*", on: client, &lines) else { return }
    while let line = lines.next() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let tag = words.first else { continue }
      // A line that goes on with something begun before has no command behind its tag: DONE, or what SASL asked for.
      let command = words.count == 2 ? String(words[1]) : String(tag)
      seen.withLock { $0.commands.append(command) }
      guard carryOut(script(command, number), tag: String(tag), on: client, &lines) else { return }
    }
  }

  private func carryOut(_ answer: Answer, tag: String, on client: Int32, _ lines: inout SocketLines) -> Bool {
    switch answer {
    case .say(let text): return say(text, tag, client)
    case .sayAndHangUp(let text):
      _ = say(text, tag, client)
      return false
    case .drip(let text):
      let bytes = Array(text.replacing("TAG", with: tag).utf8)
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let piece = Array(bytes[start..<min(start + 3, bytes.count)])
        guard send(client, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else { return false }
        usleep(200)
      }
      return true
    case .stall:
      while lines.next() != nil {}
      return false
    }
  }

  private func say(_ text: String, _ tag: String, _ client: Int32) -> Bool {
    let bytes = Array(text.replacing("TAG", with: tag).utf8)
    var start = 0
    while start < bytes.count {
      let sent = bytes[start...].withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      start += sent
    }
    return true
  }
}
