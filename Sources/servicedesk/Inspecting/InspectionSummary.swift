import Foundation
import MIME
import Synchronization

/// Counts over everything that was parsed and decoded.
struct InspectionSummary: Sendable {
  var messages = 0
  var parts = 0
  var bytes = 0
  var decodedBytes = 0
  var defects = 0
  var unreadable = 0

  static func += (total: inout InspectionSummary, other: InspectionSummary) {
    total.messages += other.messages
    total.parts += other.parts
    total.bytes += other.bytes
    total.decodedBytes += other.decodedBytes
    total.defects += other.defects
    total.unreadable += other.unreadable
  }

  /// Parses a message and decodes all that is in it; its addresses and its date are read for their defects.
  mutating func add(_ bytes: [UInt8]) {
    let message = Message(bytes)
    messages += 1
    self.bytes += bytes.count
    parts += message.parts.count
    var found = message.structureDefects.count + message.fieldDefects.count
    for part in message.parts where !part.isMultipart {
      if part.type == "text" {
        let decoded = message.decodeText(part)
        decodedBytes += decoded.text.utf8.count
        found += decoded.defects.count
      } else {
        let decoded = message.decode(part)
        decodedBytes += decoded.bytes.count
        found += decoded.defects.count
      }
    }
    defects += found
  }

  /// Parses all files at these paths on a number of threads, each taking the next few files when it is done with some.
  static func over(_ paths: [String], jobs: Int) -> InspectionSummary {
    let queue = MessageFileQueue(paths)
    let total = Mutex(InspectionSummary())
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      var own = InspectionSummary()
      while true {
        let files = queue.next()
        if files.isEmpty { break }
        for file in files {
          do { own.add(try MessageFile.read(file)) } catch { own.unreadable += 1 }
        }
      }
      total.withLock { $0 += own }
    }
    return total.withLock { $0 }
  }
}
