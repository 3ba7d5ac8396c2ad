/// A piece of a sentence: plain words, or some that are set apart.
///
/// Templates write a list of them, under `pieces`, with the partial `rich`.
enum RichText: Equatable {
  case plain(String)
  case strong(String)
  case code(String)
  /// A place of this desk.
  case link(String, path: String)
  /// A place elsewhere: it opens apart, and is not told where the reader came from.
  case outside(String, url: String)

  var view: View {
    switch self {
    case .plain(let text): ["plain": text]
    case .strong(let text): ["strong": text]
    case .code(let text): ["code": text]
    case .link(let text, let path): ["link": ["text": text, "href": path] as View]
    case .outside(let text, let url): ["link": ["text": text, "href": url, "outside": true] as View]
    }
  }
}

extension [RichText] {
  var views: [View] { map(\.view) }

  /// All of it as plain text.
  var plain: String {
    map { piece in
      switch piece {
      case .plain(let text), .strong(let text), .code(let text), .link(let text, _), .outside(let text, _): text
      }
    }.joined()
  }
}

extension Catalogue {
  /// A text with its `{name}`s filled in by pieces that may be set apart; those without a value are left out.
  func rich(_ key: String, _ values: [String: RichText] = [:]) -> [RichText] {
    var pieces: [RichText] = []
    var rest = self(key)[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { pieces.append(.plain(String(rest[..<open]))) }
      let name = String(rest[rest.index(after: open)..<close])
      if let value = values[name] { pieces.append(value) }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.plain(String(rest))) }
    return pieces
  }

  /// Whether there is a text with this key.
  func has(_ key: String) -> Bool {
    let path = key.split(separator: ".", maxSplits: 1).map(String.init)
    return path.count == 2 && sections[path[0]]?[path[1]] != nil
  }
}
