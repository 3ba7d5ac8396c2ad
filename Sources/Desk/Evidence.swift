/// Why something was decided: which rule looked at what, and what it changed.
///
/// Kept with each ledger row for `explain`.
package struct Evidence: Sendable, Equatable, Codable {
  /// The rule's word, such as `duplicate`, `thread` or `priority`.
  package var rule: String
  /// What was looked at and found, in words: `tag [P1] in "[P1] Invoice run failed"`.
  package var because: String
  /// What it changed: `no` where the rule did not hold, else such as `yes`, `high`, `SD-12`.
  package var effect: String

  package init(_ rule: String, because: String, effect: String) {
    self.rule = rule
    self.because = because
    self.effect = effect
  }

  package var json: JSONValue {
    .object([
      .init("rule", .string(rule)), .init("because", .string(because)), .init("effect", .string(effect)),
    ])
  }
}
