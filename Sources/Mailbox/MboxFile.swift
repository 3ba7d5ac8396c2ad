import Glibc
import Synchronization

/// An mbox file, read and never written to: mail in it is known by its content, so that a compacted or re-sorted file
/// has the same keys.
package final class MboxFile: MailSource {
  package let name: String
  private let path: String
  private let index = Mutex(Index())

  /// What the last walk through the file found.
  private struct Index {
    var stamp: FileStamp?
    var messages: [MboxMessage] = []
    var places: [MailKey: Int] = [:]
  }

  /// Checks that there is a file at `path`, without reading it yet.
  ///
  /// - Throws: `MailboxError` with `notFound`, `notAMailbox` or `refused`.
  package init(at path: String) throws(MailboxError) {
    let place = try MailboxPath(path, kind: .mbox)
    self.path = place.real
    name = "mbox:" + place.real
  }

  /// All of its mail, in the order of the file; none counts as met before.
  package func waiting() throws(MailboxError) -> MailListing {
    let file = try MboxHandle(path)
    return try index.withLock { index throws(MailboxError) in
      try refresh(&index, from: file)
      var listing = MailListing()
      listing.mail = index.messages.map { WaitingMail(key: $0.key, isInCur: false) }
      return listing
    }
  }

  package func read(_ key: MailKey, limit: Int) throws(MailboxError) -> FetchedMail {
    let file = try MboxHandle(path)
    let message = try index.withLock { index throws(MailboxError) in
      try refresh(&index, from: file)
      return index.places[key].map { index.messages[$0] }
    }
    guard let message else { throw gone(key) }
    let size = Int(clamping: message.range.upperBound - message.range.lowerBound)
    let most = size > limit ? min(FetchedMail.headBytes, limit) : size
    let bytes = try file.message(at: message.range.lowerBound, count: most)
    guard most == size else { return FetchedMail(bytes: bytes, size: size, fileTime: message.time) }
    // The file may have been rewritten under our hands: only the very bytes that were listed bear this key.
    var digest = SHA256()
    digest.update(bytes)
    guard key.name.hasPrefix(digest.finish()) else { throw gone(key) }
    return FetchedMail(bytes: bytes, size: bytes.count, fileTime: message.time)
  }

  /// Does nothing: rewriting a file that others deliver into is a risk that no mark is worth.
  package func acknowledge(_ keys: [MailKey]) throws(MailboxError) {}

  package func changeMark() -> ChangeMark? {
    guard let stamp = try? MboxHandle(path).stamp(), stamp.isSettled() else { return nil }
    return ChangeMark(stamps: [stamp])
  }

  private func refresh(_ index: inout Index, from file: MboxHandle) throws(MailboxError) {
    let stamp = try file.stamp()
    if stamp == index.stamp { return }
    index.messages = try file.messages()
    index.places = Dictionary(index.messages.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    index.stamp = stamp
  }

  private func gone(_ key: MailKey) -> MailboxError {
    MailboxError(.gone, key.name, "\(key.name) is no longer in \(name)")
  }
}
