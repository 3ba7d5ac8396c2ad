import Desk
import MIME

/// Mail that the mail server, an operator's block or the configuration does not want.
struct UnwantedRule: TriageRule {
  let name = "unwanted"

  func look(at matter: Matter) -> Ruling {
    if let mark = spamMark(matter) {
      return aside(.quarantined, "spam", "marked as spam by the mail server (\(mark))")
    }
    if let block = matter.knowledge.block {
      return aside(.ignored, "blocked", "the sender is blocked (\(block))")
    }
    for rule in matter.settings.rules where holds(rule, matter.mail.message) {
      let disposition = rule.then == .ignore ? Disposition.ignored : .quarantined
      return aside(disposition, "rule", "\(rule.header) contains \"\(rule.contains)\"")
    }
    if let because = unauthenticated(matter) { return aside(.quarantined, "rule", because) }
    return .passes(nil)
  }

  private func aside(_ disposition: Disposition, _ reason: String, _ because: String) -> Ruling {
    .holds(
      Decision(
        disposition: disposition, reason: reason, action: .record,
        evidence: [Evidence(name, because: because, effect: disposition.rawValue)]))
  }

  /// Any of several counts: what a spammer writes himself can only speak against him.
  private func spamMark(_ matter: Matter) -> String? {
    let header = matter.settings.trusted.spamHeader
    let value = matter.mail.message.texts(header).prefix(50).first { value in
      ["yes", "true"].contains(value.lowercased().prefix { $0.isLetter })
    }
    return value.map { "\(header): \($0.excerpt(60))" }
  }

  /// Literal and without case: brackets and dots in a rule mean themselves.
  private func holds(_ rule: IntakeRule, _ message: Message) -> Bool {
    guard !rule.contains.isEmpty else { return false }
    let wanted = rule.contains.lowercased()
    return message.texts(rule.header).prefix(50).contains { $0.lowercased().contains(wanted) }
  }

  /// With `require_authentication`, the configured server must have found that the sender's domain vouches for it.
  private func unauthenticated(_ matter: Matter) -> String? {
    guard matter.settings.trusted.requireAuthentication, let found = matter.authentication, found.verdict != .pass
    else {
      return nil
    }
    return "require_authentication: its sender is not authentic (\(found.detail))"
  }
}
