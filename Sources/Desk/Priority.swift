/// How urgent a ticket is: exactly three levels, medium where nothing says otherwise.
package enum Priority: String, Sendable, CaseIterable, Comparable, Codable {
  case high, medium, low

  /// 0 for high, 1 for medium, 2 for low: the stored form, which sorts most urgent first.
  package var rank: Int {
    switch self {
    case .high: 0
    case .medium: 1
    case .low: 2
    }
  }

  package init?(rank: Int) {
    guard let level = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
    self = level
  }

  /// Less urgent is less.
  package static func < (left: Priority, right: Priority) -> Bool { left.rank > right.rank }

  /// Who or what chose a priority.
  ///
  /// An operator's choice is final: nothing in a mail changes it.
  package enum Source: String, Sendable, Codable {
    case tag, header, queue, `operator`
  }
}
