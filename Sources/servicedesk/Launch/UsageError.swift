import Desk

/// The command line cannot be understood: one sentence, with the nearest valid name where there is one.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// A word that is none of the names allowed: `no status 'opn'. Did you mean 'open'? Statuses: new, open, …`.
  init(no kind: String, _ word: String, among names: [String], listedAs list: String) {
    let question = NearestName.question(word, among: names)
    let names = names.isEmpty ? "none yet" : names.joined(separator: ", ")
    description = "no \(kind) '\(word)'\(question.isEmpty ? "." : question) \(list): \(names)"
  }
}
