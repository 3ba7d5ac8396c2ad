import Crypto
import Desk

/// The last event and its hash: what the next event builds on.
struct ChainHead: Equatable {
  var sequence: Int64
  var hash: [UInt8]
}

/// How the rows of the event log hold on to each other.
///
/// Each hash covers its sequence, time, kind, actor, ticket, the hash before, and a digest of its details under a salt
/// of its own; every field is preceded by its length, so that no two events give the same bytes. Frozen.
enum EventChain {
  /// What stands before the first event: the desk's own id, so that a chain cannot be taken from another desk.
  static func genesis(of desk: String) -> ChainHead {
    ChainHead(sequence: 0, hash: Array(SHA256.hash(data: Array("servicedesk.event.\(desk)".utf8))))
  }

  static func hash(_ event: Event, detailsDigest: [UInt8]?, after previous: [UInt8]) -> [UInt8] {
    var bytes = previous
    bytes.reserveCapacity(160)
    append(event.sequence, to: &bytes)
    append(event.at.microseconds, to: &bytes)
    append(event.ticket?.number ?? 0, to: &bytes)
    append(event.kind.rawValue.utf8, to: &bytes)
    append(event.actor.utf8, to: &bytes)
    append(detailsDigest ?? [], to: &bytes)
    return Array(SHA256.hash(data: bytes))
  }

  static func digest(ofDetails details: [UInt8], salt: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: salt)
    hash.update(data: details)
    return Array(hash.finalize())
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ field: some Collection<UInt8>, to bytes: inout [UInt8]) {
    append(Int64(field.count), to: &bytes)
    bytes.append(contentsOf: field)
  }
}
