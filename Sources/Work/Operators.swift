package import Desk
package import Store

extension DeskWork {
  /// The operator with a name, made on its first use.
  ///
  /// - Throws: `Refusal` with `badValue` for what cannot be an operator's name.
  package func ensureOperator(
    _ name: String, in transaction: Transaction
  ) throws -> (operator: Operator, isNew: Bool) {
    if let found = try transaction.operator(named: name) { return (found, false) }
    let new = Operator(name: name)
    try insert(new, by: .operator(name), in: transaction)
    return (new, true)
  }

  /// Adds an operator; one who came to be by acting has only a name, and gets the rest.
  ///
  /// - Throws: `Refusal` with `alreadyThere`, or `badValue` for a name or address that cannot be an operator's.
  package func addOperator(_ new: Operator, by actor: Actor, in transaction: Transaction) throws {
    _ = try author(actor, in: transaction)
    if let known = try transaction.operator(named: new.name), known == Operator(name: new.name), new != known {
      return try changeOperator(new, by: actor, in: transaction)
    }
    try insert(new, by: actor, in: transaction)
  }

  /// Changes an operator: full name, address, role, or whether they are disabled.
  ///
  /// - Throws: `Refusal` with `unknownOperator`, or `badValue` for an address of the desk's own.
  package func changeOperator(_ changed: Operator, by actor: Actor, in transaction: Transaction) throws {
    _ = try author(actor, in: transaction)
    try check(changed)
    if changed.isDisabled || changed.role == .readOnly {
      let others = try transaction.operators().filter { $0.name != changed.name }
      guard others.contains(where: { !$0.isDisabled && $0.role != .readOnly }) else {
        throw Refusal(
          .notPermitted, "\(changed.name) is the last operator who may act", advice: "add or enable another one first")
      }
    }
    try transaction.updateOperator(changed)
    // Enabled again, they sign in again.
    if changed.isDisabled { try transaction.endSessions(of: changed.name) }
    try record(
      .operatorChanged, on: nil, by: actor,
      [("name", changed.name), ("role", changed.role.rawValue), ("disabled", changed.isDisabled ? "yes" : "no")],
      in: transaction)
  }

  /// Writes a new operator.
  func insert(_ new: Operator, by actor: Actor, in transaction: Transaction) throws {
    try check(new)
    try transaction.insertOperator(new)
    try record(
      .operatorAdded, on: nil, by: actor, [("name", new.name), ("role", new.role.rawValue)], in: transaction)
  }

  /// - Throws: `Refusal` with `badValue` for a name or an address that cannot be an operator's.
  func check(_ candidate: Operator) throws {
    let name = candidate.name
    guard !name.isEmpty, name.utf8.count <= 64, Words.oneLine(name) == name, !name.contains(" "), !name.hasPrefix("-"),
      !Actor.reserved.contains(name)
    else {
      throw Refusal(
        .badValue, "'\(Words.oneLine(name))' cannot be an operator's name",
        advice: "one word of at most 64 bytes, not \(Actor.reserved.sorted().joined(separator: " or "))")
    }
    guard let address = candidate.address else { return }
    // An operator whose mail comes to the desk would be told of it by a mail that comes to the desk.
    _ = try outsideAddress(of: Person(name: nil, address: address))
  }
}
