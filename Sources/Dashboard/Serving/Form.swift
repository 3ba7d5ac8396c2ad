import Hummingbird
import NIOCore
import ServiceLifecycle

/// A submitted form: its fields, and its files.
struct Form: Sendable {
  struct File: Sendable {
    /// As the browser says it: hostile.
    var name: String
    var contentType: String
    var bytes: [UInt8]
  }

  private let fields: [(name: String, value: String)]
  private let uploads: [(name: String, file: File)]

  /// Reads a request's body.
  ///
  /// - Throws: `PageError` with `tooLarge`, `unsupportedMedia` or `badRequest`.
  init(_ request: Request, limit: Int) async throws {
    let type = request.headers[.contentType] ?? ""
    let body = try await request.bytes(upTo: limit)
    switch type.prefix(while: { $0 != ";" }).lowercased().filter({ $0 != " " }) {
    case "application/x-www-form-urlencoded":
      fields = URLEncoded.fields(String(decoding: body, as: UTF8.self))
      uploads = []
    case "multipart/form-data":
      let parts = try MultipartForm.parts(of: body, contentType: type)
      fields = parts.filter { $0.filename == nil }.map { ($0.name, String(decoding: $0.body, as: UTF8.self)) }
      uploads = parts.compactMap { part in
        guard let name = part.filename, !(name.isEmpty && part.body.isEmpty) else { return nil }
        return (part.name, File(name: name, contentType: part.contentType, bytes: Array(part.body)))
      }
    case "" where body.isEmpty:
      fields = []
      uploads = []
    default: throw PageError(.unsupportedMedia)
    }
  }

  /// The first value of a field, its line ends LF; empty where there is none.
  subscript(name: String) -> String {
    let value = fields.first { $0.name == name }?.value ?? ""
    return value.utf8.contains(0x0D) ? value.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : value
  }

  /// The first value of a field without the space around it; nil where nothing is left.
  func filled(_ name: String) -> String? {
    let value = self[name].drop(while: \.isWhitespace)
    let trimmed = value.reversed().drop(while: \.isWhitespace).reversed()
    return trimmed.isEmpty ? nil : String(trimmed)
  }

  /// All values of a field that may be given more than once.
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// Whether a field was sent at all, as a ticked box is.
  func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

  func files(_ name: String) -> [File] { uploads.filter { $0.name == name }.map(\.file) }
}

extension Request {
  /// The whole body, bounded in size and in the time it may take.
  ///
  /// - Throws: `PageError` with `tooLarge` or `badRequest`.
  func bytes(upTo limit: Int) async throws -> [UInt8] {
    if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit { throw PageError(.tooLarge) }
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      let body = body
      group.addTask {
        try await Self.collect(body, upTo: limit)
      }
      group.addTask {
        try await Task.sleep(for: Self.patience)
        return nil
      }
      group.addTask {
        try await gracefulShutdown()
        try await Task.sleep(for: Self.patienceAtTheEnd)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let bytes = first else {
        throw PageError(.badRequest, "the request took too long to arrive")
      }
      return bytes
    }
  }

  private static func collect(_ body: RequestBody, upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    var pieces = body.makeAsyncIterator()
    while let piece = try await next(&pieces) {
      guard bytes.count + piece.readableBytes <= limit else { throw PageError(.tooLarge) }
      bytes += piece.readableBytesView
    }
    return bytes
  }

  /// What the connection says of a body is the client's fault: chunks that are none, or an end before the end.
  private static func next(_ pieces: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
    do {
      return try await pieces.next()
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw PageError(.badRequest, "the request could not be read to its end")
    }
  }

  /// As long as a body may take to arrive, and once the desk is asked to stop.
  private static var patience: Duration { .seconds(60) }
  private static var patienceAtTheEnd: Duration { .seconds(1) }
}
