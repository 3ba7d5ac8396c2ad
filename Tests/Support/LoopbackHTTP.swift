import Foundation

/// Plain HTTP to a port of this machine: one request, one answer, one connection.
package enum LoopbackHTTP {
  /// Sends a form, as a browser does, and returns the whole answer.
  package static func post(_ form: [(String, String)], to path: String, port: Int) throws -> String {
    let body = form.map { "\($0)=\(encoded($1))" }.joined(separator: "&")
    return try exchange(
      """
      POST \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Content-Type: application/x-www-form-urlencoded\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r
      \(body)
      """, port: port)
  }

  /// Asks for a page, and returns the whole answer.
  package static func get(_ path: String, port: Int) throws -> String {
    try exchange("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n", port: port)
  }

  private static func exchange(_ request: String, port: Int) throws -> String {
    let descriptor = try LoopbackPort.connection(to: port)
    defer { close(descriptor) }
    let bytes = Array(request.utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw HarnessError("cannot send to port \(port): errno \(errno)")
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let got = recv(descriptor, &piece, piece.count, 0)
      guard got > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += piece[..<got]
    }
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
