/// How an operator names a mailbox: `maildir:PATH`, `mbox:PATH`, `-`, `imap://…` or `imaps://…`.
package enum MailboxURL: Sendable, Hashable {
  case maildir(path: String)
  case mbox(path: String)
  /// Standard input, by way of the spool.
  case standardInput
  case imap(IMAPAddress)

  /// Reads a URL.
  ///
  /// - Throws: `MailboxError` with `malformedURL`, which says what was probably meant.
  package init(_ text: String) throws(MailboxError) {
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Self.malformed(text, "it has a control character in it")
    }
    if text == "-" {
      self = .standardInput
    } else if let rest = Self.rest(of: text, after: "maildir:") {
      self = .maildir(path: try Self.path(rest, of: text))
    } else if let rest = Self.rest(of: text, after: "mbox:") {
      self = .mbox(path: try Self.path(rest, of: text))
    } else if let rest = Self.rest(of: text, after: "imap://") {
      self = .imap(try IMAPAddress(rest, isTLSFromTheStart: false, of: text))
    } else if let rest = Self.rest(of: text, after: "imaps://") {
      self = .imap(try IMAPAddress(rest, isTLSFromTheStart: true, of: text))
    } else {
      throw Self.malformed(
        text, text.contains("/") ? "try maildir:\(text)" : "it begins with none of maildir: imaps:// imap:// mbox: -")
    }
  }

  /// The URL with a relative path looked up in `folder`, such as the configuration's own.
  package func relative(to folder: String) -> MailboxURL {
    let resolve: (String) -> String = { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }
    switch self {
    case .maildir(let path): return .maildir(path: resolve(path))
    case .mbox(let path): return .mbox(path: resolve(path))
    case .standardInput, .imap: return self
    }
  }

  /// Opens the mailbox.
  ///
  /// - Parameters:
  ///   - database: the database file, beside which the spool of standard input lies.
  ///   - after: what becomes of stored messages.
  ///   - keepsAbove: larger messages stay in their file.
  ///   - login: how to get into an IMAP account.
  /// - Throws: `MailboxError`; an IMAP folder is only reached for when it is first used.
  package func open(
    database: String, after: AfterIntake = .seen, keepsAbove: Int = .max, login: IMAPLogin = IMAPLogin()
  ) throws(MailboxError) -> any MailSource {
    switch self {
    case .maildir(let path): return try Maildir(at: path, after: after, keepsAbove: keepsAbove)
    case .mbox(let path): return try MboxFile(at: path)
    case .standardInput: return try StandardInput(besideDatabase: database, keepsAbove: keepsAbove)
    case .imap(let address): return try IMAPFolder(address, login: login, after: after, keepsAbove: keepsAbove)
    }
  }

  private static func rest(of text: String, after scheme: String) -> Substring? {
    let head = text.prefix(scheme.count)
    return head.lowercased() == scheme ? text.dropFirst(scheme.count) : nil
  }

  /// Takes `PATH` and `///PATH`; two slashes would name a host.
  private static func path(_ rest: Substring, of text: String) throws(MailboxError) -> String {
    if rest.isEmpty { throw malformed(text, "a path is missing after the colon") }
    guard rest.hasPrefix("//") else { return String(rest) }
    let path = rest.dropFirst(2)
    guard path.hasPrefix("/") else {
      throw malformed(text, "a path has no host before it; try \(text.prefix { $0 != ":" }):\(path)")
    }
    return String(path)
  }

  private static func malformed(_ text: String, _ hint: String) -> MailboxError {
    MailboxError(.malformedURL, text, "'\(text)' is no mailbox: \(hint)")
  }
}

extension MailboxURL: CustomStringConvertible {
  package var description: String {
    switch self {
    case .maildir(let path): "maildir:\(path)"
    case .mbox(let path): "mbox:\(path)"
    case .standardInput: "-"
    case .imap(let address): address.description
    }
  }
}
