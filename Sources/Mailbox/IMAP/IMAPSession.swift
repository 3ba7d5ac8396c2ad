/// A folder that a server has open for us: commands go out, and what they bring is heard.
///
/// One thread at a time may use it.
final class IMAPSession {
  private(set) var capabilities: Set<String> = []
  private(set) var uidValidity: UInt32 = 0
  /// How many messages the folder holds.
  private(set) var exists = 0
  /// Grows whenever mail comes or goes.
  private(set) var changes: Int64 = 0
  /// Grows whenever mail comes.
  private(set) var arrivals: Int64 = 0
  private(set) var isReadOnly = false
  private var isIdling = false
  /// Whether the waiting was ended, and the server has yet to say so.
  private var isDone = false

  private let connection: IMAPConnection
  /// Given up when the connection is closed.
  private let turn: IMAPTurn
  private let address: IMAPAddress
  private var framer = IMAPFramer()
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var commands = 0

  /// Readable when the server says something.
  var descriptor: Int32 { connection.descriptor }

  /// Connects and opens the folder.
  ///
  /// - Parameters:
  ///   - turn: the account's leave to connect.
  ///   - readOnly: EXAMINE instead of SELECT: the server refuses to change anything then.
  init(
    _ address: IMAPAddress, user: String, _ login: IMAPLogin, turn: IMAPTurn, readOnly: Bool
  ) throws(MailboxError) {
    self.address = address
    self.turn = turn
    connection = try IMAPConnection(address, user: user, login)
    let offered = try command("CAPABILITY")
    guard offered.condition == .ok else { throw refused("CAPABILITY", offered) }
    let opened = try command("\(readOnly ? "EXAMINE" : "SELECT") \(IMAPFolderName.quoted(address.folder))")
    guard opened.condition == .ok else {
      let refusal = IMAPRefusal(status: opened)
      if refusal.passes { throw refusal.error(address, user: user) }
      throw MailboxError(
        .notFound, address.description,
        "\(address.host) does not open the folder '\(address.folder)': \(opened.text)")
    }
    isReadOnly = opened.has("READ-ONLY")
    guard uidValidity > 0 else {
      throw MailboxError(
        .notAMailbox, address.description, "\(address.host) gives no UIDVALIDITY for '\(address.folder)'")
    }
  }

  /// Says something to the server and hears it out.
  ///
  /// - Parameters:
  ///   - mostLiteral: more than the answers' literals may hold, each.
  ///   - hear: called for what is told of each message.
  /// - Returns: how it ended; NO and BAD are for the caller to judge.
  @discardableResult
  func command(
    _ text: String, mostLiteral: Int = 1 << 16, hear: (IMAPFetch) -> Void = { _ in }
  ) throws(MailboxError) -> IMAPStatus {
    try endIdling()
    let tag = nextTag()
    framer.mostLiteral = mostLiteral
    try connection.send("\(tag) \(text)\r\n")
    var told = 0
    var remarks = 0
    while true {
      switch try response() {
      case .done(tag, let status):
        note(status)
        return status
      case .done: throw garbled("it answered a command that was never given")
      case .fetch(let fetch):
        told += 1
        // New mail and changed flags are told of in between, but not for ever.
        guard told <= 2 * IMAPListing.mostMessages else { throw garbled("it tells of messages without end") }
        hear(fetch)
      case let response:
        // That it is still at work may be said every other minute, and is no progress.
        if case .status = response { remarks += 1 } else { told += 1 }
        guard remarks <= Self.mostRemarks, told <= 2 * IMAPListing.mostMessages else {
          throw garbled("it talks without end and answers nothing")
        }
        try note(response)
      }
    }
  }

  private static let mostRemarks = 1000

  /// - Throws: `MailboxError` with `io` for a folder that holds more than can be watched.
  func checkIsListable() throws(MailboxError) {
    guard exists > IMAPListing.mostMessages else { return }
    throw MailboxError(
      .io, address.description,
      "'\(address.folder)' at \(address.host) holds \(exists) messages, and \(IMAPListing.mostMessages) are the most that "
        + "is watched: move old mail into another folder")
  }

