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
    /// Says nothing, and listens on.
    case keepSilent
  }

  /// Answers a command, the greeting (`""`) and the end of the message (`.`).
  package typealias Script = @Sendable (_ command: String, _ connection: Int) -> Answer

  package var port: Int { listener.port }

  package var url: String { "smtp://127.0.0.1:\(port)" }

  /// The commands of all connections, in the order of their coming; the body is left out.
  package var commands: [String] { listener.heard.commands }

  /// What came between DATA and its final dot, a string a message.
  package var bodies: [String] { listener.heard.bodies }

  package var connections: Int { listener.heard.connections }

  private let listener: ScriptedListener

  /// Starts one on a free port.
  package init(_ script: @escaping Script) throws {
    listener = try ScriptedListener { Self.talk(&$0, by: script) }
  }

  /// Waits until a command has come.
  package func awaitCommand(_ command: String, seconds: Double = 60) throws {
    try listener.heard.awaitCommand(command, seconds: seconds)
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

  private static func talk(_ client: inout ScriptedConnection, by script: Script) {
    guard carryOut(script("", client.number), on: &client) else { return }
    while let command = client.lines.next() {
      client.heard.note(command: command)
      let answer = script(command, client.number)
      guard carryOut(answer, on: &client) else { return }
      if command.uppercased() == "DATA", case .say(let text) = answer, text.hasPrefix("354") {
        guard let body = client.lines.body() else { return }
        client.heard.note(body: body)
        guard carryOut(script(".", client.number), on: &client) else { return }
      }
      if command.uppercased() == "QUIT" { return }
    }
  }

  private static func carryOut(_ answer: Answer, on client: inout ScriptedConnection) -> Bool {
    switch answer {
    case .say(let text): return client.say(text + "\r\n")
    case .hangUp: return false
    case .keepSilent: return true
    case .stall:
      client.stall()
      return false
    }
  }
}

extension [String] {
  fileprivate func asReply(_ code: String) -> String {
    enumerated().map { "\(code)\($0 == count - 1 ? " " : "-")\($1)" }.joined(separator: "\r\n")
  }
}
