import Foundation
import Synchronization

/// Listens on a free loopback port and lets a script talk with each client, on a thread of its own.
///
/// What the scripted servers have in common: how they listen, what they remember, how they speak.
final class ScriptedListener: Sendable {
  let port: Int
  let heard: Heard

  private let descriptor: Int32

  /// - Parameter talk: talks with one client, until it returns.
  init(_ talk: @escaping @Sendable (inout ScriptedConnection) -> Void) throws {
    (descriptor, port) = try LoopbackPort.listen()
    heard = Heard()
    let (descriptor, heard) = (descriptor, heard)
    Thread {
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        Thread {
          defer { close(client) }
          var connection = ScriptedConnection(client, heard)
          talk(&connection)
        }.start()
      }
    }.start()
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}

/// What all clients of a scripted server have said, in the order of its coming.
final class Heard: Sendable {
  private struct State {
    var commands: [String] = []
    var bodies: [String] = []
    var connections = 0
  }

  private let state = Mutex(State())
  private let changed = NSCondition()

  var commands: [String] { state.withLock { $0.commands } }
  var bodies: [String] { state.withLock { $0.bodies } }
  var connections: Int { state.withLock { $0.connections } }

  fileprivate func beginConnection() -> Int {
    state.withLock { state in
      state.connections += 1
      return state.connections
    }
  }

  func note(command: String) {
    changed.lock()
    state.withLock { $0.commands.append(command) }
    changed.broadcast()
    changed.unlock()
  }

  func note(body: String) { state.withLock { $0.bodies.append(body) } }

  /// Waits until a command has come.
  func awaitCommand(_ command: String, seconds: Double) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    changed.lock()
    defer { changed.unlock() }
    while !commands.contains(command) {
      guard changed.wait(until: end) else { throw HarnessError("no \(command) after \(seconds) s: \(commands)") }
    }
  }
}

/// One client of a scripted server.
struct ScriptedConnection {
  /// From 1, in the order of their coming.
  let number: Int
  let heard: Heard
  var lines: SocketLines

  private let client: Int32

  fileprivate init(_ client: Int32, _ heard: Heard) {
    self.client = client
    self.heard = heard
    number = heard.beginConnection()
    lines = SocketLines(client)
  }

  /// Says all of it; false when the client is gone.
  func say(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let sent = bytes[start...].withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      start += sent
    }
    return true
  }

  /// Says it a few bytes at a time.
  func drip(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let piece = Array(bytes[start..<min(start + 3, bytes.count)])
      guard send(client, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count else { return false }
      usleep(200)
    }
    return true
  }

  /// Says nothing until the client leaves.
  mutating func stall() {
    while lines.next() != nil {}
  }
}
