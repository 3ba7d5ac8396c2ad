import Desk
import MIME

/// A vacation responder and its like: kept on its thread, where it changes nothing; off a thread only recorded.
struct AutoReplyRule: TriageRule {
  let name = "automatic"

  func look(at matter: Matter) -> Ruling {
    guard let because = sign(matter) else { return .passes(absence(matter)) }
    let signs = ThreadSigns(matter)
    let ticket = (signs.tied.first ?? signs.named.first)?.ticket.id
    return .holds(
      Decision(
        disposition: .autoReply, action: .keepAutomatic(on: ticket),
        evidence: [Evidence(name, because: because, effect: ticket.map { "kept on \($0)" } ?? "recorded")]))
  }

  private func absence(_ matter: Matter) -> String {
    guard matter.mail.signs.isAutomatic else { return "no Auto-Submitted, no list headers" }
    return "automatic, but no answer (\(matter.mail.signs.signs.first ?? "by its sender"))"
  }

  private func sign(_ matter: Matter) -> String? {
    let signs = matter.mail.signs
    if signs.autoSubmitted == .autoReplied { return "Auto-Submitted: auto-replied" }
    if signs.isAutoReply { return signs.signs.first ?? "an old sign of automatic answers" }
    // A subject counts only together with another sign: people write about their holidays too.
    let subject = matter.mail.subject.whole
    guard signs.isAutomatic, Self.isAbsence(subject) else { return nil }
    return "\(signs.signs.first ?? "its sender"), and the subject \"\(subject.excerpt(80))\""
  }

  private static func isAbsence(_ subject: String) -> Bool {
    let subject = subject.excerpt(200).lowercased()
    return absences.contains { subject.hasPrefix($0) || subject.contains(" " + $0) }
  }

  private static let absences = [
    "automatic reply", "auto reply", "autoreply", "auto-reply", "out of office", "out-of-office", "vacation",
    "automatische antwort", "abwesenheit", "réponse automatique", "absence du bureau", "respuesta automática",
    "resposta automática", "risposta automatica", "automatisch antwoord", "autosvar", "automaattinen vastaus",
    "автоматический ответ", "自動応答", "自动回复", "자동 회신", "odpowiedź automatyczna",
  ]
}
