/// Version 4: what reports are made from.
///
/// None of it costs a message that is taken in more than an upsert a transaction: the indexes hold only what has been
/// answered or finished, and what is opened is counted by the quarter of an hour.
enum M004Reports: Migration {
  static func run(on connection: Connection) throws {
    for statement in outcomes + flows + loads {
      try connection.run(statement)
    }
  }

  // All columns that a report reads, so that it never looks at a ticket itself. `merged_into` is there to be left out.
  private static let outcomes = [
    // Time to first response, by when it was given.
    """
    CREATE INDEX ticket_responded ON ticket (first_responded_at, created_at, queue, assignee, merged_into)
    WHERE first_responded_at IS NOT NULL
    """,
    // Time to resolution and service level kept, by when it was resolved.
    """
    CREATE INDEX ticket_outcome ON ticket (resolved_at, created_at, queue, priority, assignee, first_responded_at,
      first_response_due, resolve_due, merged_into)
    WHERE resolved_at IS NOT NULL
    """,
    // The same of those that were closed without being resolved first.
    """
    CREATE INDEX ticket_dropped ON ticket (closed_at, created_at, queue, priority, assignee, first_responded_at,
      first_response_due, resolve_due, merged_into, resolved_at)
    WHERE closed_at IS NOT NULL AND resolved_at IS NULL
    """,
    // Replies that an operator wrote.
    "CREATE INDEX message_reply ON message (author, at, ticket, outgoing_kind) WHERE outgoing_kind = 'reply'",
  ]

  // How many in a quarter of an hour of UTC: the midnights of every zone fall between two. `what` is `opened:` and the
  // queue, or `intake`. A transaction adds up what it inserts at its end; triggers follow what moves.
  private static let flows = [
    """
    CREATE TABLE flow (
      what TEXT NOT NULL,
      slot INTEGER NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (what, slot)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO flow (what, slot, count)
    SELECT 'opened:' || queue, created_at / 900000000, count(*) FROM ticket WHERE merged_into IS NULL GROUP BY 1, 2
    """,
    """
    INSERT INTO flow (what, slot, count)
    SELECT 'intake', at / 900000000, count(*) FROM intake WHERE reason IS NOT 'baseline' GROUP BY 2
    """,
    """
    CREATE TRIGGER ticket_flows_elsewhere AFTER UPDATE OF created_at, queue, merged_into ON ticket
    WHEN old.created_at <> new.created_at OR old.queue <> new.queue OR old.merged_into IS NOT new.merged_into
    BEGIN
      \(opened(-1, "old"))
      \(opened(1, "new"))
    END
    """,
    "CREATE TRIGGER ticket_flows_off AFTER DELETE ON ticket BEGIN \(opened(-1, "old")) END",
  ]

  private static func opened(_ number: Int, _ row: String) -> String {
    """
    INSERT INTO flow (what, slot, count)
    SELECT 'opened:' || \(row).queue, \(row).created_at / 900000000, \(number) WHERE \(row).merged_into IS NULL
    ON CONFLICT (what, slot) DO UPDATE SET count = count + excluded.count;
    """
  }

  // What each operator has in hand: `load:`, the operator (0 for nobody) and the priority, of new, open and pending
  // tickets.
  private static let loads = [
    """
    INSERT INTO tally (name, count)
    SELECT 'load:' || ifnull(assignee, 0) || ':' || priority, count(*) FROM ticket WHERE status < 3 GROUP BY 1
    """,
    """
    CREATE TRIGGER ticket_loads_another AFTER UPDATE OF status, priority, assignee ON ticket
    WHEN old.assignee IS NOT new.assignee OR old.priority <> new.priority OR (old.status < 3) <> (new.status < 3)
    BEGIN
      \(load(-1, "old"))
      \(load(1, "new"))
    END
    """,
    "CREATE TRIGGER ticket_loads_nobody AFTER DELETE ON ticket BEGIN \(load(-1, "old")) END",
  ]

  private static func load(_ number: Int, _ row: String) -> String {
    """
    INSERT INTO tally (name, count)
    SELECT 'load:' || ifnull(\(row).assignee, 0) || ':' || \(row).priority, \(number) WHERE \(row).status < 3
    ON CONFLICT (name) DO UPDATE SET count = count + excluded.count;
    """
  }
}
