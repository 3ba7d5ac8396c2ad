/// A delivery report in one of the forms that preceded RFC 3464, and outlived it: qmail, Exim, Gmail, Yahoo, Exchange,
/// DragonFly and their like, who write for people.
struct InformalReport {
  let report: DeliveryReport

  init?(_ message: Message) {
    let failed = message.addresses("X-Failed-Recipients")
    guard !failed.isEmpty || Self.comesOfMailSystem(message) else { return nil }
    let text = ReportText(message)
    let subject = (message.subject ?? "").utf8.map(\.lowercased)
    guard !failed.isEmpty || FailureWords.speakOfFailure(subject) || FailureWords.speakOfFailure(text.lowercased)
    else { return nil }
    let kind: DeliveryReport.Kind =
      FailureWords.speakOfDelay(subject + text.lowercased.prefix(2048)) ? .delayed : .failed
    let status = text.status
    let own = Set(message.to.map { $0.address.lowercased() })
    let returned = DeliveryReport.returnedMessage(message) ?? text.returnedMessage(limits: message.limits)
    let stated = text.statedRecipients(limits: message.limits)
    if let stated, let worst = DeliveryReport.worst(stated.map(\.action)) {
      report = DeliveryReport(
        kind: worst,
        isHard: stated.contains { FailureWords.speakOfDeadAddress($0.diagnostic ?? "", status: $0.status) },
        recipients: stated, originalMessageID: returned?.messageID, form: "RFC 3464 in text")
      return
    }
    var recipients = failed.map(\.address)
    if recipients.isEmpty { recipients = text.recipients(apartFrom: own) }
    // A gateway that wraps another system's report says nothing of its own.
    if recipients.isEmpty, let inner = returned.flatMap(DeliveryReport.standard) {
      report = inner
      return
    }
    if recipients.isEmpty { recipients = (returned?.to ?? []).map(\.address) }
    report = DeliveryReport(
      kind: kind, isHard: kind == .failed && FailureWords.speakOfDeadAddress(text.lowercased, status: status),
      recipients: recipients.map { address in
        DeliveryReport.Recipient(
          address: address, originalAddress: nil, action: kind, status: status, diagnostic: text.diagnostic)
      },
      originalMessageID: returned?.messageID, form: "informal")
  }

  /// Whether the sender is a mail system, by its address or by having none.
  private static func comesOfMailSystem(_ message: Message) -> Bool {
    if message.returnPath == .null { return true }
    if case .address(let address) = message.returnPath, isSystem(address) { return true }
    if message.headers[.from] != nil, message.from.isEmpty { return true }
    return message.from.contains { isSystem($0.address) }
  }

  private static func isSystem(_ address: String) -> Bool {
    let local = address.prefix { $0 != "@" }.lowercased().filter(\.isLetter)
    return ["mailerdaemon", "postmaster", "poostmaster", "maildeliverysystem", "maildeliverysubsystem", "mdaemon"]
      .contains(local)
  }
}

/// The words of an informal report, apart from the message that it returns.
struct ReportText {
  /// The report's own words, in lower case as far as ASCII goes.
  let lowercased: [UInt8]
  private let words: [UInt8]
  private let returned: ArraySlice<UInt8>

  /// How much of a report is read: its own words come first.
  private static let limit = 1 << 16

  init(_ message: Message) {
    var text: [UInt8] = []
    for part in message.parts where !part.isMultipart && text.count < Self.limit {
      if part.type == "message" || part.subtype == "rfc822-headers" { break }
      guard part.type == "text" else { continue }
      text += message.decodedText(part).utf8.prefix(Self.limit)
      text.append(Byte.lineFeed)
    }
    // A report whose parts cannot be told apart is read as it stands.
    if text.isEmpty, let root = message.parts.first { text = Array(message.rawBytes(of: root).prefix(Self.limit)) }
    let end = Self.endOfWords(text)
    words = Array(text[..<end])
    returned = text[end...]
    lowercased = words.map(\.lowercased)
  }

  /// The first enhanced status code in the words.
  var status: String? { StatusCode.first(in: words[...]) }

