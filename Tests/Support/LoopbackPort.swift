import Glibc

/// Ports of this machine's own network.
package enum LoopbackPort {
  /// A port on which nobody listens at the moment.
  package static func free() throws -> Int {
    let socket = try listen()
    defer { close(socket.descriptor) }
    return socket.port
  }

  /// A listening socket on a free port.
  package static func listen() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard descriptor >= 0, isListening else { throw HarnessError("cannot listen on 127.0.0.1: errno \(errno)") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Waits until somebody listens on a port: a server that was just started.
  package static func awaitListener(on port: Int, seconds: Double = 20) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      defer { close(descriptor) }
      var address = Self.address(port: port)
      let isOpen = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if isOpen { return }
      usleep(5000)
    }
    throw HarnessError("nobody listens on port \(port) after \(seconds) s")
  }

  /// A connection to whoever listens on a port; reading from it waits for at most a minute.
  package static func connection(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = Self.address(port: port)
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isOpen else {
      close(descriptor)
      throw HarnessError("nobody listens on port \(port): errno \(errno)")
    }
    return descriptor
  }

  /// Says something on a connection, and hears the server until it has said what is expected.
  package static func say(_ text: String, on descriptor: Int32, until words: String) throws {
    let bytes = Array(text.utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw HarnessError("cannot say \(text): errno \(errno)")
    }
    var heard: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !String(decoding: heard, as: UTF8.self).contains(words) {
      let got = recv(descriptor, &piece, piece.count, 0)
      guard got > 0 else { throw HarnessError("no \(words) in: \(String(decoding: heard, as: UTF8.self))") }
      heard += piece[..<got]
    }
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return address
  }
}

/// What a test's own equipment could not do.
package struct HarnessError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
