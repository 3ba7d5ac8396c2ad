import Crypto
import Desk

/// Reads the members of a JSON object that a program sent strictly, and collects what is wrong with them.
///
/// Each member is asked for by name and comes back as a usable value whatever was sent: `check` must be called before
/// any of them is used.
struct BodyReader {
  private let members: [String: JSONValue]
  /// Where the object stands in the body.
  private let pointer: String
  /// SHA-256 of the whole body.
  private(set) var digest: [UInt8] = []
  private(set) var faults: [Problem.Fault] = []

  /// - Parameters:
  ///   - bytes: the body; none at all is an object without members.
  ///   - names: all members that there may be; another one is a slip of the fingers, and said to be.
  init(_ bytes: [UInt8], members names: [String]) throws(Problem) {
    let value: JSONValue
    do {
      value = bytes.isEmpty ? .object([]) : try JSONReader.read(bytes)
    } catch {
      throw .notJSON(error)
    }
    self.init(value, at: "", members: names)
    guard case .object = value else { throw .invalid(faults) }
    digest = Array(SHA256.hash(data: bytes))
  }

  private init(_ value: JSONValue, at pointer: String, members names: [String]) {
    self.pointer = pointer
    guard case .object(let list) = value else {
      members = [:]
      faults = [Problem.Fault(place: .pointer(pointer), detail: "an object should be here")]
      return
    }
    members = Dictionary(list.map { ($0.name, $0.value) }) { first, _ in first }
    for member in list where !names.contains(member.name) {
      let name = String(member.name.prefix(64))
      fault(name, "there is no member '\(name)'" + NearestName.question(name, among: names))
    }
  }

  /// - Throws: `Problem` with all that was wrong.
  func check() throws(Problem) {
    guard faults.isEmpty else { throw .invalid(faults) }
  }

  mutating func fault(_ name: String, _ detail: String) {
    let token = name.replacing("~", with: "~0").replacing("/", with: "~1")
    faults.append(Problem.Fault(place: .pointer("\(pointer)/\(token)"), detail: detail))
  }

  // MARK: Values

  /// Whether a member stands there, be it null.
  func has(_ name: String) -> Bool { members[name] != nil }

  /// Whether a member is missing or null.
  func lacks(_ name: String) -> Bool { (members[name] ?? .null) == .null }

  /// A text that must be there.
  mutating func text(_ name: String, _ length: ClosedRange<Int>) -> String {
    guard has(name) else {
      fault(name, "\(name) is missing")
      return ""
    }
    return string(name, length, orNull: false) ?? ""
  }

  /// A text; nil where it is missing or null.
  mutating func optionalText(_ name: String, _ length: ClosedRange<Int>) -> String? {
    has(name) ? string(name, length, orNull: true) : nil
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, orNull: Bool = true, _ type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    guard has(name), let word = string(name, 0...200, orNull: orNull) else { return nil }
    if let choice = Choice(rawValue: word) { return choice }
    fault(name, QueryReader.noChoice(name, word, Choice.allCases.map(\.rawValue)))
    return nil
  }

  mutating func flag(_ name: String, default value: Bool) -> Bool {
    switch members[name] {
    case nil: return value
    case .bool(let flag)?: return flag
    default:
      fault(name, "\(name) is true or false")
      return value
    }
  }

  /// Texts in a list; empty where it is missing.
  mutating func texts(_ name: String, _ length: ClosedRange<Int>, most: Int) -> [String] {
    var texts: [String] = []
    for (place, element) in list(name, most: most).enumerated() {
      guard case .string(let text) = element, length.contains(text.unicodeScalars.count) else {
        fault("\(name)/\(place)", ofElement: "a text of \(length.lowerBound) to \(length.upperBound) characters")
        continue
      }
      texts.append(text)
    }
    return texts
  }

  /// Objects in a list, each with these members.
  mutating func objects<Value>(
    _ name: String, most: Int, members names: [String], _ read: (inout BodyReader) -> Value
  ) -> [Value] {
    var values: [Value] = []
    for (place, element) in list(name, most: most).enumerated() {
      if let value = self.read(element, at: "\(name)/\(place)", members: names, read) { values.append(value) }
    }
    return values
  }

  /// An object with these members; nil where it is missing or null.
  mutating func object<Value>(_ name: String, members names: [String], _ read: (inout BodyReader) -> Value) -> Value? {
    guard let value = members[name], value != .null else { return nil }
    return self.read(value, at: name, members: names, read)
  }

  private mutating func read<Value>(
    _ value: JSONValue, at path: String, members names: [String], _ read: (inout BodyReader) -> Value
  ) -> Value? {
    var reader = BodyReader(value, at: "\(pointer)/\(path)", members: names)
    defer { faults += reader.faults }
    guard case .object = value else { return nil }
    return read(&reader)
  }

  private mutating func list(_ name: String, most: Int) -> [JSONValue] {
    switch members[name] {
    case nil: return []
    case .array(let elements)? where elements.count <= most: return elements
    default:
      fault(name, "\(name) is a list of at most \(most)")
      return []
    }
  }

  private mutating func string(_ name: String, _ length: ClosedRange<Int>, orNull: Bool) -> String? {
    switch members[name] {
    case .string(let text)? where length.contains(text.unicodeScalars.count): return text
    case .null? where orNull: return nil
    default:
      fault(name, "\(name) is a text of \(length.lowerBound) to \(length.upperBound) characters")
      return nil
    }
  }

  private mutating func fault(_ path: String, ofElement detail: String) {
    faults.append(Problem.Fault(place: .pointer("\(pointer)/\(path)"), detail: detail))
  }
}
