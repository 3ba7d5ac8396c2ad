import Desk

/// Reads the parameters of a query strictly, and collects what is wrong with them.
struct QueryReader {
  private let fields: [(name: String, value: String)]
  private(set) var faults: [Problem.Fault] = []

  /// - Parameter names: all that may stand there; another one is a slip of the fingers, and said to be.
  init(_ fields: [(name: String, value: String)], names: [String]) {
    self.fields = fields
    var seen: Set<String> = []
    for field in fields where seen.insert(field.name).inserted && !names.contains(field.name) {
      let name = String(field.name.prefix(64))
      fault(name, "there is no parameter '\(name)'" + NearestName.question(name, among: names))
    }
  }

  /// - Throws: `Problem` with all that was wrong.
  func check() throws(Problem) {
    guard faults.isEmpty else { throw .invalid(faults) }
  }

  mutating func fault(_ name: String, _ detail: String) {
    faults.append(Problem.Fault(place: .parameter(name), detail: detail))
  }

  // MARK: Values

  /// The text of a parameter; one that stands twice is a fault.
  mutating func text(_ name: String, _ length: ClosedRange<Int> = 1...200) -> String? {
    let values = fields.filter { $0.name == name }.map(\.value)
    guard let value = values.first else { return nil }
    guard values.count == 1 else {
      fault(name, "\(name) stands \(values.count) times")
      return nil
    }
    guard length.contains(value.unicodeScalars.count) else {
      fault(name, "\(name) has \(length.lowerBound) to \(length.upperBound) characters")
      return nil
    }
    return value
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    text(name, 0...200).flatMap { choice(name, $0) }
  }

  /// Several of a kind, with commas between.
  mutating func choices(_ name: String, among words: [String]) -> [String]? {
    guard let text = text(name, 0...200) else { return nil }
    let chosen = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for word in chosen where !words.contains(word) {
      fault(name, Self.noChoice(name, word, words))
      return nil
    }
    return chosen
  }

  mutating func flag(_ name: String) -> Bool {
    guard let text = text(name, 0...200) else { return false }
    if text != "true", text != "false" { fault(name, "\(name) is true or false") }
    return text == "true"
  }

  mutating func number(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard let text = text(name, 0...200) else { return nil }
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isPlain, let number = Int64(text), range.contains(number) else {
      fault(name, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  mutating func instant(_ name: String) -> Instant? {
    guard let text = text(name, 0...200) else { return nil }
    guard let instant = Instant(parsing: text) else {
      fault(name, "\(name) is a moment such as 2026-11-24T09:00:00Z")
      return nil
    }
    return instant
  }

  /// How many items a page has.
  mutating func limit() -> Int { Int(number("limit", 1...200) ?? 50) }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ word: String) -> Choice?
  where Choice.RawValue == String {
    if let choice = Choice(rawValue: word) { return choice }
    fault(name, Self.noChoice(name, word, Choice.allCases.map(\.rawValue)))
    return nil
  }

  static func noChoice(_ name: String, _ word: String, _ words: [String]) -> String {
    "\(name) cannot be '\(word.prefix(64))', only one of: \(words.joined(separator: ", "))"
  }
}
