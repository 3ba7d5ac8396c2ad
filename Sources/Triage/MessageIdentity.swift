import Crypto
package import Desk

/// Our signed marks: Message-IDs, reply and bounce addresses, and the reference at a mail's foot.
///
/// A mark holds a ticket, a number and the first 16 bytes of HMAC-SHA256 over `PURPOSE.DESK.TICKET.N` under the key made
/// with the database: who saw one of our mails can join its ticket, nobody else, and no mark of another desk is ours.
package struct MessageIdentity: Sendable {
  /// What a mark is for; one made for a purpose is of no use for another.
  private enum Purpose: String {
    case messageID = "m"
    case reply = "r"
    case bounce = "b"
    case foot = "f"
  }

  /// What a verified address of ours stands for.
  package enum Mark: Sendable, Equatable {
    case reply(ticket: TicketID, sequence: Int64)
    case bounce(ticket: TicketID, row: Int64)
  }

  private let key: SymmetricKey
  private let desk: String
  private let domain: String

  /// - Parameters:
  ///   - key: the database's 32 secret bytes.
  ///   - desk: what tells this desk from any other.
  ///   - domain: the right side of our Message-IDs.
  package init(key: [UInt8], desk: String, domain: String) {
    self.key = SymmetricKey(data: key)
    self.desk = desk
    self.domain = domain
  }

  /// All marks of one mail.
  ///
  /// Made together, since to set up the key costs as much as to sign with it.
  package func marks(_ queue: SupportQueue, ticket: TicketID, sequence: Int64) -> OutgoingMarks {
    let signer = signer
    return OutgoingMarks(
      messageID: "sd.\(ticket.number).\(sequence).\(code(.messageID, ticket, sequence, signer))@\(domain)",
      replyTo: address(queue, .reply, ticket, sequence, signer),
      reference: "Ref: \(ticket).\(sequence).\(code(.foot, ticket, sequence, signer))")
  }

  /// The ticket and SEQ of a Message-ID of ours; nil for any other.
  ///
  /// The domain is not compared: relays rewrite it, and the code is proof enough.
  package func verifyMessageID(_ id: String) -> (ticket: TicketID, sequence: Int64)? {
    guard id.utf8.count <= Self.longest else { return nil }
    let local = id.prefix { $0 != "@" }
    guard local.prefix(3).lowercased() == "sd." else { return nil }
    return verify(.messageID, local.dropFirst(3))
  }

  /// `support+b.TICKET.ROW.MAC@…`; the queue's plain address where plus-addressing is off.
  package func bounceAddress(_ queue: SupportQueue, ticket: TicketID, row: Int64) -> EmailAddress {
    address(queue, .bounce, ticket, row, signer)
  }

  /// What an address of ours with a signed suffix stands for; nil for any other.
  package func verifyAddress(_ address: EmailAddress) -> Mark? {
    guard let suffix = address.plusSuffix, suffix.utf8.count <= Self.longest else { return nil }
    if suffix.hasPrefix("r."), let (ticket, sequence) = verify(.reply, suffix.dropFirst(2)) {
      return .reply(ticket: ticket, sequence: sequence)
    }
    if suffix.hasPrefix("b."), let (ticket, row) = verify(.bounce, suffix.dropFirst(2)) {
      return .bounce(ticket: ticket, row: row)
    }
    return nil
  }

  /// The verified references in a text, quoted or not, each once; of those that look like one the first few.
  ///
  /// The word before it is not asked for: what is signed is enough, and mail programs break lines where they like.
  package func footReferences(in text: String) -> [(ticket: TicketID, sequence: Int64)] {
    var found: [(ticket: TicketID, sequence: Int64)] = []
    for candidate in FootReference.candidates(in: text, most: Self.mostFootReferences) {
      if let reference = verify(.foot, candidate), !found.contains(where: { $0 == reference }) {
        found.append(reference)
      }
    }
    return found
  }

  private var signer: HMAC<SHA256> { HMAC(key: key) }

  private static let longest = 200
  private static let mostFootReferences = 20

  private func address(
    _ queue: SupportQueue, _ purpose: Purpose, _ ticket: TicketID, _ number: Int64, _ signer: HMAC<SHA256>
  ) -> EmailAddress {
    guard queue.plusAddressing else { return queue.address }
    let suffix = "\(purpose.rawValue).\(ticket.number).\(number).\(code(purpose, ticket, number, signer))"
    return EmailAddress("\(queue.address.localPart)+\(suffix)@\(queue.address.domain)")
  }

  private func code(
    _ purpose: Purpose, _ ticket: TicketID, _ number: Int64, _ signer: HMAC<SHA256>
  ) -> String {
    var signer = signer
    signer.update(data: Array("\(purpose.rawValue).\(desk).\(ticket.number).\(number)".utf8))
    return Base32.text(signer.finalize().prefix(16))
  }

  /// Reads `TICKET.NUMBER.MAC` and checks the code without telling by the time taken how much of it was right.
  private func verify(_ purpose: Purpose, _ text: Substring) -> (ticket: TicketID, sequence: Int64)? {
    let fields = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 3, let ticket = Self.number(fields[0]).map({ TicketID($0) }),
      let number = Self.number(fields[1])
    else { return nil }
    let given = Array(fields[2].lowercased().utf8)
    let right = Array(code(purpose, ticket, number, signer).utf8)
    guard given.count == right.count else { return nil }
    let difference = zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
    return difference == 0 ? (ticket, number) : nil
  }

  private static func number(_ text: Substring) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
