import HTTPTypes
import Hummingbird
import NIOCore

/// Sends pages compressed to whoever takes that.
struct Compression: RouterMiddleware {
  typealias Context = DeskContext

  private static let types = ["text/html", "application/json", "image/svg+xml", "text/csv"]
  /// Below this it does not pay.
  private static let leastBytes = 1024
  private static let mostBytes = 4_000_000

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    try await Self.compressed(try await next(request, context), for: request)
  }

  /// An answer in the form in which it is sent to whoever asks; untouched where it is in that form already.
  static func compressed(_ response: Response, for request: Request) async throws -> Response {
    guard let type = response.headers[.contentType], types.contains(where: type.hasPrefix),
      response.headers[.contentEncoding] == nil, let length = response.body.contentLength,
      (leastBytes...mostBytes).contains(length)
    else { return response }
    var response = response
    response.headers[.vary] = "Accept-Encoding"
    guard Gzip.isAccepted(by: request) else { return response }
    let collector = BodyCollector()
    try await response.body.write(collector)
    response.headers[.contentEncoding] = "gzip"
    response.headers[.contentLength] = nil
    response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: Gzip.compress(collector.bytes)))
    return response
  }
}

/// Takes a body that lies in memory as bytes.
private final class BodyCollector: ResponseBodyWriter {
  private(set) var bytes: [UInt8] = []

  func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
