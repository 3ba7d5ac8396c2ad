import Desk
import Synchronization

/// Files of forms that could not be accepted yet, so that nobody has to choose them again.
///
/// In memory and for a while: bounded in bytes, the oldest go first.
final class HeldFiles: Sendable {
  /// What a form carries for a file that is held here.
  struct Ticket: Sendable, Equatable {
    var token: String
    var name: String
    var size: Int
  }

  private struct Held {
    var owner: String
    var file: Form.File
    var since: Instant
  }

  private struct Shelf {
    var files: [String: Held] = [:]
    /// Oldest first.
    var order: [String] = []
    var bytes = 0

    mutating func remove(_ token: String) {
      guard let held = files.removeValue(forKey: token) else { return }
      bytes -= held.file.bytes.count
      order.removeAll { $0 == token }
    }
  }

  private static let patience = Span.hours(1)
  private let mostBytes: Int
  private let shelf = Mutex(Shelf())

  init(mostBytes: Int) {
    self.mostBytes = mostBytes
  }

  /// Keeps files for whoever sent them.
  func hold(_ files: [Form.File], for owner: String, at now: Instant) -> [Ticket] {
    shelf.withLock { shelf in
      for token in shelf.order where shelf.files[token].map({ now.since($0.since) > Self.patience }) ?? true {
        shelf.remove(token)
      }
      return files.filter { $0.bytes.count <= mostBytes }.map { file in
        while shelf.bytes + file.bytes.count > mostBytes, let oldest = shelf.order.first { shelf.remove(oldest) }
        let token = Self.token()
        shelf.files[token] = Held(owner: owner, file: file, since: now)
        shelf.order.append(token)
        shelf.bytes += file.bytes.count
        return Ticket(token: token, name: file.name, size: file.bytes.count)
      }
    }
  }

  /// Those of the tokens that are held for the same sender.
  func find(_ tokens: [String], of owner: String) -> [(ticket: Ticket, file: Form.File)] {
    shelf.withLock { shelf in
      tokens.compactMap { token in
        guard let held = shelf.files[token], held.owner == owner else { return nil }
        return (Ticket(token: token, name: held.file.name, size: held.file.bytes.count), held.file)
      }
    }
  }

  func drop(_ tokens: [String]) {
    shelf.withLock { shelf in
      for token in tokens { shelf.remove(token) }
    }
  }

  private static func token() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<2).map { _ in String(random.next(), radix: 36) }.joined()
  }
}
