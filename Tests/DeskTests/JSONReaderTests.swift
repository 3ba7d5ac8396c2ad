import Desk
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String, _ limits: JSONReader.Limits = .init()) throws(JSONFault) -> JSONValue {
    try JSONReader.read(Array(text.utf8), limits: limits)
  }

  @Test func aDocumentIsReadInItsOrder() throws {
    let value = try read(" {\"b\": [1, -2.5e1, true, null, \"x\"], \"a\": {}} \n")
    let list: [JSONValue] = [.integer(1), .number(-25), .bool(true), .null, .string("x")]
    #expect(value == .object([.init("b", .array(list)), .init("a", .object([]))]))
  }

  @Test(arguments: [
    (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u00e9\uD83D\uDE00\u0000""#, "é😀\u{0}"),
    ("\"日本\"", "日本"),
    ("\"\"", ""),
  ])
  func escapesAreUndone(_ text: String, _ expected: String) throws {
    #expect(try read(text) == .string(expected))
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1E2", .number(100)), ("0.5", .number(0.5)),
  ])
  func numbersAreRead(_ text: String, _ expected: JSONValue) throws {
    #expect(try read(text) == expected)
  }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{a:1}", "{'a':1}", "nul", "True", "01",
    "1.",
    ".5", "+1", "-", "1e", "0x1", "NaN", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\\ud800\"",
    "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "\"\u{1}\"", "1 2", "{}}", "1e999", "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}", "/**/1", "\u{FEFF}1", "[1 2]", "{\"a\" 1}",
  ])
  func whatIsNoDocumentIsRefused(_ text: String) {
    #expect(throws: JSONFault.self) { try read(text) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x00], [0xFF],
    ] {
      #expect(throws: JSONFault.self) { try JSONReader.read(bytes) }
    }
  }

  @Test func aFaultSaysWhere() {
    let fault = #expect(throws: JSONFault.self) { try read("{\n  \"a\": nope\n}") }
    #expect(fault?.description == "line 2, column 8: this is no value")
  }

  @Test func depthAndNumberOfValuesAreBounded() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONFault.self) { try read(deep) }
    _ = try read("[[[]]]", .init(depth: 3))
    #expect(throws: JSONFault.self) { try read("[[[]]]", .init(depth: 2)) }
    #expect(throws: JSONFault.self) { try read("[1,2,3]", .init(values: 3)) }
    _ = try read("[1,2]", .init(values: 3))
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let value = JSONValue.object([
      .init("text", .string("a\"\\\u{0}\u{7F}\u{85}\n é 😀")), .init("n", .integer(-7)),
      .init("list", .array([.bool(false)])),
    ])
    #expect(try read(value.text) == value)
  }
}
