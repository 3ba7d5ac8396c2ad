/// Where the rows of the open tables began, so that cells of one line are set side by side.
struct HTMLRows {
  private var starts: [(bytes: Int, line: Int)] = []

  /// Whether the next words go on in the line of the cell before.
  private(set) var isJoining = false

  mutating func enterTable() { starts.append((Int.max, 0)) }

  mutating func leaveTable() {
    _ = starts.popLast()
    isJoining = false
  }

  mutating func begin(at bytes: Int, line: Int) {
    if let last = starts.indices.last { starts[last] = (bytes, line) }
  }

  /// Whether the row so far is text in one line.
  func isBeside(at bytes: Int, line: Int) -> Bool {
    guard let row = starts.last else { return false }
    return bytes > row.bytes && line - row.line == 1
  }

  mutating func join() { isJoining = true }

  mutating func cancelJoin() { isJoining = false }
}
