import Desk

/// How those who act are named to people: events know operators by their short names.
struct ActorNames {
  /// The words by which events name who is no operator.
  static let desk = "desk"
  static let mail = "mail"
  private static let longest = 60

  private let names: [String: String]
  private let words: Catalogue

  init(_ operators: [Operator], _ words: Catalogue) {
    names = Dictionary(operators.map { ($0.name, $0.fullName ?? $0.name) }) { first, _ in first }
    self.words = words
  }

  func callAsFunction(_ name: String) -> String {
    switch name {
    case Self.desk, Self.mail: words("ticket.actor." + name)
    default: ShownName.of(names[name] ?? name, limit: Self.longest)
    }
  }
}
