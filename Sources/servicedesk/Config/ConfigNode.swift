import Desk
import Glibc
import Yams

/// A value of the configuration with its place, read by the type that is expected.
///
/// Scalars are text until somebody asks for a number, a duration or a yes: no value changes its meaning because it looks
/// like something else (`no`, `12:30`, `0x10`).
struct ConfigNode {
  let node: Node
  /// How the value is called in messages, such as `queues[0].address`.
  let path: String
  let file: String

  func error(_ sentence: String) -> ConfigError {
    ConfigError(sentence, file: file, line: node.mark?.line, column: node.mark?.column)
  }

  /// Whether the value is left empty, or is `null` or `~` without quotes.
  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~"
  }

  // MARK: Scalars

  func text() throws(ConfigError) -> String {
    guard case .scalar(let scalar) = node else { throw error("\(path): expected text, found \(kind)") }
    guard !scalar.string.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw error("\(path): a control character")
    }
    return scalar.string
  }

  func bool() throws(ConfigError) -> Bool {
    let text = try text()
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw error("\(path): expected true or false, found '\(text)'")
    }
  }

  func integer(_ range: ClosedRange<Int>) throws(ConfigError) -> Int {
    let text = try text()
    guard let number = Int(text), range.contains(number) else {
      throw error("\(path): expected a number from \(range.lowerBound) to \(range.upperBound), found '\(text)'")
    }
    return number
  }

  /// A length of time, such as `90m`.
  func span(atLeast least: Span = .seconds(0)) throws(ConfigError) -> Span {
    let text = try text()
    guard let span = Quantity.span(text) else {
      throw error("\(path): expected a length of time such as 60s, 90m, 24h or 7d, found '\(text)'")
    }
    guard span >= least else {
      throw error("\(path): at least \(RelativeTime.short(least.seconds)), found '\(text)'")
    }
    return span
  }

  /// A size in bytes, such as `50MB`.
  func size() throws(ConfigError) -> Int {
    let text = try text()
    guard let bytes = Quantity.bytes(text) else {
      throw error("\(path): expected a size such as 500kB, 50MB or 1GB, found '\(text)'")
    }
    return bytes
  }

  func address() throws(ConfigError) -> EmailAddress {
    let text = try text()
    let address = EmailAddress(text)
    guard address.isDeliverable else { throw error("\(path): '\(text)' is no mail address") }
    return address
  }

  /// One of a few words.
  func choice(_ words: [String]) throws(ConfigError) -> String {
    let text = try text()
    guard words.contains(text) else {
      let question = NearestName.of(text, among: words).map { "; did you mean '\($0)'?" } ?? ""
      throw error("\(path): expected \(words.joined(separator: ", ")), found '\(text)'\(question)")
    }
    return text
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    of type: Value.Type = Value.self
  ) throws(ConfigError) -> Value where Value.RawValue == String {
    let word = try choice(Value.allCases.map(\.rawValue))
    guard let value = Value(rawValue: word) else { throw error("\(path): '\(word)'") }
    return value
  }

  // MARK: Collections

  var isMapping: Bool { if case .mapping = node { true } else { false } }

  var isList: Bool { if case .sequence = node { true } else { false } }

  func elements() throws(ConfigError) -> [ConfigNode] {
    guard case .sequence(let sequence) = node else { throw error("\(path): expected a list, found \(kind)") }
    return sequence.enumerated().map { ConfigNode(node: $1, path: "\(path)[\($0)]", file: file) }
  }

  func texts() throws(ConfigError) -> [String] {
    var texts: [String] = []
    for element in try elements() { texts.append(try element.text()) }
    return texts
  }

  /// The members of a mapping.
  ///
  /// - Throws: `ConfigError` for a key that is not one of `keys`, with the nearest.
  func section(_ keys: [String]) throws(ConfigError) -> ConfigSection {
    guard case .mapping(let mapping) = node else { throw error("\(named): expected a mapping, found \(kind)") }
    var members: [String: ConfigNode] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      let place = ConfigNode(node: key, path: path, file: file)
      guard keys.contains(name) else {
        let under = path.isEmpty ? "" : " under \(path)"
        let question = NearestName.of(name, among: keys).map { "; did you mean '\($0)'?" } ?? ""
        throw place.error("unknown key '\(Harmless.line(name))'\(under)\(question)")
      }
      guard members[name] == nil else { throw place.error("\(named): the key '\(name)' is there twice") }
      members[name] = ConfigNode(node: value, path: path.isEmpty ? name : "\(path).\(name)", file: file)
    }
    return ConfigSection(place: self, members: members)
  }

  private var named: String { path.isEmpty ? "the file" : path }

  private var kind: String {
    switch node {
    case .scalar(let scalar): isNull ? "nothing" : "'\(Harmless.line(scalar.string))'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

/// The members of a mapping, each read when it is there and not null.
struct ConfigSection {
  let place: ConfigNode
  let members: [String: ConfigNode]

  /// Reads a member into `value`; what is absent or null leaves the default there.
  func read<Value>(
    _ key: String, into value: inout Value, _ convert: (ConfigNode) throws(ConfigError) -> Value
  ) throws(ConfigError) {
    if let node = self[key] { value = try convert(node) }
  }

  /// Reads a member that may be absent.
  func read<Value>(
    _ key: String, into value: inout Value?, _ convert: (ConfigNode) throws(ConfigError) -> Value
  ) throws(ConfigError) {
    if let node = self[key] { value = try convert(node) }
  }

  /// The member with a key; nil when it is absent or null.
  subscript(_ key: String) -> ConfigNode? {
    members[key].flatMap { $0.isNull ? nil : $0 }
  }
}
