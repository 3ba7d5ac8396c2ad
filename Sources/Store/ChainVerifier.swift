import Desk

/// Follows the event chain row by row, holding no more than the last hash and the ranges of erased details.
struct ChainVerifier {
  private(set) var fault: (sequence: Int64, sentence: String)?
  private var head: ChainHead
  private let expected: AuditHead?
  private var events = 0
  private var metExpected: Bool
  /// Events whose details are gone, in ranges, and those that `erased` events account for.
  private var missing: [ClosedRange<Int64>] = []
  private var erased: [ClosedRange<Int64>] = []

  init(genesis: ChainHead, expected: AuditHead?) {
    head = genesis
    self.expected = expected
    metExpected = expected.map { $0.sequence == 0 && $0.hash == genesis.hash } ?? true
  }

  /// Checks one row, in order of sequence.
  ///
  /// - Returns: false once something was wrong.
  mutating func accepts(_ row: Row) -> Bool {
    let sequence: Int64 = row[0]
    guard sequence == head.sequence + 1 else {
      let isBefore = sequence <= head.sequence
      fault =
        isBefore
        ? (sequence, "event \(sequence) was put in") : (head.sequence + 1, "event \(head.sequence + 1) was removed")
      return false
    }
    guard let kind = Event.Kind(rawValue: row[2]) else {
      fault = (sequence, "event \(sequence) was changed: its kind is unknown")
      return false
    }
    let event = Event(
      sequence: sequence, at: Instant(microseconds: row[1]), kind: kind, actor: row[3], ticket: row.ticket(4))
    let digest = row.bytes(6)
    let hash = row.bytes(7) ?? []
    guard EventChain.hash(event, detailsDigest: digest, after: head.hash) == hash else {
      fault = (sequence, "event \(sequence) was changed or put in, or one before it was: its hash does not follow")
      return false
    }
    guard checkDetails(of: event, digest: digest, details: row[5], salt: row.bytes(8)) else { return false }
    events += 1
    head = ChainHead(sequence: sequence, hash: hash)
    if let expected, expected.sequence == sequence { metExpected = expected.hash == hash }
    return true
  }

  /// Details that belong to no event.
  mutating func noteStrayDetails() {
    fault = (head.sequence + 1, "details lie beside the log that belong to no event: its tail was cut")
  }

  mutating func report() -> AuditReport {
    if fault == nil { checkErasures() }
    if fault == nil, !metExpected, let expected {
      fault =
        expected.sequence > head.sequence
        ? (
          head.sequence + 1,
          "the log ends at event \(head.sequence), before the expected \(expected.sequence): its tail was cut"
        )
        : (expected.sequence, "event \(expected.sequence) is not the one expected: the log was rewritten")
    }
    let count = missing.reduce(0) { $0 + $1.count }
    let said = count == 0 ? "" : "; the details of \(count) were erased, as the log says"
    let whole = "\(events) event\(events == 1 ? "" : "s"), each follows from the one before it\(said)"
    return AuditReport(
      isWhole: fault == nil, events: events, head: AuditHead(sequence: head.sequence, hash: head.hash),
      firstBad: fault?.sequence, erased: count, sentence: fault?.sentence ?? whole)
  }

  private mutating func checkDetails(of event: Event, digest: [UInt8]?, details: String?, salt: [UInt8]?) -> Bool {
    guard let digest else {
      guard details == nil else {
        fault = (event.sequence, "event \(event.sequence) had no details; some were put in")
        return false
      }
      return true
    }
    guard let details, let salt else {
      note(event.sequence)
      return true
    }
    guard EventChain.digest(ofDetails: Array(details.utf8), salt: salt) == digest else {
      fault = (event.sequence, "the details of event \(event.sequence) were changed")
      return false
    }
    if event.kind == .erased {
      for detail in ColumnJSON.details(from: details) where detail.name == "events" {
        erased += NumberRanges.ranges(in: detail.value)
      }
    }
    return true
  }

  private mutating func note(_ sequence: Int64) {
    if let last = missing.last, last.upperBound == sequence - 1 {
      missing[missing.count - 1] = last.lowerBound...sequence
    } else {
      missing.append(sequence...sequence)
    }
  }

  /// Details that are gone without an `erased` event were removed quietly.
  private mutating func checkErasures() {
    let known = erased.sorted { $0.lowerBound < $1.lowerBound }
    var index = 0
    for range in missing {
      var next = range.lowerBound
      while next <= range.upperBound {
        while index < known.count, known[index].upperBound < next { index += 1 }
        guard index < known.count, known[index].contains(next) else {
          fault = (next, "the details of event \(next) were removed, and no event says so")
          return
        }
        next = known[index].upperBound + 1
      }
    }
  }
}
