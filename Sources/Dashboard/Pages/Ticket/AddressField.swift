import Desk

/// What somebody types where addresses go: `Ana <ana@acme.example>, bo@acme.example`.
struct AddressField: Equatable {
  /// Why it cannot be used.
  enum Fault: Error, Equatable {
    /// What stands there instead of an address.
    case noAddress(String)
    case tooMany(Int)
  }

  private(set) var people: [Person]

  static let most = 50

  init(_ people: [Person]) {
    self.people = people
  }

  /// Reads a field; nothing is no fault.
  init(_ text: String) throws(Fault) {
    people = []
    for piece in Self.pieces(of: text) {
      guard people.count < Self.most else { throw .tooMany(Self.most) }
      guard let person = Self.person(piece) else {
        throw .noAddress(ShownName.of(String(Self.trimmed(piece)), limit: 60))
      }
      people.append(person)
    }
  }

  var addresses: [EmailAddress] { people.compactMap(\.address) }

  /// As it is typed.
  var text: String { people.compactMap(Self.written).joined(separator: ", ") }

  private static func written(_ person: Person) -> String? {
    guard let address = person.address else { return nil }
    guard let name = person.name, !name.isEmpty else { return address.original }
    let shown = ShownName.of(name, limit: 60)
    let isPlain = !shown.utf8.contains { #"",;<>@"#.utf8.contains($0) }
    return (isPlain ? shown : "\"" + shown.filter { $0 != "\"" } + "\"") + " <\(address.original)>"
  }

  /// What stands between commas, semicolons and line ends, but for those inside quotation marks or angle brackets.
  private static func pieces(of text: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    var isBracketed = false
    for index in text.unicodeScalars.indices {
      switch text.unicodeScalars[index] {
      case "\"": isQuoted.toggle()
      case "<" where !isQuoted: isBracketed = true
      case ">" where !isQuoted: isBracketed = false
      case ",", ";", "\n":
        guard !isQuoted, !isBracketed else { continue }
        pieces.append(text[start..<index])
        start = text.unicodeScalars.index(after: index)
      default: break
      }
    }
    return (pieces + [text[start...]]).filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private static func person(_ piece: Substring) -> Person? {
    var name: String?
    var address = piece
    if let open = piece.lastIndex(of: "<") {
      guard let close = piece.lastIndex(of: ">"), open < close,
        piece[piece.index(after: close)...].allSatisfy(\.isWhitespace)
      else { return nil }
      address = piece[piece.index(after: open)..<close]
      let before = trimmed(piece[..<open])
      name = before.isEmpty ? nil : String(trimmed(before.filter { $0 != "\"" }[...]))
    }
    let mail = EmailAddress(String(trimmed(address)))
    return mail.isDeliverable ? Person(name: name, address: mail) : nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