  /// The line that holds the refusing server's reply.
  var diagnostic: String? {
    for line in lines(words[...]) {
      if StatusCode.firstReply(in: line) != nil || StatusCode.first(in: line) != nil {
        return String(decoding: line.trimmed.prefix(998), as: UTF8.self)
      }
    }
    return nil
  }

  /// The addresses of which the report speaks: those that begin a line, else those in angle brackets.
  func recipients(apartFrom own: Set<String>) -> [String] {
    var leading: [String] = []
    var inside: [String] = []
    for line in lines(words[...]) {
      if let address = Self.leadingAddress(line) { leading.append(address) }
      inside += Self.bracketed(line)
    }
    func distinct(_ addresses: [String]) -> [String] {
      var seen = own
      return addresses.filter { seen.insert($0.lowercased()).inserted }.prefix(100).map { $0 }
    }
    let first = distinct(leading)
    return first.isEmpty ? distinct(inside) : first
  }

  /// RFC 3464's fields where they stand in the text, as they do when a relay took the parts apart.
  func statedRecipients(limits: Limits) -> [DeliveryReport.Recipient]? {
    let lines = lines(words[...])
    let first = lines.first { line in
      ["reporting-mta:", "final-recipient:", "original-recipient:"].contains {
        line.lazy.map(\.lowercased).starts(with: $0.utf8)
      }
    }
    guard let first else { return nil }
    let recipients = DeliveryReport.recipients(StatusFields(Array(words[first.startIndex...]), limits: limits))
    return recipients.isEmpty ? nil : recipients
  }

  /// The header of the returned message, where it stands in the text.
  func returnedMessage(limits: Limits) -> Message? {
    let lines = lines(returned)
    guard let first = lines.firstIndex(where: Self.isField) else { return nil }
    return Message(Array(returned[lines[first].startIndex...]), limits: limits)
  }

  /// Where the report's own words end: at a line that announces the returned message, or at its first fields.
  private static func endOfWords(_ text: [UInt8]) -> Int {
    var position = 0
    while position < text.count {
      let end = text.lineEnd(from: position, to: text.count)
      let line = text[position..<end]
      let lowercased = line.map(\.lowercased)
      if FailureWords.beginReturnedMessage(lowercased.trimmed) { return end }
      if lowercased.starts(with: "received:".utf8) || lowercased.starts(with: "return-path:".utf8) { return position }
      position = end
    }
    return text.count
  }

  private func lines(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    text.split { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
  }

  private static func isField(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: Byte.colon), colon > line.startIndex else { return false }
    return line[..<colon].allSatisfy { $0.isLetter || $0 == Byte.hyphen }
  }

  /// The address with which a line begins, after bullets and brackets.
  private static func leadingAddress(_ line: ArraySlice<UInt8>) -> String? {
    let start = line.drop { $0.isWhitespace || $0 == Byte.openAngle || $0 == Byte.closeAngle || $0 == Byte.star }
    return address(start.prefix { !isEndOfAddress($0) })
  }

  private static func bracketed(_ line: ArraySlice<UInt8>) -> [String] {
    line.split(separator: Byte.openAngle, omittingEmptySubsequences: false).dropFirst()
      .compactMap { address($0.prefix { !isEndOfAddress($0) }) }
  }

  private static func isEndOfAddress(_ byte: UInt8) -> Bool {
    byte.isWhitespace || byte == Byte.closeAngle || byte == Byte.colon || byte == Byte.comma
      || byte == Byte.semicolon || byte == Byte.closeParenthesis || byte == Byte.openAngle
  }

  private static func address(_ token: ArraySlice<UInt8>) -> String? {
    var token = token
    while token.last == Byte.dot { token.removeLast() }
    guard let at = token.lastIndex(of: Byte.at), at > token.startIndex, at + 1 < token.endIndex, token.count <= 254,
      token[(at + 1)...].contains(Byte.dot), !token.contains(Byte.slash)
    else { return nil }
    return String(decoding: token, as: UTF8.self)
  }
}
