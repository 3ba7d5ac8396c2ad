package import Desk

/// An incoming message as far as its header is concerned.
package struct MessageHead: Sendable {
  package var message: Int64
  /// Whether it was kept as automatic mail that changes nothing.
  package var isAutomatic: Bool
  /// The beginning of its bytes.
  package var bytes: [UInt8]
}

extension TicketStore {
  /// The beginnings of a ticket's incoming messages in the order of their coming: where their headers stand.
  package func heads(of id: TicketID) throws -> [MessageHead] { try read { try $0.heads(of: id) } }
}

extension Transaction {
  /// The beginnings of a ticket's incoming messages, those of this transaction included.
  package func heads(of id: TicketID) throws -> [MessageHead] { try connection.heads(of: id) }
}

extension Connection {
  /// Read in place, so that a large message costs no more than a small one.
  fileprivate func heads(of id: TicketID) throws -> [MessageHead] {
    let rows = try all(
      """
      SELECT id, raw, is_automatic FROM message INDEXED BY message_ticket
      WHERE ticket = ? AND kind = 'incoming' AND raw IS NOT NULL ORDER BY id
      """, [id.number]
    ) { (message: $0[0] as Int64, raw: $0[1] as Int64, isAutomatic: $0[2] as Bool) }
    return try rows.map { row in
      MessageHead(
        message: row.message, isAutomatic: row.isAutomatic,
        bytes: try start(ofBlob: "bytes", in: "raw_message", row: row.raw, most: Self.headerBytes))
    }
  }

  private static let headerBytes = 64 << 10
}
