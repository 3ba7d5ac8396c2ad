import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// A page of a list as it is sent.
struct ListPage: Sendable {
  var bytes: ByteBuffer
  var tag: String
  /// Where the next page begins.
  var next: String?
}

extension Call {
  /// An answer that is read alone.
  func json(_ value: JSONValue) -> Response {
    var bytes: [UInt8] = []
    value.write(to: &bytes)
    return readable(ByteBuffer(bytes: bytes), tag: EntityTags.weak(bytes))
  }

  /// A page of a list that is kept while nothing changes.
  func page(
    _ read: @escaping @Sendable (TicketStore) throws -> (items: [JSONValue], next: String?)
  ) async throws -> Response {
    try await page(with: []) { store in
      let (items, next) = try read(store)
      return (items, next, [])
    }
  }

  /// A page of a list, with members beside `items` and `next`.
  ///
  /// - Parameter names: those members, in their order.
  func page(
    with names: [String],
    _ read: @escaping @Sendable (TicketStore) throws -> (items: [JSONValue], next: String?, more: [JSONValue])
  ) async throws -> Response {
    let key = "\(context.visitor?.operator.name ?? "")\n\(request.uri.path)?\(request.uri.query ?? "")"
    let page = try await site.lists.answer(key, at: site.now) {
      try await site.read { store in
        let (items, next, more) = try read(store)
        var members: [JSONValue.Member] = [.init("items", .array(items)), .init("next", .string(orNull: next))]
        members += zip(names, more).map { .init($0, $1) }
        var bytes: [UInt8] = []
        JSONValue.object(members).write(to: &bytes)
        return ListPage(bytes: ByteBuffer(bytes: bytes), tag: EntityTags.weak(bytes), next: next)
      }
    }
    var response = readable(page.bytes, tag: page.tag)
    if let next = page.next, let name = HTTPField.Name("Link") { response.headers[name] = link(to: next) }
    return response
  }

  /// An answer with its tag; 304 for whoever has it already.
  func readable(_ bytes: ByteBuffer, tag: String) -> Response {
    // Always to be asked for again: the tag says whether anything is new.
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
    guard !EntityTags.isKnown(tag, to: request.headers) else { return Response(status: .notModified, headers: headers) }
    var response = Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    response.headers[.contentType] = Operation.json
    return response
  }

  /// Where the next page is (RFC 8288): the same query, with another cursor.
  private func link(to cursor: String) -> String {
    let kept = fields.filter { $0.name != operation.cursor }
    let query = (kept + [(operation.cursor, cursor)]).map { name, value in
      "\(URLEncoded.encoded(name))=\(URLEncoded.encoded(value))"
    }
    return "<\(request.uri.path)?\(query.joined(separator: "&"))>; rel=\"next\""
  }
}

extension Operation {
  /// The parameter that says where a page begins: a cursor, and for events the number of the last one seen.
  var cursor: String { parameters.contains("after") ? "after" : "cursor" }
}
