import Desk
import HTTPTypes
import Hummingbird

/// One thing that programs can ask of the desk: what the router answers and the document describes.
struct Operation: Sendable {
  typealias Answer = @Sendable (Call) async throws -> Response

  let method: HTTPRequest.Method
  /// Below `/api/v1`, with parameters as the document writes them: `/tickets/{id}`.
  let path: String
  /// What a token must reach; nil for what everybody may see.
  let scope: Scope?
  /// The names that may stand in its query.
  let parameters: [String]
  /// The forms of its answer, the one preferred first.
  let types: [String]
  let answer: Answer

  static let json = "application/json"

  static func get(
    _ path: String, _ scope: Scope? = .read, query parameters: [String] = [], types: [String] = [json],
    answer: @escaping Answer
  ) -> Operation {
    Operation(method: .get, path: path, scope: scope, parameters: parameters, types: types, answer: answer)
  }

  static func post(_ path: String, _ scope: Scope = .write, answer: @escaping Answer) -> Operation {
    Operation(method: .post, path: path, scope: scope, parameters: [], types: [json], answer: answer)
  }

  static func patch(_ path: String, _ scope: Scope = .write, answer: @escaping Answer) -> Operation {
    Operation(method: .patch, path: path, scope: scope, parameters: [], types: [json], answer: answer)
  }

  static func delete(_ path: String, _ scope: Scope = .write, answer: @escaping Answer) -> Operation {
    Operation(method: .delete, path: path, scope: scope, parameters: [], types: [json], answer: answer)
  }

  /// Whether it changes nothing.
  var isSafe: Bool { method == .get }
}

/// Operations that belong together.
protocol APIResource {
  var operations: [Operation] { get }
}
