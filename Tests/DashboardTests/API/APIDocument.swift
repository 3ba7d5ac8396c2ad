import Desk
import Foundation
import HTTPTypes
import NIOCore

@testable import Dashboard

/// The OpenAPI document as tests look into it.
struct APIDocument {
  let root: JSONValue
  var check: SchemaCheck { SchemaCheck(document: root) }

  /// One operation as it is described.
  struct Described {
    var method: HTTPRequest.Method
    var path: String
    var json: JSONValue
    var parameters: [JSONValue]

    func parameters(in place: String) -> [JSONValue] { parameters.filter { $0["in"]?.string == place } }
  }

  init() throws {
    root = try JSONReader.read(PackageResources.openapi_json)
  }

  var operations: [Described] {
    (root["paths"]?.members ?? []).flatMap { path in
      path.value.members.compactMap { member in
        HTTPRequest.Method(member.name.uppercased()).map { method in
          let parameters = (member.value["parameters"]?.elements ?? []).map(follow)
          return Described(method: method, path: path.name, json: member.value, parameters: parameters)
        }
      }
    }
  }

  /// What a value names, where it is a reference.
  func follow(_ value: JSONValue) -> JSONValue { value["$ref"].map(root.resolved) ?? value }

  /// The operation that a real path belongs to.
  func operation(_ method: HTTPRequest.Method, _ path: String) -> Described? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let fitting = operations.filter { operation in
      let names = operation.path.split(separator: "/", omittingEmptySubsequences: false)
      return operation.method == method && names.count == parts.count
        && zip(names, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
    return fitting.min { $0.parameters(in: "path").count < $1.parameters(in: "path").count }
  }

  /// What of an answer is not as the document says.
  func findings(
    _ operation: Described, _ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: ByteBuffer
  ) -> [String] {
    guard let described = operation.json["responses"]?[String(status.code)] else {
      return ["\(status.code) is not in the document: \(String(buffer: body))"]
    }
    let response = follow(described)
    var findings = (response["headers"]?.members ?? []).flatMap { member in
      self.findings(headers, member.name, follow(member.value))
    }
    guard let contents = response["content"]?.members else {
      return findings + (body.readableBytes == 0 ? [] : ["a body that is not in the document"])
    }
    let type = headers[.contentType] ?? ""
    guard let media = contents.first(where: { $0.name == type }) else {
      return findings + ["the content type '\(type)' is not in the document"]
    }
    if type.hasSuffix("json"), let schema = media.value["schema"] {
      do {
        findings += check.findings(try JSONReader.read(Array(body.readableBytesView)), schema)
      } catch {
        findings.append("no JSON: \(error)")
      }
    }
    return findings
  }

  private func findings(_ headers: HTTPFields, _ name: String, _ described: JSONValue) -> [String] {
    guard let field = HTTPField.Name(name), let value = headers[field] else {
      return described["required"] == .bool(true) ? ["the header \(name) is missing"] : []
    }
    let schema = described["schema"] ?? .bool(true)
    let isNumber = schema["type"]?.string == "integer"
    let read: JSONValue = isNumber ? Int64(value).map(JSONValue.integer) ?? .string(value) : .string(value)
    return check.findings(read, schema).map { "header \(name)\($0)" }
  }
}
