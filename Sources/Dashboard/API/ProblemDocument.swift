import Desk
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as programs read it: `application/problem+json` (RFC 9457).
struct ProblemDocument {
  /// One field that was wrong: where it is (RFC 6901), and what it should be.
  struct FieldError {
    var pointer: String
    var detail: String
  }

  var type: String
  var title: String
  var status: HTTPResponse.Status
  var detail: String?
  var instance: String
  var errors: [FieldError] = []
  var retryAfter: Int?

  init(_ trouble: Trouble, number: String?, instance: String) {
    type = "urn:servicedesk:" + trouble.code
    title = trouble.status.reasonPhrase
    status = trouble.status
    detail = trouble.sentence ?? number.map { "number \($0) in the log says why; nothing was changed" }
    self.instance = instance
    retryAfter = trouble.retryAfter
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", .string(type)), .init("title", .string(title)), .init("status", .integer(Int64(status.code))),
      .init("instance", .string(instance)),
    ]
    if let detail { members.append(.init("detail", .string(detail))) }
    if !errors.isEmpty {
      members.append(
        .init(
          "errors",
          .array(
            errors.map { .object([.init("pointer", .string($0.pointer)), .init("detail", .string($0.detail))]) })))
    }
    return .object(members)
  }

  func response() -> Response {
    var bytes: [UInt8] = []
    json.write(to: &bytes)
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
