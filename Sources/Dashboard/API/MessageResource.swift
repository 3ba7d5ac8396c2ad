import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// The bytes of a ticket's messages: whole as they came, and their attachments.
///
/// A browser that is led here must do nothing with them but keep them in a file: they are a stranger's.
struct MessageResource: APIResource {
  private static let mail = "message/rfc822"
  private static let bytes = "application/octet-stream"

  var operations: [Operation] {
    [
      .get("/tickets/{id}/messages/{number}/raw", types: [Self.mail], answer: raw),
      .get("/tickets/{id}/messages/{number}/attachments/{position}", types: [Self.bytes], answer: attachment),
    ]
  }

  @Sendable private func raw(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    let number = try call.number("number", of: "message")
    let bytes = try await call.site.read { store in
      guard let bytes = try store.rawMessage(number, on: id) else {
        throw Problem.notFound("\(id) has no message \(number) with bytes; notes have none")
      }
      return bytes
    }
    return Self.file(bytes, Self.mail, name: "\(id)-\(number).eml")
  }

  @Sendable private func attachment(_ call: Call) async throws -> Response {
    let id = try call.ticket()
    let number = try call.number("number", of: "message")
    let position = try call.number("position", of: "attachment")
    let desk = call.site.desk
    let content = try await call.site.threads.read {
      guard let position = Int(exactly: position), let content = try desk.attachment(position, of: number, on: id)
      else { throw Problem.notFound("message \(number) of \(id) has no attachment \(position); they count from 0") }
      return content
    }
    return Self.file(content.bytes, Self.bytes, name: content.safeName)
  }

  private static func file(_ bytes: [UInt8], _ type: String, name: String) -> Response {
    var headers: HTTPFields = [.contentType: type, .contentSecurityPolicy: "sandbox; default-src 'none'"]
    headers[.contentDisposition] = "attachment; filename*=UTF-8''" + URLEncoded.encoded(name)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
