import Desk
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Dashboard

/// The document against the router, both ways, and against what is really answered.
@Suite struct DocumentTests {
  @Test func everyOperationIsRoutedAndEveryRouteIsDescribed() throws {
    let described = Set(try APIDocument().operations.map { "\($0.method.rawValue) \($0.path)" })
    let routed = API.operations.map { "\($0.method.rawValue) \($0.path)" }
    #expect(described == Set(routed))
    #expect(Set(routed).count == routed.count)
  }

  @Test func parametersScopesAndFormsAreAsDescribed() throws {
    let document = try APIDocument()
    for operation in API.operations {
      let described = try #require(document.operation(operation.method, operation.path))
      let name = "\(operation.method.rawValue) \(operation.path)"
      #expect(described.parameters(in: "query").map { $0["name"]?.string } == operation.parameters, "\(name)")
      let inPath = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
      #expect(described.parameters(in: "path").map { $0["name"]?.string ?? "" } == inPath.map(String.init), "\(name)")
      let scopes = described.json["security"]?.elements.flatMap { $0.members.flatMap(\.value.strings) } ?? []
      #expect(Set(scopes) == Set(operation.scope.map { [$0.rawValue] } ?? []), "\(name)")
      let responses = described.json["responses"]?.members ?? []
      let success = try #require(responses.first { $0.name.hasPrefix("2") }, "\(name)")
      #expect(Set(success.value["content"]?.members.map(\.name) ?? []) == Set(operation.types), "\(name)")
    }
  }

  @Test func everyReferenceNamesSomethingAndEveryComponentIsNamed() throws {
    let document = try APIDocument()
    var named: Set<String> = []
    func walk(_ value: JSONValue) {
      if let reference = value["$ref"] {
        #expect(document.root.resolved(reference) != .null, "\(reference.string)")
        named.insert(reference.string)
      }
      value.members.map(\.value).forEach(walk)
      value.elements.forEach(walk)
    }
    walk(document.root)
    for kind in document.root["components"]?.members ?? [] where kind.name != "securitySchemes" {
      for component in kind.value.members {
        #expect(named.contains("#/components/\(kind.name)/\(component.name)"), "\(kind.name)/\(component.name)")
      }
    }
  }

  @Test func everyOperationIsDescribedWhole() throws {
    let document = try APIDocument()
    let ids = document.operations.map { $0.json["operationId"]?.string ?? "" }
    #expect(Set(ids).count == ids.count && !ids.contains(""))
    for operation in document.operations {
      let name = "\(operation.method.rawValue) \(operation.path)"
      #expect(operation.json["summary"]?.string.hasSuffix(".") == true, "\(name)")
      for parameter in operation.parameters {
        #expect(parameter["description"]?.string.hasSuffix(".") == true, "\(name) \(parameter.text)")
        #expect(parameter["schema"] != nil, "\(name)")
      }
      if let body = operation.json["requestBody"] {
        for media in body["content"]?.members ?? [] {
          let isEmpty = media.value["schema"]?.text.contains("NoMembers") == true
          #expect(isEmpty || media.value["example"] != nil, "\(name) has no example of its body")
        }
      }
    }
  }

  /// Examples of answers, parameters and bodies are what their schemas say.
  @Test func everyExampleFitsItsSchema() throws {
    let document = try APIDocument()
    var count = 0
    func walk(_ value: JSONValue, _ place: String) {
      if let schema = value["schema"] {
        for example in [value["example"]].compactMap(\.self) + (value["examples"]?.elements ?? []) {
          count += 1
          #expect(document.check.findings(example, schema) == [], "\(place)")
        }
      }
      for member in value.members { walk(member.value, "\(place)/\(member.name)") }
      for (index, element) in value.elements.enumerated() { walk(element, "\(place)/\(index)") }
    }
    walk(document.root, "")
    for schema in document.root["components"]?["schemas"]?.members ?? [] {
      for example in schema.value["examples"]?.elements ?? [] {
        count += 1
        #expect(document.check.findings(example, schema.value) == [], "\(schema.name)")
      }
    }
    #expect(count > 80)
  }

