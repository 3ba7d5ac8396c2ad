/// What mail systems say of mail that did not arrive, in lower case.
enum FailureWords {
  /// Whether the words or the code say that the address itself is dead: user or host unknown, moved, disabled.
  static func speakOfDeadAddress(_ words: String, status: String?) -> Bool {
    speakOfDeadAddress(words.utf8.map(\.lowercased), status: status)
  }

  static func speakOfDeadAddress(_ words: [UInt8], status: String?) -> Bool {
    // Some systems give the code of a dead address to mail that they would take from somebody else, or later.
    if holds(words, anyOf: refusedSender) { return false }
    if let status, ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(status) { return true }
    // A bad sender, a full mailbox: the recipient is there.
    if let status, ["5.1.7", "5.1.8", "5.2.2"].contains(status) { return false }
    if status?.first == "4" { return false }
    return holds(words, anyOf: deadAddress)
  }

  /// Whether a subject or a text says that a message was not delivered, or not yet.
  static func speakOfFailure(_ words: [UInt8]) -> Bool { holds(words, anyOf: failure) }

  /// Whether it says that the system still tries.
  static func speakOfDelay(_ words: [UInt8]) -> Bool { holds(words, anyOf: delay) }

  /// Whether a line, in lower case, ends the report's own words: what follows it is the message returned.
  ///
  /// Such a line is a rule around its words, ends in a colon, or begins with them; a sentence that merely speaks of the
  /// returned message does none of this.
  static func beginReturnedMessage(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count < 80, let first = line.first, let last = line.last else { return false }
    let isRule = !first.isLetter || last == Byte.colon
    let words = line.drop { !$0.isLetter }
    if words.starts(with: "the original message was".utf8) { return false }
    return words.withUnsafeBufferPointer { words in
      returned.contains { phrase in
        let place = isRule ? words : UnsafeBufferPointer(rebasing: words.prefix(phrase.utf8CodeUnitCount))
        return place.holds(phrase)
      }
    }
  }

  private static func holds(_ words: [UInt8], anyOf phrases: [StaticString]) -> Bool {
    words.withUnsafeBufferPointer { words in phrases.contains { words.holds($0) } }
  }

  private static let refusedSender: [StaticString] = [
    "blacklisted by", "blocklisted by", "receiving mail at a rate", "receiving mail too quickly",
  ]

  private static let deadAddress: [StaticString] = [
    "user unknown", "unknown user", "no such user", "user not found", "no such recipient", "unknown recipient",
    "recipient unknown", "recipient not found", "name is not recognized", "does not exist", "doesn't exist",
    "not exist", "invalid recipient", "invalid address", "invalid user", "unrouteable address",
    "unroutable address", "unrouteable mail domain", "no mailbox here by that name", "no such mailbox",
    "mailbox not found", "mailbox unavailable", "address unknown", "unknown address", "unknown local part",
    "host unknown", "unknown host", "host not found", "domain not found", "name or service not known",
    "domain name not found", "couldn't find any host", "could not find any host", "no such host", "no such domain",
    "account has been disabled", "account is disabled", "account disabled", "account that you tried to reach",
    "no longer available", "no longer valid", "has moved", "user has left", "no longer on server",
    "unknown or illegal alias", "not our customer", "not listed in", "not known at this site", "no such address",
    "no user here", "unknown virtual", "no valid recipients", "address rejected: undeliverable",
    "is not a known user", "user is unknown", "no account by that name", "no such person", "bad destination",
    "dns lookup failure", "invalid final delivery userid", "user doesn't have", "mx record", "nullmx", "null mx",
    "no smtp service", "does not accept mail",
  ]

  private static let failure: [StaticString] = [
    "delivery status notification", "delivery notification", "undeliverable", "undelivered", "undelivrable",
    "delivery failure", "delivery failed", "delivery has failed", "delivery failed", "failed delivery",
    "failure notice",
    "failure notification", "returned mail", "mail returned", "returned to sender", "returning message to sender",
    "returning to sender", "returned message", "could not be delivered", "couldn't be delivered", "cannot be delivered",
    "can't be delivered", "not be delivered", "was not delivered", "not been delivered", "wasn't delivered",
    "unable to deliver", "not deliver", "did not reach", "didn't reach", "error delivering your mail",
    "mail system error", "mail delivery problem", "delivery problem", "delivery error", "delivery delayed",
    "delivery is delayed", "delayed mail", "message delayed", "mail delivery failed", "warning: message",
    "warning: could not send", "error message below", "failure reasons", "attempting to deliver a message",
    "failed recipient", "following recipients", "non-delivery", "nondeliverable", "non remis", "unzustellbar",
    "nicht zugestellt", "zustellung fehlgeschlagen", "no se pudo entregar", "no entregado", "non recapitabile",
    "non è stato possibile recapitare", "não entregue", "niet bezorgd", "onbestelbaar", "ikke leveres",
    "недоставленное сообщение", "не может быть доставлено", "не доставлено", "配信不能", "配信できません",
    "送信できません", "届けられません", "退信", "无法投递", "could not send message", "permanent fatal errors",
    "permanent delivery errors", "had delivery errors", "transcript of session follows",
  ]

  private static let delay: [StaticString] = [
    "(delay)", "delayed", "still being retried", "will be retried", "will retry", "will keep trying",
    "will continue to try",
    "not yet been delivered", "has not yet been", "this is a warning message only", "you do not need to resend",
    "could not send message for past", "no action is required on your part",
  ]

  private static let returned: [StaticString] = [
    "original message", "copy of the message", "copy of your message", "message header follow",
    "message headers follow",
    "message header:", "returned message", "unsent message", "message text follows", "message follows",
    "original mail info", "header of the original", "original message headers", "message contents follow",
    "message contents:", "content of message", "-- headers", "the original message is",
  ]
}
