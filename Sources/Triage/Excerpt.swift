extension StringProtocol {
  /// The beginning of a text that somebody else wrote, in at most so many bytes of UTF-8 and a mark of the cut.
  ///
  /// It is cut between scalars: a single character of a hostile text may be as long as the whole.
  func excerpt(_ bytes: Int) -> String {
    guard utf8.count > bytes else { return String(self) }
    var kept = String.UnicodeScalarView()
    var room = bytes
    for scalar in unicodeScalars {
      room -= UTF8.width(scalar)
      guard room >= 0 else { break }
      kept.append(scalar)
    }
    return String(kept) + "…"
  }
}
