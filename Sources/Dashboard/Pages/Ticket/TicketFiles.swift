import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// What strangers sent, as it is: HTML for a frame, raw messages, attachments.
///
/// Each answer has a policy of its own under which nothing in it can act.
struct TicketFiles: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/tickets/:id/messages/:message/html") { request, context in try await html(request, context) }
    router.get("/tickets/:id/messages/:message/raw") { _, context in try await raw(context) }
    router.get("/tickets/:id/messages/:message/attachments/:position") { _, context in try await attachment(context) }
  }

  /// What the frame of a mail may do: be measured by the page around it, and open a link apart when it is clicked.
  private static let sandbox = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
  private static let nothing = "default-src 'none'; frame-ancestors 'none'; sandbox"

  static func framePolicy(loadsImages: Bool) -> String {
    "default-src 'none'; img-src data:\(loadsImages ? " https: http:" : ""); style-src 'unsafe-inline'; "
      + "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; " + sandbox
  }

  private func html(_ request: Request, _ context: DeskContext) async throws -> Response {
    let (id, message) = try place(context)
    let desk = site.desk
    guard let view = try await site.threads.read({ try desk.htmlView(of: message, on: id) }) else {
      throw PageError(.notFound)
    }
    var response = Response.html(view.html)
    response.headers[.contentSecurityPolicy] = Self.framePolicy(loadsImages: Query(request)["images"] != nil)
    if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
    return response
  }

  private func raw(_ context: DeskContext) async throws -> Response {
    let (id, message) = try place(context)
    guard let bytes = try await site.read({ try $0.rawMessage(message, on: id) }) else { throw PageError(.notFound) }
    return download(bytes, type: "text/plain", disposition: SafeContent.attachment(named: "\(id)-\(message).eml"))
  }

  private func attachment(_ context: DeskContext) async throws -> Response {
    let (id, message) = try place(context)
    guard let position = context.parameters.get("position").flatMap({ Int($0) }), position >= 0 else {
      throw PageError(.notFound)
    }
    let desk = site.desk
    guard let content = try await site.threads.read({ try desk.attachment(position, of: message, on: id) }) else {
      throw PageError(.notFound)
    }
    guard let type = SafeContent.shownType(of: content.bytes, called: content.contentType) else {
      return download(
        content.bytes, type: "application/octet-stream", disposition: SafeContent.attachment(named: content.safeName))
    }
    return download(content.bytes, type: type, disposition: "inline")
  }

  private func download(_ bytes: [UInt8], type: String, disposition: String) -> Response {
    let headers: HTTPFields = [
      .contentType: type, .contentDisposition: disposition, .contentSecurityPolicy: Self.nothing,
    ]
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// The message of a path: numbers, and nothing that could lead anywhere else.
  private func place(_ context: DeskContext) throws -> (ticket: TicketID, message: Int64) {
    guard let id = context.parameters.get("id").flatMap({ TicketID(parsing: $0) }),
      let message = context.parameters.get("message").flatMap({ Int64($0) })
    else { throw PageError(.notFound) }
    return (id, message)
  }
}
