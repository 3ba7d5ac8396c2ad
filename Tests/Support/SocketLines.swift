import Glibc

/// The lines that come over a socket.
struct SocketLines {
  private let socket: Int32
  private var buffer: [UInt8] = []

  init(_ socket: Int32) {
    self.socket = socket
  }

  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let got = recv(socket, &piece, piece.count, 0)
      guard got > 0 else { return nil }
      buffer += piece[..<got]
    }
  }

  mutating func body() -> String? {
    var lines: [String] = []
    while let line = next() {
      if line == "." { return lines.joined(separator: "\n") }
      lines.append(line)
    }
    return nil
  }
}
