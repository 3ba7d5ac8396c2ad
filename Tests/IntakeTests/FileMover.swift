import Foundation
import Support

enum FileMover {
  static func remove(_ name: String, in maildir: TestMaildir) throws {
    try FileManager.default.removeItem(at: maildir.url.appending(path: "cur").appending(path: name))
  }
}
