import Glibc
import Synchronization

/// The regular files at or under some paths, handed out while the folders are still being listed.
///
/// Names that begin with a dot are no mail, links are not followed. What cannot be opened as a folder is handed out as a
/// file, so that whoever reads it says why it cannot be read.
final class MessageFileQueue: Sendable {
  private let listing: Mutex<Listing>

  init(_ paths: [String]) { listing = Mutex(Listing(waiting: paths.reversed())) }

  /// The next files, few at a time; none when all were handed out.
  func next() -> [String] { listing.withLock { $0.next(upTo: 64) } }

  private struct Listing: ~Copyable {
    private var waiting: [String]
    private var folder: (path: String, stream: OpaquePointer)?

    init(waiting: [String]) { self.waiting = waiting }

    deinit { if let folder { closedir(folder.stream) } }

    mutating func next(upTo most: Int) -> [String] {
      var files: [String] = []
      while files.count < most {
        if let (path, stream) = folder {
          guard let entry = readdir(stream) else {
            closedir(stream)
            folder = nil
            continue
          }
          take(entry, of: path, into: &files)
        } else if let path = waiting.popLast() {
          if let stream = opendir(path) { folder = (path, stream) } else { files.append(path) }
        } else {
          break
        }
      }
      return files
    }

    private mutating func take(_ entry: UnsafeMutablePointer<dirent>, of path: String, into files: inout [String]) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(".") { return }
      switch Int(entry.pointee.d_type) {
      case DT_REG: files.append(path + "/" + name)
      case DT_DIR: waiting.append(path + "/" + name)
      default: break
      }
    }
  }
}
