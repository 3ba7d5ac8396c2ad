import Desk
import Foundation
import HTTPTypes
import Hummingbird
import Work

/// A request of a program while it is answered.
struct Call: Sendable {
  let request: Request
  let context: DeskContext
  let operation: Operation
  let site: Site

  /// More than any object of ours but one with attachments.
  private static let mostBytes = 1_000_000
  /// As much as mail may carry, in base64, and the words beside it.
  static let mostBytesWithFiles = 35_000_000

  // MARK: Who asks

  /// The operator that the program acts for.
  ///
  /// - Throws: `PageError` with `signInNeeded`.
  func actor() throws -> Actor { try context.actor() }

  /// Whose idempotency keys these are: two programs of one operator do not know of each other.
  var principal: String {
    switch context.visitor {
    case .bearer(let bearer): "token:\(bearer.token)"
    case .session(let session): "operator:\(session.operator.name)"
    case nil: ""
    }
  }

  // MARK: What is asked for

  /// A part of the path, as it was before it became one; nil for one that is no text.
  func part(_ name: String) -> String? { context.parameters.get(name)?.removingPercentEncoding }

  /// The ticket of the path.
  ///
  /// - Throws: `Problem` for what names none.
  func ticket() throws(Problem) -> TicketID {
    let text = part("id") ?? ""
    guard let id = TicketName.id(text) else {
      throw .notFound("'\(text.prefix(32))' names no ticket; one is written SD-42 or 42")
    }
    return id
  }

  /// A row or message of the path, by its number.
  ///
  /// - Throws: `Problem` for what is no number.
  func number(_ name: String, of kind: String) throws(Problem) -> Int64 {
    let text = part(name) ?? ""
    guard text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text) else {
      throw .notFound("'\(text.prefix(32))' is no \(kind): they have numbers")
    }
    return number
  }

  /// The names and values behind the `?`.
  var fields: [(name: String, value: String)] { URLEncoded.fields(request.uri.query ?? "") }

  /// The parameters of the query; those that the operation does not know are faults already.
  var query: QueryReader { QueryReader(fields, names: operation.parameters) }

  /// The members of the body.
  ///
  /// - Throws: `Problem` for a body that is too large, is no JSON, or is no object.
  func body(members names: [String], upTo limit: Int = mostBytes) async throws -> BodyReader {
    let bytes: [UInt8]
    do {
      bytes = try await request.bytes(upTo: limit)
    } catch let error as PageError where error.code == .tooLarge {
      throw Problem.tooLarge(limit)
    }
    if !bytes.isEmpty { try checkContentType() }
    return try BodyReader(bytes, members: names)
  }

  private func checkContentType() throws(Problem) {
    let type = request.headers[.contentType]
    let name = type?.lowercased().prefix { $0 != ";" && $0 != " " }
    guard name == "application/json" || (request.method == .patch && name == "application/merge-patch+json") else {
      throw .unsupportedMedia(type)
    }
  }
}
