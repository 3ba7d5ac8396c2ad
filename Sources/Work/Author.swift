import Desk
import Store

/// Who acts, looked up: as events name them and as people read them.
struct Author {
  var actor: Actor
  var shown: String
  var address: EmailAddress?

  var isOperator: Bool {
    if case .operator = actor { true } else { false }
  }
}

extension DeskWork {
  /// Looks up who acts.
  ///
  /// - Throws: `Refusal` with `unknownOperator`, or `notPermitted` for one who is disabled or may only read.
  func author(_ actor: Actor, in desk: some Correspondence) throws -> Author {
    guard case .operator(let name) = actor else { return Author(actor: actor, shown: settings.name) }
    guard let found = try desk.operator(named: name) else {
      throw Refusal(
        .unknownOperator, "there is no operator '\(name)'", advice: "add one: servicedesk operator add \(name)")
    }
    if found.isDisabled { throw Refusal(.notPermitted, "operator '\(name)' is disabled") }
    if found.role == .readOnly {
      throw Refusal(.notPermitted, "operator '\(name)' may only read", advice: "act as another operator: --as NAME")
    }
    return Author(actor: actor, shown: found.fullName ?? found.name, address: found.address)
  }

  /// The operator whom a ticket is given to.
  ///
  /// - Throws: `Refusal` with `unknownOperator` or `notPermitted`.
  func assignee(_ name: String, in transaction: Transaction) throws -> Operator {
    guard let found = try transaction.operator(named: name) else {
      throw Refusal(.unknownOperator, "there is no operator '\(name)'", advice: "see: servicedesk operator list")
    }
    if found.isDisabled { throw Refusal(.notPermitted, "operator '\(name)' is disabled and gets no tickets") }
    return found
  }
}
