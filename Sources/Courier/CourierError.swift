import Glibc

/// What keeps a courier from setting out: a code to act on, the route, and a sentence that says what to do.
///
/// What a server says of a message is no error but a `DeliveryOutcome`. Errors are equal when their codes are.
package struct CourierError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Not a route at all.
    case malformedURL
    /// A password would go over the wire for all to read.
    case insecure
    /// A file that the configuration names cannot be read.
    case noFile
    /// The maildir cannot be written to.
    case cannotWrite
    /// The relay cannot be reached, or does not let us in.
    case unreachable
  }

  package let code: Code

  /// The route or file, as the operator knows it.
  package let subject: String

  package let description: String

  init(_ code: Code, _ subject: String, _ description: String) {
    self.code = code
    self.subject = subject
    self.description = description
  }

  package static func == (left: CourierError, right: CourierError) -> Bool { left.code == right.code }
}
