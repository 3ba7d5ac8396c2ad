/// A named place where a crash test may end the process.
///
/// In a release build a hit costs a comparison of nil; the hook is set once, before any work, by the command line in
/// debug builds only.
package enum FailPoint {
  /// Called with the name of each point that is passed.
  package typealias Hook = @Sendable (String) -> Void

  nonisolated(unsafe) private static var hook: Hook?

  /// Sets the hook.
  ///
  /// To be called before the first thread is started.
  package static func install(_ hook: @escaping Hook) {
    self.hook = hook
  }

  /// Says that the point `name` has been reached.
  @inline(__always)
  package static func hit(_ name: @autoclosure () -> String) {
    #if DEBUG
      hook?(name())
    #endif
  }
}
