/// The domain's only error: something that the desk's rules do not allow, or that is not there.
package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case unknownTicket, unknownOperator, unknownQueue, unknownRow
    case illegalMove, alreadyThere, notPermitted, emptyText, badValue, conflict, noRecipient
  }

  package let code: Code

  /// What happened, to what: a clause without a full stop.
  package let what: String

  /// What to do about it, when there is something.
  package let advice: String?

  package init(_ code: Code, _ what: String, advice: String? = nil) {
    self.code = code
    self.what = what
    self.advice = advice
  }

  package var description: String {
    advice.map { "\(what); \($0)" } ?? what
  }

  package static func == (left: Refusal, right: Refusal) -> Bool { left.code == right.code }
}
