import Desk
import Foundation

/// Holds JSON values against the part of JSON Schema that the document uses.
///
/// A keyword that it does not know is a finding as well: a schema must not say more than is checked.
struct SchemaCheck {
  /// The document, for what its `$ref`s name.
  let document: JSONValue

  /// What is wrong with a value, each with where it stands.
  func findings(_ value: JSONValue, _ schema: JSONValue, at pointer: String = "") -> [String] {
    guard case .object(let keywords) = schema else {
      return schema == .bool(true) ? [] : ["\(pointer): nothing fits"]
    }
    return keywords.flatMap { keyword in
      check(value, keyword.name, keyword.value, schema, pointer).map { $0.hasPrefix("/") ? $0 : "\(pointer): \($0)" }
    }
  }

  private func check(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ pointer: String
  ) -> [String] {
    switch keyword {
    case "description", "examples", "default", "contentEncoding": []
    case "$ref": findings(value, document.resolved(rule), at: pointer)
    case "type": said(typeNames(value).isDisjoint(with: rule.strings), "\(value.text.prefix(80)) is no \(rule.text)")
    case "enum": said(!rule.elements.contains(value), "\(value.text.prefix(80)) is none of \(rule.text)")
    case "anyOf":
      said(!rule.elements.contains { findings(value, $0).isEmpty }, "\(value.text.prefix(80)) is none of \(rule.text)")
    case "minLength", "maxLength", "pattern", "format": text(value, keyword, rule)
    case "minimum", "maximum": number(value, keyword, rule)
    case "items", "minItems", "maxItems": list(value, keyword, rule, pointer)
    case "properties", "required", "additionalProperties", "maxProperties":
      object(value, keyword, rule, schema, pointer)
    default: ["the check does not know the keyword '\(keyword)'"]
    }
  }

  private func said(_ isWrong: Bool, _ what: String) -> [String] { isWrong ? [what] : [] }

  private func typeNames(_ value: JSONValue) -> Set<String> {
    switch value {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .integer: ["integer", "number"]
    case .number: ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }

  private func text(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) -> [String] {
    guard case .string(let text) = value else { return [] }
    let count = text.unicodeScalars.count
    return switch keyword {
    case "minLength": said(count < rule.int, "shorter than \(rule.int)")
    case "maxLength": said(count > rule.int, "longer than \(rule.int)")
    case "pattern":
      said(text.range(of: rule.string, options: .regularExpression) == nil, "'\(text)' does not match \(rule.string)")
    case "format" where rule.string == "date-time": said(Instant(parsing: text) == nil, "'\(text)' is no moment")
    case "format" where rule.string == "byte": said(Data(base64Encoded: text) == nil, "no base64")
    default: ["the check does not know the format \(rule.text)"]
    }
  }

  private func number(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) -> [String] {
    guard case .integer(let number) = value else { return [] }
    return keyword == "minimum"
      ? said(number < rule.int, "\(number) is less than \(rule.int)")
      : said(number > rule.int, "\(number) is more than \(rule.int)")
  }

  private func list(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ pointer: String) -> [String] {
    guard case .array(let elements) = value else { return [] }
    return switch keyword {
    case "minItems": said(elements.count < rule.int, "fewer than \(rule.int)")
    case "maxItems": said(elements.count > rule.int, "more than \(rule.int)")
    default: elements.enumerated().flatMap { findings($1, rule, at: "\(pointer)/\($0)") }
    }
  }

  private func object(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ pointer: String
  ) -> [String] {
    guard case .object(let members) = value else { return [] }
    let known = schema["properties"]?.members.map(\.name) ?? []
    return switch keyword {
    case "required": rule.elements.filter { value[$0.string] == nil }.map { "\($0.string) is missing" }
    case "maxProperties": said(members.count > rule.int, "more than \(rule.int) members")
    case "additionalProperties":
      members.filter { !known.contains($0.name) }.flatMap { findings($0.value, rule, at: "\(pointer)/\($0.name)") }
    default:
      members.flatMap { member in
        rule[member.name].map { findings(member.value, $0, at: "\(pointer)/\(member.name)") } ?? []
      }
    }
  }
}

extension JSONValue {
  /// The member with a name; nil where it has none.
  subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  var members: [Member] { if case .object(let members) = self { members } else { [] } }
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
  var string: String { if case .string(let text) = self { text } else { "" } }
  var int: Int { if case .integer(let number) = self { Int(number) } else { 0 } }

  /// A text alone or texts in a list.
  var strings: [String] { if case .string(let text) = self { [text] } else { elements.map(\.string) } }

  /// What a reference of this document names; null where it names nothing.
  func resolved(_ reference: JSONValue) -> JSONValue {
    reference.string.split(separator: "/").dropFirst().reduce(self) { value, name in
      value[String(name).replacing("~1", with: "/").replacing("~0", with: "~")] ?? .null
    }
  }
}
