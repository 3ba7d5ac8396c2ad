import Desk

/// How operators are called where there is little room: by the first of their names, as long as that is theirs alone.
struct OperatorNames {
  private let names: [String: String]

  init(_ operators: [Operator]) {
    var holders: [Substring: Int] = [:]
    for one in operators { holders[Self.firstName(of: one), default: 0] += 1 }
    names = Dictionary(
      operators.map { one in
        let first = Self.firstName(of: one)
        return (one.name, holders[first] == 1 ? String(first) : one.fullName ?? one.name)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The name for a login name; that itself where nobody is called so.
  subscript(name: String) -> String { names[name] ?? name }

  private static func firstName(of one: Operator) -> Substring {
    one.fullName?.split(separator: " ").first ?? one.name[...]
  }
}
