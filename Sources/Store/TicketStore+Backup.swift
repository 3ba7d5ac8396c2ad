import Desk
import GRDB
import Glibc

extension TicketStore {
  /// Writes a consistent copy while others go on writing: complete, or not there at all.
  ///
  /// - Parameter progress: called with pages done and pages in all.
  /// - Throws: `StoreError` with `alreadyThere` when the file exists.
  package func backup(to path: String, progress: ((Int, Int) -> Void)? = nil) throws {
    try DatabaseFile(path).make(failsIfThere: true)
    do {
      try StoreError.translating(file: path) {
        let copy = try DatabaseQueue(path: path)
        try reader.backup(to: copy, pagesPerStep: 1000) { step in
          progress?(step.completedPageCount, step.totalPageCount)
        }
        try copy.close()
      }
    } catch {
      unlink(path)
      throw error
    }
  }
}
