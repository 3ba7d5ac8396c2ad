package import Foundation
import Glibc

/// A maildir of a test's own in a temporary folder, which is removed with it.
package final class TestMaildir: Sendable {
  /// The folder that holds the maildir; a test may keep other files in it.
  package let folder: URL
  package let url: URL

  package var path: String { url.path }

  package init(named name: String = "mail") throws {
    let temporary = URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath()
    folder = temporary.appending(path: "servicedesk-\(UUID().uuidString)")
    url = folder.appending(path: name)
    for part in ["tmp", "new", "cur"] {
      try FileManager.default.createDirectory(at: url.appending(path: part), withIntermediateDirectories: true)
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Puts a file into `place`, which is `new` or `cur`.
  package func put(_ name: String, _ text: String, in place: String = "new") throws {
    try Data(text.utf8).write(to: url.appending(path: place).appending(path: name))
  }

  /// The names in `place`, hidden ones too, sorted.
  package func names(in place: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: place).path).sorted()
  }

  /// Waits until `new` holds at least `count` mails, woken by the kernel when one arrives.
  package func awaitMail(_ count: Int = 1, seconds: Int = 30) throws {
    let watch = inotify_init1(Int32(IN_CLOEXEC))
    defer { close(watch) }
    guard inotify_add_watch(watch, path + "/new", UInt32(IN_MOVED_TO) | UInt32(IN_CREATE)) >= 0 else {
      throw HarnessError("cannot watch \(path)/new: errno \(errno)")
    }
    let end = ContinuousClock.now + .seconds(seconds)
    while try names(in: "new").count < count {
      let left = end - ContinuousClock.now
      guard left > .zero else {
        throw HarnessError("\(try names(in: "new").count) of \(count) mails after \(seconds) s")
      }
      var poll = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
      Glibc.poll(&poll, 1, Int32(left / .milliseconds(1)) + 1)
      var events = [UInt8](repeating: 0, count: 4096)
      _ = read(watch, &events, poll.revents == 0 ? 0 : events.count)
    }
  }

  /// The bytes of the only file in `new`.
  package func onlyMail() throws -> [UInt8] {
    let names = try names(in: "new")
    guard let name = names.first, names.count == 1 else { throw CocoaError(.fileNoSuchFile) }
    return [UInt8](try Data(contentsOf: url.appending(path: "new").appending(path: name)))
  }
}
