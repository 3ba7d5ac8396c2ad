import HTTPTypes
import Synchronization

/// The idempotency keys of requests that are being worked on.
final class KeysInFlight: Sendable {
  private let keys = Mutex<Set<String>>([])

  /// Runs `body` unless a request with the same key is running.
  ///
  /// - Throws: `Problem` with `keyInFlight`, or what `body` throws.
  func alone<Value: Sendable>(_ key: String?, _ body: () async throws -> Value) async throws -> Value {
    guard let key else { return try await body() }
    guard keys.withLock({ $0.insert(key).inserted }) else { throw Problem.keyInFlight }
    defer { keys.withLock { _ = $0.remove(key) } }
    return try await body()
  }
}

/// The key by which a program sends a request again without doing it twice (draft-ietf-httpapi-idempotency-key-header).
struct IdempotencyKey {
  static let header = "Idempotency-Key"
  private static let longest = 255

  let text: String

  /// Nil where the request has none.
  ///
  /// - Throws: `Problem` for one that is empty, too long or not of visible ASCII.
  init?(_ headers: HTTPFields) throws(Problem) {
    guard let name = HTTPField.Name(Self.header), let value = headers[name] else { return nil }
    // The draft writes it as a structured string; most programs do not.
    let isQuoted = value.utf8.count > 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
    text = isQuoted ? String(value.dropFirst().dropLast()) : value
    guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .invalid([
        Problem.Fault(
          place: .header(Self.header), detail: "a key is 1 to \(Self.longest) visible ASCII characters, such as a UUID")
      ])
    }
  }
}
