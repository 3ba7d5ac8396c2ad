package import Desk

/// What keeps somebody from getting an account as they wish it.
package enum AccountFlaw: Sendable, Hashable {
  case name, address
  case password(PasswordRule.Flaw)
}

extension DeskWork {
  /// All that is wrong with a wished account, so that a form can say it beside each field.
  package func flaws(in wished: Operator, password: String) -> [AccountFlaw] {
    var flaws: [AccountFlaw] = []
    if (try? check(Operator(name: wished.name))) == nil { flaws.append(.name) }
    if let address = wished.address, (try? outsideAddress(of: Person(name: nil, address: address))) == nil {
      flaws.append(.address)
    }
    if let flaw = PasswordRule.flaw(in: password, of: wished, desk: settings.name) { flaws.append(.password(flaw)) }
    return flaws
  }
}
