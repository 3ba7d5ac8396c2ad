package import Desk

extension Transaction {
  /// The operator with a name; nil when there is none.
  package func `operator`(named name: String) throws -> Operator? { try connection.operator(named: name) }

  /// Adds an operator.
  ///
  /// - Throws: `Refusal` with `alreadyThere`.
  package func insertOperator(_ new: Operator) throws {
    guard try connection.operator(named: new.name) == nil else {
      throw Refusal(.alreadyThere, "there is an operator \(new.name) already")
    }
    try connection.run(
      """
      INSERT INTO operator (name, full_name, address, normal, role, is_disabled, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        new.name, new.fullName, new.address?.original, new.address?.normal, new.role.rawValue, new.isDisabled,
        now.microseconds,
      ])
  }

  /// Writes an operator's values as they are now.
  ///
  /// - Throws: `Refusal` with `unknownOperator`.
  package func updateOperator(_ changed: Operator) throws {
    try connection.run(
      "UPDATE operator SET full_name = ?, address = ?, normal = ?, role = ?, is_disabled = ? WHERE name = ?",
      [
        changed.fullName, changed.address?.original, changed.address?.normal, changed.role.rawValue,
        changed.isDisabled, changed.name,
      ])
    if connection.changes == 0 { throw Refusal(.unknownOperator, "there is no operator \(changed.name)") }
  }

  /// The operator with a name, made when there is none.
  ///
  /// - Returns: the operator, and whether it was made.
  package func ensureOperator(_ name: String) throws -> (operator: Operator, isNew: Bool) {
    if let found = try connection.operator(named: name) { return (found, false) }
    let new = Operator(name: name)
    try insertOperator(new)
    return (new, true)
  }

  func operatorID(_ name: String) throws -> Int64 {
    guard let id = try connection.integer("SELECT id FROM operator WHERE name = ?", [name]) else {
      throw Refusal(.unknownOperator, "there is no operator \(name)")
    }
    return id
  }

  /// All operators by name.
  package func operators() throws -> [Operator] { try connection.operators() }
}

extension TicketStore {
  /// All operators by name.
  package func operators() throws -> [Operator] { try read { try $0.operators() } }

  /// The operator with a name; nil when there is none.
  package func `operator`(named name: String) throws -> Operator? { try read { try $0.operator(named: name) } }
}

extension Connection {
  fileprivate func operators() throws -> [Operator] {
    try all(OperatorRow.select + " ORDER BY name", [], OperatorRow.operator)
  }

  fileprivate func `operator`(named name: String) throws -> Operator? {
    try first(OperatorRow.select + " WHERE name = ?", [name], OperatorRow.operator)
  }
}

/// An operator among the columns of a query.
enum OperatorRow {
  static let columns =
    "operator.name, operator.full_name, operator.address, operator.role, operator.is_disabled"
  static let select = "SELECT \(columns) FROM operator"

  /// The operator of a row that begins with `columns`.
  static func `operator`(_ row: Row) -> Operator {
    Operator(
      name: row[0], fullName: row[1], address: (row[2] as String?).map { EmailAddress($0) },
      role: Operator.Role(rawValue: row[3]) ?? .readOnly, isDisabled: row[4])
  }
}
