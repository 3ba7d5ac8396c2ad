import Desk
import Foundation

/// The JSON that columns hold and statements are handed: compact arrays, written by `JSONValue`, read tolerantly.
enum ColumnJSON {
  /// People as `[["Ana","ana@acme.example"],[null,"bo@acme.example"]]`.
  static func people(_ people: [Person]) -> String {
    guard !people.isEmpty else { return "[]" }
    return JSONValue.array(
      people.map { .array([.string(orNull: $0.name), .string(orNull: $0.address?.original)]) }
    ).text
  }

  static func people(from text: String) -> [Person] {
    decode([[String?]].self, text).map { pair in
      Person(name: pair.first ?? nil, address: pair.dropFirst().first.flatMap { $0 }.map { EmailAddress($0) })
    }
  }

  /// Details as `[["from","medium"],["to","high"]]`: in order, and names may repeat.
  static func details(_ details: [Event.Detail]) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONValue.array(details.map { .array([.string($0.name), .string($0.value)]) }).write(to: &bytes)
    return bytes
  }

  static func details(from text: String) -> [Event.Detail] {
    decode([[String]].self, text).compactMap { $0.count == 2 ? Event.Detail($0[0], $0[1]) : nil }
  }

  static func strings(_ strings: [String]) -> String {
    strings.isEmpty ? "[]" : JSONValue.strings(strings).text
  }

  static func strings(from text: String) -> [String] { decode([String].self, text) }

  /// Row numbers for `json_each`.
  static func numbers(_ numbers: [Int64]) -> String {
    JSONValue.array(numbers.map { .integer($0) }).text
  }

  static func evidence(_ evidence: [Evidence]) -> String {
    evidence.isEmpty ? "[]" : JSONValue.array(evidence.map(\.json)).text
  }

  static func evidence(from text: String) -> [Evidence] { decode([Evidence].self, text) }

  static func defects(_ defects: [DefectNote]) -> String {
    guard !defects.isEmpty else { return "[]" }
    return JSONValue.array(
      defects.map {
        .object([
          .init("code", .string($0.code)), .init("offset", .integer(Int64($0.offset))), .init("note", .string($0.note)),
        ])
      }
    ).text
  }

  static func defects(from text: String) -> [DefectNote] { decode([DefectNote].self, text) }

  /// A column that somebody edited by hand reads as nothing, not as an error: the raw bytes are still there.
  private static func decode<Element: Decodable>(_ type: [Element].Type, _ text: String) -> [Element] {
    text == "[]" ? [] : (try? JSONDecoder().decode(type, from: Data(text.utf8))) ?? []
  }
}
