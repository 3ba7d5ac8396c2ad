import Desk

/// Our own mail has come back: its Message-ID is ours, From is one of our addresses, and its text is what we sent.
///
/// All three: a client that reuses our id for new words is a message, not a loop.
struct LoopRule: TriageRule {
  let name = "loop"

  func look(at matter: Matter) -> Ruling {
    guard let own = matter.knowledge.ownMessage else { return .passes("Message-ID is not ours") }
    guard let from = matter.mail.people.from.first?.address, matter.settings.isOurs(from) else {
      return .passes("Message-ID is ours, but From is not")
    }
    guard ContentDigest.ofText(matter.mail.text) == own.textDigest else {
      return .passes("Message-ID and From are ours, but the words are new")
    }
    return .holds(
      Decision(
        disposition: .loop, action: .record,
        evidence: [
          Evidence(name, because: "\(matter.idText) from \(from) is what we sent on \(own.ticket)", effect: "yes")
        ]))
  }
}
