package import Desk

/// What a password must be: long, and nothing that others would try first.
package enum PasswordRule {
  package static let fewestCharacters = 10
  /// What scrypt is handed at most.
  package static let mostBytes = 1000

  /// What is wrong with a password.
  package enum Flaw: String, Sendable, CaseIterable {
    case tooShort, tooLong, tooPlain, isName, isCommon
  }

  /// The first thing wrong with a password of somebody; nil where nothing is.
  package static func flaw(in password: String, of person: Operator, desk: String) -> Flaw? {
    if password.utf8.count > mostBytes { return .tooLong }
    if password.count < fewestCharacters { return .tooShort }
    if Set(password).count < 5 || isRun(password) { return .tooPlain }
    let core = letters(password)
    let known = [
      person.name, person.fullName, person.address?.normal, person.address.map { String($0.localPart) }, desk,
    ]
    if known.contains(where: { $0.map { isRepeated(letters($0), in: core) } ?? false }) { return .isName }
    return common.contains(core) ? .isCommon : nil
  }

  /// The letters alone, in lower case: `Alice-2026!` is no more than `alice`.
  private static func letters(_ text: String) -> String { String(text.lowercased().filter(\.isLetter)) }

  /// Whether a text is a word and nothing else, once or more often.
  private static func isRepeated(_ word: String, in text: String) -> Bool {
    !word.isEmpty && !text.isEmpty && text.replacing(word, with: "").isEmpty
  }

  /// Whether each character follows from the one before it, as in `1234567890` or `zyxwvutsrq`.
  private static func isRun(_ text: String) -> Bool {
    let values = text.unicodeScalars.map { Int($0.value) }
    let steps = zip(values, values.dropFirst()).map { $1 - $0 }
    return [-1, 1].contains { step in steps.allSatisfy { $0 == step || $0 == -9 * step } }
  }

  /// What leads the lists of leaked passwords, without digits and signs.
  private static let common: Set<String> = [
    "password", "passwort", "passw", "changeme", "letmein", "welcome", "willkommen", "qwerty", "qwertyuiop", "qwertz",
    "qwertzuiop", "asdfghjkl", "administrator", "admin", "iloveyou", "servicedesk", "helpdesk", "support", "secret",
    "geheim", "monkey", "dragon", "football", "baseball", "sunshine", "princess", "master", "superman", "summer",
    "winter", "spring", "autumn", "sommer", "passwordpassword", "passwortpasswort", "abcabcabc", "qwertyqwerty",
  ]
}

extension PasswordRule.Flaw {
  /// What to type instead.
  package var advice: String {
    switch self {
    case .tooShort: "take at least \(PasswordRule.fewestCharacters) characters"
    case .tooLong: "take at most \(PasswordRule.mostBytes) bytes"
    case .tooPlain: "take more than a few characters in a row"
    case .isName: "take more than a name with digits"
    case .isCommon: "take one that is not on every list of common passwords"
    }
  }
}