  /// Every example is sent to the desk that it speaks of, and answered with the success that it documents.
  @Test func everyExampleIsAnsweredAsDocumented() async throws {
    let operations = try APIDocument().operations
    let reading = operations.filter { $0.method == .get }
    let changing = operations.filter { $0.method != .get }
    // What changes something finds the desk as the examples have it; what only reads may share one.
    for group in [reading] + changing.map({ [$0] }) {
      let desk = try APIDesk()
      defer { desk.remove() }
      try await desk.test { client in
        for operation in group { try await sendExamples(of: operation, client) }
      }
    }
  }

  private func sendExamples(of operation: APIDocument.Described, _ client: APIClient) async throws {
    var path = operation.path
    for parameter in operation.parameters(in: "path") {
      path = path.replacing(
        "{\(parameter["name"]?.string ?? "")}", with: Self.plain(parameter["example"] ?? .null))
    }
    let content = operation.json["requestBody"]?["content"]?.members ?? []
    for query in Self.queries(operation) {
      for media in content.isEmpty ? [nil] : content.map(Optional.some) {
        let body = media.map { ($0.value["example"] ?? .object([])).text }
        let type = media.map { ["Content-Type": $0.name] } ?? [:]
        let answer = try await client.send(operation.method, path + query, body, type)
        #expect(answer.status.kind == .successful, "\(operation.method) \(path)\(query): \(answer.json.text)")
      }
    }
  }

  /// Without its parameters where none is needed, and with each of them.
  private static func queries(_ operation: APIDocument.Described) -> [String] {
    let parameters = operation.parameters(in: "query")
    let needed = parameters.filter { $0["required"] == .bool(true) }.map(field)
    let single = parameters.filter { $0["example"] != nil }.map { [field($0)] + needed }
    return Array(Set(([needed] + single).map { $0.isEmpty ? "" : "?" + Set($0).sorted().joined(separator: "&") }))
      .sorted()
  }

  private static func field(_ parameter: JSONValue) -> String {
    "\(parameter["name"]?.string ?? "")=\(URLEncoded.encoded(plain(parameter["example"] ?? .null)))"
  }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): elements.map(plain).joined(separator: ",")
    default: value.text
    }
  }

  @Test func whatHasNoOperationSaysWhatThereIs() async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    try await desk.test { client in
      let paths = Dictionary(grouping: API.operations, by: \.path).mapValues { Set($0.map(\.method)) }
      for (template, methods) in paths {
        let path = template.replacing("{id}", with: "SD-42").replacing("{", with: "").replacing("}", with: "")
        for method: HTTPRequest.Method in [.get, .post, .put, .patch, .delete, .options, .trace]
        where !methods.contains(method) {
          let answer = try await client.sendUnchecked(method, path)
          #expect(answer.status == .methodNotAllowed, "\(method) \(path)")
          let allowed = Set((answer.headers[.allow] ?? "").split(separator: ", ").map(String.init))
          #expect(allowed.subtracting(["HEAD"]) == Set(methods.map(\.rawValue)), "\(method) \(path)")
          #expect(answer.type == "method-not-allowed" && answer.headers[.contentType] == "application/problem+json")
        }
      }
      let answer = try await client.sendUnchecked(.get, "/tickts")
      #expect(answer.status == .notFound && answer.type == "not-found")
    }
  }

  /// Every operation but the document itself asks who is there.
  @Test func nobodyIsAnsweredNothing() async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    let reader = try desk.token([.read])
    try await desk.test { client in
      for operation in API.operations {
        var path = operation.path.replacing("{id}", with: "SD-42").replacing("{address}", with: "bo@acme.example")
        path = path.replacing("{position}", with: "0")
        for name in ["number", "row"] { path = path.replacing("{\(name)}", with: "1") }
        let body = operation.isSafe ? nil : "{}"
        for token in [nil, "sd_wrong", String(repeating: "x", count: 5000)] {
          let answer = try await client.with(token).send(operation.method, path, body)
          #expect(answer.status == (operation.scope == nil ? .ok : .unauthorized), "\(operation.method) \(path)")
        }
        if operation.scope == .write {
          let answer = try await client.with(reader).send(operation.method, path, body)
          #expect(answer.status == .forbidden && answer.type == "insufficient-scope", "\(operation.method) \(path)")
          #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"write\"") == true)
        }
      }
    }
  }
}
