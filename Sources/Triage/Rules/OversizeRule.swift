import Desk
import MIME

/// A message larger than what is taken in: a stub ticket tells of it, and the file stays where it is.
struct OversizeRule: TriageRule {
  let name = "oversize"

  func look(at matter: Matter) -> Ruling {
    guard let size = matter.mail.oversize else { return .passes(nil) }
    var (stub, _) = OpenRule.opening(for: matter, links: [])
    stub.notice = .withhold(because: "the message was too large to be taken in")
    return .holds(
      Decision(
        disposition: .quarantined, reason: "oversize", action: .open(stub),
        evidence: [
          Evidence(
            name, because: "its \(size) bytes are more than intake.max_size",
            effect: "a stub of its first \(matter.mail.message.bytes.count) bytes; the file stays: \(matter.mail.key)")
        ]))
  }
}
