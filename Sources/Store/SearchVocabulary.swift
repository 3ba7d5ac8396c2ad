import Desk

/// The words of the search index, asked for the one that was probably meant.
///
/// The index can tell at once whether it has a word, and which word follows another; what lies between is never walked.
/// So a suggestion costs some hundreds of probes, however large the index is.
struct SearchVocabulary {
  let connection: Connection

  /// The query's text with words in place of those that no message has; nil where nothing comes near one of them, or
  /// where all of them are known and only never met in one message.
  func suggestion(for query: SearchQuery) throws -> String? {
    var corrected = query
    var isChanged = false
    for word in query.plainWords.prefix(Self.mostWords) where try !isKnown(word) {
      guard let near = try nearest(to: word) else { return nil }
      corrected.replace(word, with: near)
      isChanged = true
    }
    return isChanged ? corrected.text : nil
  }

  private static let mostWords = 4
  private static let lengths = 3...24
  /// How many neighbours in the alphabet are looked at.
  private static let mostNeighbours = 500
  /// From how many messages on a word is as good as any more frequent one.
  private static let frequent = 100

  private func isKnown(_ word: String) throws -> Bool {
    guard let match = SearchText.query(word) else { return true }
    return try connection.exists("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", [match])
  }

  /// The known word that differs least; of those the most frequent.
  private func nearest(to word: String) throws -> String? {
    let wanted = SearchText.folded(word)
    guard Self.lengths.contains(wanted.count), wanted.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
    var best: (word: String, distance: Int, frequency: Int)?
    func consider(_ candidate: String, _ distance: Int) throws {
      if let best, best.distance < distance { return }
      let frequency = try frequency(of: candidate)
      guard frequency > 0 else { return }
      if let best, best.distance == distance, best.frequency >= frequency { return }
      best = (candidate, distance, frequency)
    }
    for candidate in Self.slips(of: wanted) { try consider(candidate, 1) }
    if best == nil, wanted.count > 4 {
      for candidate in try neighbours(of: wanted) where abs(candidate.count - wanted.count) <= 2 {
        let distance = NearestName.distance(wanted, candidate)
        if distance <= 2 { try consider(candidate, distance) }
      }
    }
    return best?.word
  }

  private func frequency(of word: String) throws -> Int {
    guard let match = SearchText.query(word) else { return 0 }
    let count = try connection.integer(
      "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", [match, Self.frequent])
    return Int(count ?? 0)
  }

  /// Words of the index that begin with the same three letters.
  private func neighbours(of word: String) throws -> [String] {
    let beginning = String(word.prefix(3))
    var found: [String] = []
    var next = beginning
    while found.count < Self.mostNeighbours,
      let term = try connection.first(
        "SELECT term FROM search_word WHERE term >= ? LIMIT 1", [next], { $0[0] as String }),
      term.hasPrefix(beginning)
    {
      found.append(term)
      // The first that can follow: no word of the index has a control character in it.
      next = term + "\u{1}"
    }
    return found
  }

  /// All words that one slip of the fingers makes of a word: a letter left out, put in, changed, or two that changed
  /// places.
  private static func slips(of word: String) -> Set<String> {
    let letters = Array(word)
    let alphabet = alphabet(of: letters)
    var slips: Set<String> = []
    for place in 0...letters.count {
      let head = letters[..<place]
      let tail = letters[place...]
      for letter in alphabet { slips.insert(String(head + [letter] + tail)) }
      guard let first = tail.first else { continue }
      let rest = tail.dropFirst()
      slips.insert(String(head + rest))
      for letter in alphabet { slips.insert(String(head + [letter] + rest)) }
      if let second = rest.first { slips.insert(String(head + [second, first] + rest.dropFirst())) }
    }
    slips.remove(word)
    return slips
  }

  /// The letters that may stand in place of a word's: those of its script, as the index spells them.
  private static func alphabet(of letters: [Character]) -> [Character] {
    let scalars = letters.compactMap(\.unicodeScalars.first)
    func range(_ range: ClosedRange<UInt32>) -> [Character] {
      range.compactMap(Unicode.Scalar.init).map(Character.init)
    }
    if scalars.contains(where: { (0x400...0x4FF).contains($0.value) }) { return range(0x430...0x44F) }
    if scalars.contains(where: { (0x370...0x3FF).contains($0.value) }) { return range(0x3B1...0x3C9) }
    return scalars.allSatisfy({ $0.value < 0x250 }) ? range(0x61...0x7A) : []
  }
}
