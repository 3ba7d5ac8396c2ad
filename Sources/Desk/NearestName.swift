/// The name that was probably meant.
package enum NearestName {
  /// The candidate closest to `word`, when it is close enough to be a slip of the fingers.
  package static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = word.lowercased().prefix(64)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let name = candidate.lowercased()
      let isBeginning = wanted.count >= 2 && name.hasPrefix(wanted)
      let distance = isBeginning ? 1 : distance(String(wanted), name)
      // Between equals, people get the first letter right.
      let isBetter = best.map {
        distance < $0.distance || distance == $0.distance && startsAlike(wanted, name) && !startsAlike(wanted, $0.name)
      }
      if isBetter ?? true { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, (wanted.count + 1) / 3) else { return nil }
    return best.name
  }

  private static func startsAlike(_ word: some StringProtocol, _ name: String) -> Bool {
    word.first == name.lowercased().first
  }

  /// ` Did you mean 'x'?` or nothing.
  package static func question(_ word: String, among candidates: some Sequence<String>) -> String {
    of(word, among: candidates).map { ". Did you mean '\($0)'?" } ?? ""
  }

  /// Edits between two words: insertions, deletions, changes, and neighbours that changed places.
  package static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var before: [Int] = []
    var above = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let isSame = left[row] == right[column]
        var least = min(above[column + 1] + 1, current[column] + 1, above[column] + (isSame ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, before[column - 1] + 1)
        }
        current.append(least)
      }
      before = above
      above = current
    }
    return above[right.count]
  }
}
