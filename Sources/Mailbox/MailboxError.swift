import Glibc

/// What went wrong with a mailbox: a code to act on, the mailbox or message, and a sentence that says what to do.
///
/// Errors are equal when their codes are.
package struct MailboxError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// There is no such mailbox.
    case notFound
    /// Something is there, but no mailbox of that kind.
    case notAMailbox
    /// Not a mailbox URL at all.
    case malformedURL
    /// The owner or mode of a file does not let us.
    case refused
    /// Another program holds the mailbox, or its server cannot serve us for a while.
    case busy
    /// The server allows the account no further connection for now.
    case crowded
    /// The server cannot be reached.
    case unreachable
    /// The program is about to end, and for the server's answer there was no more time.
    case ending
    /// There is no password, or it would go over the wire for all to read.
    case misconfigured
    /// A server sent more than it was asked for.
    case tooLarge
    /// The message is no longer there: somebody moved or deleted it.
    case gone
    /// This one message cannot be read; others can.
    case unreadable
    /// Reading or writing failed.
    case io
  }

  package let code: Code

  /// The mailbox, or the message in it, as the operator knows it.
  package let subject: String

  /// What the system said, where it was the system that spoke.
  package let errno: Int32?

  private let sentence: String

  init(_ code: Code, _ subject: String, errno: Int32? = nil, _ sentence: String) {
    self.code = code
    self.subject = subject
    self.errno = errno
    self.sentence = sentence
  }

  package var description: String {
    guard let errno else { return sentence }
    return "\(sentence): \(String(cString: strerror(errno)))"
  }

  package static func == (left: MailboxError, right: MailboxError) -> Bool { left.code == right.code }

  /// The server that was not done when the program had to be.
  static func ending(_ server: String) -> MailboxError {
    MailboxError(
      .ending, server,
      "the IMAP server \(server) was not done when serve had to end or reload: what is left is for the next look")
  }

  /// The error for a system call that failed with `errno` while `doing` something, such as `cannot list`.
  static func system(_ errno: Int32, _ doing: String, _ subject: String) -> MailboxError {
    let code: Code =
      switch errno {
      case EACCES, EPERM, EROFS: .refused
      case ENOENT, ENOTDIR: .notFound
      default: .io
      }
    return MailboxError(code, subject, errno: errno, "\(doing) \(subject)")
  }
}
