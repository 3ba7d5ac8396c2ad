/// What became of an incoming message: the ledger's one word.
package enum Disposition: String, Sendable, CaseIterable, Codable {
  case opened, appended, duplicate, bounce
  case autoReply = "auto-reply"
  case loop, ignored, quarantined
}
