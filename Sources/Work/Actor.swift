/// Who acts: what events name.
package enum Actor: Sendable, Hashable {
  /// An operator, by name.
  case `operator`(String)
  /// The program by itself.
  case desk
  /// A message, or whoever wrote it.
  case mail

  /// The word that events carry.
  package var name: String {
    switch self {
    case .operator(let name): name
    case .desk: "desk"
    case .mail: "mail"
    }
  }

  /// Words that no operator may be called, since events could not tell them apart.
  static let reserved: Set<String> = [Actor.desk.name, Actor.mail.name]
}
