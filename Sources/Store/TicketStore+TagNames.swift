extension TicketStore {
  /// The tags there are, in order, at most as many as asked for.
  ///
  /// Each is one step along the index `tag_lane`, however many tickets carry it.
  package func tagNames(limit: Int) throws -> [String] {
    try read { connection in
      try connection.all(
        """
        WITH RECURSIVE known (name) AS (
          SELECT min(name) FROM tag
          UNION ALL
          SELECT (SELECT min(name) FROM tag WHERE name > known.name) FROM known WHERE known.name IS NOT NULL
        )
        SELECT name FROM known WHERE name IS NOT NULL LIMIT ?
        """, [limit]
      ) { $0[0] as String }
    }
  }
}
