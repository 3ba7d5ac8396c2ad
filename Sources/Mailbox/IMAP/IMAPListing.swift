/// What a folder holds, as far as it has been told: kept between looks, so that only what is new is asked for.
struct IMAPListing {
  /// More messages than a folder is watched with: each takes some memory for as long as it lies there.
  static let mostMessages = 1_000_000

  struct Entry {
    let uid: UInt32
    let size: Int
    var isSeen: Bool
    let isDeleted: Bool
    /// UTC microseconds since 1970.
    let receivedAt: Int64?
  }

  let uidValidity: UInt32
  /// By UID.
  private(set) var entries: [Entry] = []
  private var places: [UInt32: Int] = [:]

  init(uidValidity: UInt32) {
    self.uidValidity = uidValidity
  }

  var lastUID: UInt32 { entries.last?.uid ?? 0 }

  subscript(uid: UInt32) -> Entry? { places[uid].map { entries[$0] } }

  /// Takes in what FETCH told, each message once; a UID once given never goes back (RFC 9051 §2.3.1.1).
  mutating func add(_ told: [UInt32: Entry]) {
    let last = lastUID
    for entry in told.values.filter({ $0.uid > last }).sorted(by: { $0.uid < $1.uid }) {
      places[entry.uid] = entries.count
      entries.append(entry)
    }
  }

  /// Puts what is told now in place of what was told of the same messages before.
  mutating func update(_ told: [UInt32: Entry]) {
    for (uid, entry) in told { if let place = places[uid] { entries[place] = entry } }
  }

  mutating func markSeen(_ uids: [UInt32]) {
    for place in uids.compactMap({ places[$0] }) { entries[place].isSeen = true }
  }

  mutating func remove(_ uids: Set<UInt32>) {
    entries.removeAll { uids.contains($0.uid) }
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.uid, $0) })
  }
}

extension IMAPListing.Entry {
  /// A message as FETCH told of it; nil where something is missing.
  init?(_ fetch: IMAPFetch) {
    guard let uid = fetch.uid else { return nil }
    // Better read once more than passed over.
    let flags = fetch.flags ?? []
    self.init(
      uid: uid, size: fetch.size ?? 0, isSeen: flags.contains("\\seen"), isDeleted: flags.contains("\\deleted"),
      receivedAt: fetch.received)
  }
}

/// Numbers as commands name them: `1:3,7` (RFC 9051 §9, sequence-set).
enum IMAPSequence {
  static func text(_ uids: some Sequence<UInt32>) -> String {
    var ranges: [ClosedRange<UInt32>] = []
    for uid in uids.sorted() {
      if let last = ranges.last, uid <= last.upperBound || uid - last.upperBound == 1 {
        ranges[ranges.count - 1] = last.lowerBound...max(uid, last.upperBound)
      } else {
        ranges.append(uid...uid)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
      .joined(separator: ",")
  }
}
