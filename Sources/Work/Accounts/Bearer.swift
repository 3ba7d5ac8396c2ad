package import Desk

/// A program that acts for an operator, known by its token.
package struct Bearer: Sendable, Equatable {
  package var `operator`: Operator
  package var scopes: Set<Scope>
  /// The token's number.
  package var token: Int64

  package init(operator: Operator, scopes: Set<Scope>, token: Int64) {
    self.operator = `operator`
    self.scopes = scopes
    self.token = token
  }
}
