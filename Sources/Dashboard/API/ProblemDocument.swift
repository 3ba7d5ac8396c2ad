import Desk
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as programs read it: `application/problem+json` (RFC 9457).
struct ProblemDocument {
  var type: String
  var title: String
  var status: HTTPResponse.Status
  var detail: String?
  var instance: String
  var faults: [Problem.Fault] = []
  var headers: HTTPFields = [:]

  init(_ trouble: Trouble, number: String?, instance: String) {
    type = Self.namespace + Self.hyphened(trouble.code)
    title = trouble.status.reasonPhrase
    status = trouble.status
    detail = trouble.sentence ?? number.map { "number \($0) in the log says why; nothing was changed" }
    self.instance = instance
    if let retryAfter = trouble.retryAfter { headers[.retryAfter] = String(retryAfter) }
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"servicedesk\"" }
  }

  init(_ problem: Problem, instance: String) {
    type = Self.namespace + problem.type
    title = problem.title
    status = problem.status
    detail = problem.detail
    faults = problem.faults
    headers = problem.headers
    self.instance = instance
  }

  private static let namespace = "urn:servicedesk:"

  /// `badRequest` as `bad-request`.
  private static func hyphened(_ code: String) -> String {
    code.reduce(into: "") { text, letter in text += letter.isUppercase ? "-" + letter.lowercased() : String(letter) }
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", .string(type)), .init("title", .string(title)), .init("status", .integer(Int64(status.code))),
      .init("instance", .string(instance)),
    ]
    if let detail { members.append(.init("detail", .string(detail))) }
    if !faults.isEmpty { members.append(.init("errors", .array(faults.map(Self.json)))) }
    return .object(members)
  }

  private static func json(_ fault: Problem.Fault) -> JSONValue {
    let place: JSONValue.Member =
      switch fault.place {
      case .pointer(let pointer): .init("pointer", .string(pointer))
      case .parameter(let name): .init("parameter", .string(name))
      case .header(let name): .init("header", .string(name))
      }
    return .object([place, .init("detail", .string(fault.detail))])
  }

  func response() -> Response {
    var bytes: [UInt8] = []
    json.write(to: &bytes)
    var headers = headers
    headers[.contentType] = "application/problem+json"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
