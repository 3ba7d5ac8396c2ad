import Glibc
import NIOCore

/// The dashboard cannot listen where it was told to.
package struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Another program listens there.
    case inUse
    /// Such as a port below 1024 without the right to it.
    case refused
    /// No address of this machine.
    case noSuchAddress
  }

  package let code: Code

  /// The host and port, as the configuration has them.
  package let subject: String

  private let reason: String

  /// Nil for an error that has nothing to do with listening.
  init?(_ error: any Error, host: String, port: Int) {
    subject = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    switch error {
    case let error as IOError:
      reason = String(cString: strerror(error.errnoCode))
      switch error.errnoCode {
      case EADDRINUSE: code = .inUse
      case EACCES, EPERM: code = .refused
      case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL: code = .noSuchAddress
      default: return nil
      }
    case is SocketAddressError, is SocketAddressError.UnknownHost:
      code = .noSuchAddress
      reason = "no such host"
    default: return nil
    }
  }

  package var description: String {
    switch code {
    case .inUse:
      "cannot listen on \(subject): another program does; end it, or name another port in dashboard.listen"
    case .refused:
      "cannot listen on \(subject): \(reason); name a port above 1023 in dashboard.listen, and put a proxy before it"
    case .noSuchAddress:
      "cannot listen on \(subject): \(reason); name an address of this machine in dashboard.listen"
    }
  }
}
