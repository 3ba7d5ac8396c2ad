import Foundation
import Synchronization

/// An SMTP server that does what real ones cannot be made to do: stall, hang up, contradict itself.
///
/// It reports the commands that it saw.
package final class ScriptedSMTPServer: Sendable {
  /// What it does about a command.
  package enum Answer: Sendable {
    case say(String)
    case hangUp
    /// Says nothing and keeps the connection until the client leaves.
    case stall
  }

  /// Answers a command, the greeting (`""`) and the end of the message (`.`).
  package typealias Script = @Sendable (_ command: String, _ connection: Int) -> Answer

  package let port: Int

  package var url: String { "smtp://127.0.0.1:\(port)" }

  /// The commands of all connections, in the order of their coming; the body is left out.
  package var commands: [String] { seen.withLock { $0.commands } }

  /// What came between DATA and its final dot, a string a message.
  package var bodies: [String] { seen.withLock { $0.bodies } }

  package var connections: Int { seen.withLock { $0.connections } }

  private struct Seen {
    var commands: [String] = []
    var bodies: [String] = []
    var connections = 0
  }

  private let listener: Int32
  private let script: Script
  private let seen = Mutex(Seen())
  private let changed = NSCondition()

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

  /// Waits until a command has come.
  package func awaitCommand(_ command: String, seconds: Double = 60) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    changed.lock()
    defer { changed.unlock() }
    while !commands.contains(command) {
      guard changed.wait(until: end) else { throw HarnessError("no \(command) after \(seconds) s: \(commands)") }
    }
  }

  /// What a server without any trouble says.
  package static func friendly(_ command: String, offering extensions: [String] = []) -> Answer {
    switch command.prefix(4).uppercased() {
    case "": .say("220 relay.example ESMTP")
    case "EHLO": .say((["relay.example"] + extensions).asReply("250"))
    case "DATA": .say("354 go on")
    case ".": .say("250 2.0.0 Ok: queued as 4F1D2")
    case "QUIT": .say("221 2.0.0 Bye")
    default: .say("250 2.1.0 Ok")
    }
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    let number = seen.withLock { seen in
      seen.connections += 1
      return seen.connections
    }
    var lines = SocketLines(client)
    guard carryOut(script("", number), on: client, &lines) else { return }
    while let command = lines.next() {
      seen.withLock { $0.commands.append(command) }
      changed.lock()
      changed.broadcast()
      changed.unlock()
      let answer = script(command, number)
      guard carryOut(answer, on: client, &lines) else { return }
      if command.uppercased() == "DATA", case .say(let text) = answer, text.hasPrefix("354") {
        guard let body = lines.body() else { return }
        seen.withLock { $0.bodies.append(body) }
        guard carryOut(script(".", number), on: client, &lines) else { return }
      }
      if command.uppercased() == "QUIT" { return }
    }
  }

  private func carryOut(_ answer: Answer, on client: Int32, _ lines: inout SocketLines) -> Bool {
    switch answer {
    case .say(let text):
      let bytes = Array((text + "\r\n").utf8)
      return send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    case .hangUp: return false
    case .stall:
      while lines.next() != nil {}
      return false
    }
  }
}

extension [String] {
  fileprivate func asReply(_ code: String) -> String {
    enumerated().map { "\(code)\($0 == count - 1 ? " " : "-")\($1)" }.joined(separator: "\r\n")
  }
}
