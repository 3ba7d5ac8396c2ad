/// Version 3: what a row of the dashboard shows beside the ticket, and the counts beside its lists.
///
/// A page of fifty rows costs fifty probes of `ticket` and nothing more, so each ticket keeps its newest words and the
/// numbers of its newest messages. `insertMessage` and `merge` write them; a trigger repairs them when a message goes.
enum M003GlanceAndCounts: Migration {
  static func run(on connection: Connection) throws {
    for group in [glance, indexes, counts, vocabulary] {
      for statement in group {
        try connection.run(statement)
      }
    }
  }

  private static let glance = [
    // The newest incoming message, and the newest note: what may be unread.
    "ALTER TABLE ticket ADD COLUMN heard INTEGER",
    "ALTER TABLE ticket ADD COLUMN noted INTEGER",
    // How many attachments its messages have.
    "ALTER TABLE ticket ADD COLUMN attachments INTEGER NOT NULL DEFAULT 0",
    // The message that a person last wrote, and how its words begin, in one line.
    "ALTER TABLE ticket ADD COLUMN spoken INTEGER",
    "ALTER TABLE ticket ADD COLUMN words TEXT",
    repaired("(SELECT DISTINCT ticket FROM message)"),
    """
    CREATE TRIGGER message_unseen AFTER DELETE ON message BEGIN
      \(repaired("(old.ticket)"));
    END
    """,
  ]

  /// Makes those columns anew from the messages there are.
  static func repaired(_ tickets: String) -> String {
    let words = "replace(replace(replace(coalesce(visible_text, text), char(13), ''), char(10), ' '), char(9), ' ')"
    return """
      UPDATE ticket SET
        heard = (SELECT max(id) FROM message WHERE ticket = ticket.id AND kind = 'incoming'),
        noted = (SELECT max(id) FROM message WHERE ticket = ticket.id AND kind = 'note'),
        attachments = (
          SELECT count(*) FROM message JOIN part ON part.message = message.id
          WHERE message.ticket = ticket.id AND (outgoing_kind IS NULL OR outgoing_kind = 'reply')),
        (spoken, words) = (
          SELECT id, trim(substr(\(words), 1, 160)) FROM message
          WHERE ticket = ticket.id AND (outgoing_kind IS NULL OR outgoing_kind = 'reply')
          ORDER BY is_automatic, id DESC LIMIT 1)
      WHERE id IN \(tickets)
      """
  }

  private static let indexes = [
    // --sort newest and oldest: the active tickets by number. In the other lanes no clock runs, so that their ranges of
    // the lane indexes are in that order already.
    "CREATE INDEX ticket_active ON ticket (status) WHERE status < 2",
    // Who waits to be let in, and what could not be delivered: for the flags of a row.
    "CREATE INDEX watcher_newcomer ON watcher (ticket) WHERE is_newcomer = 1",
    "CREATE INDEX outbox_undelivered ON outbox (ticket) WHERE state = 'failed'",
  ]

  // How many unfinished tickets (all but closed) each queue has, how many of those nobody works, and how many each
  // operator works. As with the lanes, a transaction adds its new tickets up at its end.
  private static let counts =
    [
      """
      INSERT INTO tally (name, count)
      SELECT 'queue:' || queue, count(*) FROM ticket WHERE status < 4 GROUP BY queue
      UNION ALL
      SELECT 'idle:' || queue, count(*) FROM ticket WHERE status < 4 AND assignee IS NULL GROUP BY queue
      UNION ALL
      SELECT 'assignee:' || assignee, count(*) FROM ticket WHERE status < 4 AND assignee IS NOT NULL GROUP BY assignee
      """,
      """
      CREATE TRIGGER ticket_changes_hands AFTER UPDATE OF status, queue, assignee ON ticket
      WHEN (old.status < 4) <> (new.status < 4)
        OR (new.status < 4 AND (old.queue <> new.queue OR old.assignee IS NOT new.assignee))
      BEGIN
        \(counted(-1, "old"))
        \(counted(1, "new"))
      END
      """,
      """
      CREATE TRIGGER ticket_leaves AFTER DELETE ON ticket WHEN old.status < 4
      BEGIN
        \(counted(-1, "old"))
      END
      """,
    ]

  private static func counted(_ number: Int, _ row: String) -> String {
    """
    INSERT INTO tally (name, count)
    SELECT 'queue:' || \(row).queue, \(number) WHERE \(row).status < 4
    UNION ALL
    SELECT CASE WHEN \(row).assignee IS NULL THEN 'idle:' || \(row).queue ELSE 'assignee:' || \(row).assignee END,
      \(number) WHERE \(row).status < 4
    ON CONFLICT (name) DO UPDATE SET count = count + excluded.count;
    """
  }

  private static let vocabulary = [
    // The words of the search index, for what was probably meant.
    "CREATE VIRTUAL TABLE search_word USING fts5vocab (search, 'instance')"
  ]
}
