package import Desk
import Foundation
import Glibc
import Synchronization

/// A loop on a thread of its own, for services whose work blocks as everything of the store does: it would hold up
/// others on Swift's cooperative pool.
package final class BlockingLoop: Sendable {
  private let name: String
  private let isOver = Atomic<Bool>(false)
  private let bell = Bell()

  /// How the loop rests between two pieces of work.
  package struct Rest: Sendable {
    let span: Span
    let descriptor: Int32?

    /// For a time; or until a descriptor is readable, if that is sooner.
    package static func `for`(_ span: Span, orUntilReadable descriptor: Int32? = nil) -> Rest {
      Rest(span: span, descriptor: descriptor)
    }
  }

  /// Makes a loop that is not yet running.
  ///
  /// - Parameter name: of its thread, as debuggers and `ps -T` show it.
  package init(_ name: String) {
    self.name = name
  }

  /// Whether it was told to end: what takes long asks now and then.
  package var isStopped: Bool { isOver.load(ordering: .acquiring) }

  /// Ends the loop as soon as what is in hand is finished.
  package func stop() {
    isOver.store(true, ordering: .releasing)
    bell.ring()
  }

  /// Ends its rest early: there is something to do.
  package func wake() {
    bell.ring()
  }

  /// Runs the loop until it is stopped.
  ///
  /// - Parameter begin: called on the loop's thread; gives what is done each time and returns how to rest then.
  package func run(_ begin: @escaping @Sendable () -> () -> Rest) async {
    await withCheckedContinuation { ended in
      let thread = Thread { [self] in
        // A thread can be named only by itself.
        Thread.current.name = name
        let work = begin()
        while !isStopped { rest(work()) }
        ended.resume()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private func rest(_ rest: Rest) {
    guard !isStopped else { return }
    let milliseconds = max(0, min(rest.span.microseconds, Span.hours(1).microseconds)) / 1000
    bell.wait(milliseconds: Int32(clamping: milliseconds), orUntilReadable: rest.descriptor)
  }
}

/// What a sleeping thread can be woken by, beside whatever else it waits for: a pipe that is written to.
private final class Bell: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe a ring goes unheard, and the sleeper wakes when its time is over.
    _ = pipe(&ends)
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  func ring() {
    _ = write(writing, [1], 1)
  }

  /// Waits for it to ring, for the other descriptor, or for the time to pass; however often it rang, that is one ring.
  func wait(milliseconds: Int32, orUntilReadable other: Int32?) {
    var entries = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
    if let other { entries.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
    _ = poll(&entries, nfds_t(entries.count), milliseconds)
    var rings = [UInt8](repeating: 0, count: 256)
    while read(reading, &rings, rings.count) > 0 {}
  }
}
