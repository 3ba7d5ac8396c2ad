import Work

/// What is wrong with one field of a form about an account, and what to type instead.
struct FieldError {
  /// The field's name and the id of its element.
  let field: String
  let sentence: String

  init(_ field: String, _ sentence: String) {
    self.field = field
    self.sentence = sentence
  }

  init(_ flaw: AccountFlaw, _ words: Catalogue) {
    switch flaw {
    case .name: self.init("name", words("account.name.wrong"))
    case .address: self.init("address", words("account.address.wrong"))
    case .password(let flaw): self.init("password", Self.sentence(flaw, words))
    }
  }

  static func sentence(_ flaw: PasswordRule.Flaw, _ words: Catalogue) -> String {
    words("account.password." + flaw.rawValue, ["n": String(PasswordRule.fewestCharacters)])
  }

  /// The panel that counts the errors and leads to each; nothing where there are none.
  static func panel(_ errors: [FieldError], _ words: Catalogue) -> View? {
    guard !errors.isEmpty else { return nil }
    return [
      "count": words("account.errors", count: errors.count),
      "list": errors.map { ["field": $0.field, "sentence": $0.sentence] as View },
    ]
  }
}
