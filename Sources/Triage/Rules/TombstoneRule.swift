import Desk

/// A message erased on request that has come back stays away.
struct TombstoneRule: TriageRule {
  let name = "purged"

  func look(at matter: Matter) -> Ruling {
    guard matter.knowledge.isPurged else { return .passes(nil) }
    return .holds(
      Decision(
        disposition: .ignored, reason: "purged", action: .record,
        evidence: [Evidence(name, because: "this message was erased on request", effect: "ignored")]))
  }
}
