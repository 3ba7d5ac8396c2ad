/// Where a page of tickets ended, as text that a link can carry: the next page begins after it.
///
/// It names a place in the order and not a count of rows, so that tickets which come and go meanwhile neither shift the
/// next page nor make it slower.
package struct TicketCursor: Sendable, Equatable, CustomStringConvertible {
  /// What is walked: the orders of a listing, or the hits of a search.
  package enum Walk: Sendable, Equatable {
    case list(TicketFilter.Order)
    case search
  }

  package var walk: Walk

  /// When the first page was made: the groups of the urgency order stay as they were then.
  package var asOf: Instant

  /// The place of the last row: its group, what orders the group, and its number, each as the walk compares them.
  package var group: Int
  package var key: Int64
  package var number: Int64

  /// How many rows the pages so far have shown.
  package var shown: Int

  package init(walk: Walk, asOf: Instant, group: Int = 0, key: Int64 = 0, number: Int64, shown: Int) {
    self.walk = walk
    self.asOf = asOf
    self.group = group
    self.key = key
    self.number = number
    self.shown = shown
  }

  /// Reads what `description` wrote; nil for anything else, which came by hand.
  package init?(parsing text: String) {
    guard text.utf8.count <= Self.mostBytes else { return nil }
    let fields = text.split(separator: ".", omittingEmptySubsequences: false)
    guard fields.count == 6, let walk = Self.walks.first(where: { $0.letter == fields[0] })?.walk else { return nil }
    let numbers = fields.dropFirst().compactMap { Int64($0, radix: Self.radix) }
    guard numbers.count == 5, (0...Self.lastGroup).contains(numbers[1]), (0...Self.mostShown).contains(numbers[4])
    else { return nil }
    self.init(
      walk: walk, asOf: Instant(microseconds: numbers[0]), group: Int(numbers[1]), key: numbers[2],
      number: numbers[3], shown: Int(numbers[4]))
  }

  package var description: String {
    let letter = Self.walks.first { $0.walk == walk }?.letter ?? ""
    let numbers = [asOf.microseconds, Int64(group), key, number, Int64(shown)]
    return ([letter] + numbers.map { String($0, radix: Self.radix) }).joined(separator: ".")
  }

  private static let walks: [(letter: String, walk: Walk)] = [
    ("u", .list(.urgency)), ("n", .list(.newest)), ("o", .list(.oldest)), ("c", .list(.updated)), ("s", .search),
  ]

  private static let radix = 36
  private static let lastGroup: Int64 = 9

  /// No desk has more tickets: what is counted on from here stays far from the end of the numbers.
  private static let mostShown: Int64 = 1_000_000_000_000

  /// Five numbers of at most fourteen characters each, and what stands between.
  private static let mostBytes = 80
}
