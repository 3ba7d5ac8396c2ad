import Foundation

/// The socket on which systemd hears how its services are.
package final class NoticeSocket: Sendable {
  package let path: String
  private let descriptor: Int32

  /// Listens at `path`, which must be short: socket names are.
  package init(at path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw HarnessError("\(path) is too long") }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
    }
    guard isBound else { throw HarnessError("cannot bind \(path): errno \(errno)") }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// The next datagram, once it is there.
  package func next() throws -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let got = recv(descriptor, &buffer, buffer.count, 0)
    guard got >= 0 else { throw HarnessError("nothing said at \(path): errno \(errno)") }
    return String(decoding: buffer[..<got], as: UTF8.self)
  }
}
