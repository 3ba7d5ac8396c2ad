package import Desk

extension TicketStore {
  /// How far into a mail its HTML is looked for: bodies stand before attachments.
  private static let looked = 65_536

  /// Those incoming messages of a ticket that may hold HTML: where its media type stands near their beginning.
  ///
  /// Not more than a sign, found without parsing; whoever shows one parses it and may find none.
  package func messagesThatMayHoldHTML(on id: TicketID) throws -> Set<Int64> {
    try read { connection in
      let found = try connection.all(
        """
        SELECT message.id FROM message INDEXED BY message_ticket JOIN raw_message ON raw_message.id = message.raw
        WHERE message.ticket = ?1 AND message.kind = 'incoming'
          AND (instr(substr(raw_message.bytes, 1, ?2), CAST('text/html' AS BLOB)) > 0
            OR instr(substr(raw_message.bytes, 1, ?2), CAST('TEXT/HTML' AS BLOB)) > 0
            OR instr(substr(raw_message.bytes, 1, ?2), CAST('Text/Html' AS BLOB)) > 0)
        """, [id.number, Self.looked]
      ) { $0[0] as Int64 }
      return Set(found)
    }
  }
}
