import HTTPTypes
import Hummingbird
import Synchronization

/// How many requests were answered, by class of status: what `/metrics` tells.
final class RequestCount: Sendable {
  private static let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"]
  private let numbers = Mutex([Int](repeating: 0, count: RequestCount.classes.count))

  func note(_ status: HTTPResponse.Status) {
    numbers.withLock { numbers in
      let index = status.code / 100 - 1
      if numbers.indices.contains(index) { numbers[index] += 1 }
    }
  }

  var counts: [(code: String, count: Int)] { numbers.withLock { Array(zip(Self.classes, $0)) } }
}

/// Counts what is answered.
struct CountRequests: RouterMiddleware {
  typealias Context = DeskContext

  let count: RequestCount

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    count.note(response.status)
    return response
  }
}