  /// The sign between the levels of folder names here.
  func delimiter() throws(MailboxError) -> String {
    try command("LIST \"\" \"\"")
    return listDelimiter ?? "/"
  }

  /// Takes leave, without waiting for the answer.
  func logout() {
    try? connection.send((isIdling && !isDone ? "DONE\r\n" : "") + "\(nextTag()) LOGOUT\r\n")
  }

  // MARK: Waiting for changes

  /// Asks the server to speak up when something changes (RFC 2177); false where it cannot.
  func beginIdling() throws(MailboxError) -> Bool {
    guard capabilities.contains("IDLE") else { return false }
    guard !isIdling || isDone else { return true }
    try endIdling()
    idleTag = nextTag()
    try connection.send("\(idleTag) IDLE\r\n")
    while true {
      switch try response() {
      case .goOn:
        isIdling = true
        try hearWhatCame()
        return true
      case .done(idleTag, _): return false
      case let response: try note(response)
      }
    }
  }

  /// Lets the server end the waiting, which makes the descriptor readable for whoever waits on it.
  func stopIdling() throws(MailboxError) {
    guard isIdling, !isDone else { return }
    isDone = true
    try connection.send("DONE\r\n")
  }

  private func endIdling() throws(MailboxError) {
    guard isIdling else { return }
    try stopIdling()
    while true {
      let response = try response()
      if case .done(idleTag, _) = response {
        isIdling = false
        isDone = false
        return
      }
      try note(response)
    }
  }

  /// Notes what has come already: what TLS holds back, the socket does not show.
  private func hearWhatCame() throws(MailboxError) {
    while let count = try connection.receiveIfAny(into: &buffer) { framer.push(buffer[..<count]) }
    while let frame = try nextFrame() { try note(IMAPResponse(frame)) }
  }

  // MARK: Hearing

  private var idleTag = ""
  private var listDelimiter: String?

  private func nextTag() -> String {
    commands += 1
    return "s\(commands)"
  }

  private func response() throws(MailboxError) -> IMAPResponse {
    while true {
      if let frame = try nextFrame() {
        switch IMAPResponse(frame) {
        case .done(let tag, let status): return .done(tag: tag, status.hiding(connection.secrets))
        case .status(let status): return .status(status.hiding(connection.secrets))
        case let response: return response
        }
      }
      let count = try connection.receive(into: &buffer)
      framer.push(buffer[..<count])
    }
  }

  private func nextFrame() throws(MailboxError) -> IMAPFrame? {
    do throws(IMAPFramer.Fault) {
      return try framer.next()
    } catch {
      switch error {
      case .lineTooLong: throw garbled("it sent a line that does not end")
      case .literalTooLarge(let size):
        throw MailboxError(
          .tooLarge, address.description, "\(address.host) sent \(size) bytes where fewer were asked for")
      }
    }
  }

  private func note(_ response: IMAPResponse) throws(MailboxError) {
    switch response {
    case .exists(let count):
      if count != exists { changes += 1 }
      if count > exists { arrivals += 1 }
      exists = count
    case .expunged:
      exists = max(0, exists - 1)
      changes += 1
    case .capability(let words): capabilities = words
    case .list(let delimiter): listDelimiter = delimiter
    case .status(let status):
      note(status)
      if status.condition == .bye {
        throw MailboxError(
          .unreachable, address.description, "the IMAP server \(address.host) takes its leave: \(status.text)")
      }
    case .done, .goOn, .fetch, .other: break
    }
  }

  private func note(_ status: IMAPStatus) {
    if let validity = status.number("UIDVALIDITY") { uidValidity = validity }
  }

  func refused(_ command: String, _ status: IMAPStatus) -> MailboxError {
    MailboxError(
      .io, address.description,
      "\(address.host) refuses \(command) in '\(address.folder)': \(status.condition.rawValue) \(status.text)")
  }

  private func garbled(_ what: String) -> MailboxError {
    MailboxError(.unreachable, address.description, "the IMAP server \(address.host) makes no sense: \(what)")
  }
}
