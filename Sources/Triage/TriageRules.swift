package import Desk

/// Decides what becomes of a message: the first rule that holds decides, each leaves its evidence.
package struct TriageRules: Sendable {
  private let settings: DeskSettings
  private let priorities: PriorityInference

  /// - Parameter identity: not needed here, since an inquiry holds only marks that it has verified; shells hand it in
  ///   where they hand it to the inquiry, and need not know.
  package init(settings: DeskSettings, identity _: MessageIdentity) {
    self.settings = settings
    priorities = PriorityInference(settings.priorityTags)
  }

  private static let order: [any TriageRule] = [
    TombstoneRule(), OversizeRule(), LoopRule(), DuplicateRule(), BounceRule(), AutoReplyRule(), UnwantedRule(),
    ThreadRule(), OpenRule(),
  ]

  /// Decides one message with what the store knows; `now` is the transaction's.
  package func decide(_ mail: IncomingMail, _ inquiry: Inquiry, knowing knowledge: Knowledge, now: Instant) -> Decision
  {
    let matter = Matter(
      mail: mail, inquiry: inquiry, knowledge: knowledge, settings: settings, priorities: priorities, now: now)
    var evidence: [Evidence] = []
    if let authentication = matter.authentication {
      evidence.append(
        Evidence("authentication", because: authentication.detail, effect: authentication.verdict.rawValue))
    }
    for rule in Self.order {
      switch rule.look(at: matter) {
      case .passes(let seen):
        if let seen { evidence.append(Evidence(rule.name, because: seen, effect: "no")) }
      case .holds(var decision):
        decision.evidence = (evidence + decision.evidence).map(Self.bounded)
        return decision
      }
    }
    // The last rule always holds; a list without it would still lose nothing.
    return Decision(disposition: .quarantined, reason: "error: no rule decided", action: .record, evidence: evidence)
  }

  private static let longestEvidence = 1000

  /// Evidence quotes what others wrote, and is kept with every message.
  private static func bounded(_ evidence: Evidence) -> Evidence {
    Evidence(
      evidence.rule, because: evidence.because.excerpt(longestEvidence),
      effect: evidence.effect.excerpt(longestEvidence))
  }
}

/// One rule of triage.
protocol TriageRule: Sendable {
  /// Its word in the evidence.
  var name: String { get }

  func look(at matter: Matter) -> Ruling
}

/// What a rule says of a message.
enum Ruling {
  /// It does not hold; what it looked at, where that is worth telling.
  case passes(String?)
  case holds(Decision)
}
