/// Version 1: all that the desk keeps.
///
/// Times are integer microseconds in UTC. Each index is there for the query named beside it; there are no others, since
/// each one costs every message that is taken in.
enum M001FirstSchema: Migration {
  static func run(on connection: Connection) throws {
    for group in [settings, people, tickets, messages, ledger, outgoing, audit, search, counts] {
      for statement in group {
        try connection.run(statement)
      }
    }
  }

  private static let settings = [
    // identity_key (32 random bytes) and desk_id, made with the file.
    """
    CREATE TABLE setting (
      name TEXT NOT NULL PRIMARY KEY,
      value ANY NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE queue (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT
    """,
  ]

  private static let people = [
    // Whoever wrote or was written to, once an address; `address` and `name` as first seen.
    """
    CREATE TABLE person (
      id INTEGER PRIMARY KEY,
      normal TEXT NOT NULL UNIQUE,
      address TEXT NOT NULL,
      name TEXT,
      flagged_until INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE operator (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      full_name TEXT,
      address TEXT,
      normal TEXT,
      role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'read-only')),
      is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
      created_at INTEGER NOT NULL
    ) STRICT
    """,
    // Is this sender an operator?
    "CREATE INDEX operator_address ON operator (normal) WHERE normal IS NOT NULL",
    // `pattern` is an address in normal form, or `@domain`.
    """
    CREATE TABLE block (
      pattern TEXT NOT NULL PRIMARY KEY,
      reason TEXT NOT NULL,
      author TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let tickets = [
    // `lane` is status times three plus priority, 15 and up for a merged one; `due` is the next promise still to be
    // kept, the largest integer when the clock stands still. Both are computed, so that no writer can forget them.
    """
    CREATE TABLE ticket (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      queue INTEGER NOT NULL REFERENCES queue (id),
      status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
      priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
      priority_source TEXT NOT NULL CHECK (priority_source IN ('tag', 'header', 'queue', 'operator')),
      requester INTEGER REFERENCES person (id),
      assignee INTEGER REFERENCES operator (id),
      messages INTEGER NOT NULL DEFAULT 0,
      sequence INTEGER NOT NULL DEFAULT 0,
      root INTEGER REFERENCES message (id),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      first_response_due INTEGER,
      resolve_due INTEGER,
      first_responded_at INTEGER,
      resolved_at INTEGER,
      closed_at INTEGER,
      pending_since INTEGER,
      merged_into INTEGER REFERENCES ticket (id) CHECK (merged_into < id),
      requester_name TEXT,
      requester_address TEXT,
      subject TEXT NOT NULL,
      lane INTEGER NOT NULL AS (CASE WHEN merged_into IS NULL THEN status * 3 ELSE 15 END + priority) VIRTUAL,
      due INTEGER NOT NULL AS (
        CASE
          WHEN status > 1 THEN 9223372036854775807
          WHEN first_responded_at IS NULL AND first_response_due IS NOT NULL
            THEN min(first_response_due, ifnull(resolve_due, 9223372036854775807))
          ELSE ifnull(resolve_due, 9223372036854775807)
        END
      ) VIRTUAL,
      CHECK (merged_into IS NULL OR status = 4)
    ) STRICT
    """,
    // The default list, --status and --priority.
    "CREATE INDEX ticket_lane ON ticket (lane, due)",
    // --queue
    "CREATE INDEX ticket_queue ON ticket (queue, lane, due)",
    // --requester
    "CREATE INDEX ticket_requester ON ticket (requester, lane, due)",
    // --assignee, --mine and --unassigned
    "CREATE INDEX ticket_assignee ON ticket (assignee, lane, due)",
    // --sort updated
    "CREATE INDEX ticket_updated ON ticket (updated_at)",
    // The few that wait to close by themselves.
    "CREATE INDEX ticket_resolved ON ticket (resolved_at) WHERE status = 3",
    // Those merged into a ticket, when it is merged itself or explained.
    "CREATE INDEX ticket_merged ON ticket (merged_into) WHERE merged_into IS NOT NULL",
    // `lane` and `due` are the ticket's, repeated so that --tag is one ordered range too; the trigger keeps them.
    """
    CREATE TABLE tag (
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      name TEXT NOT NULL,
      lane INTEGER NOT NULL,
      due INTEGER NOT NULL,
      PRIMARY KEY (ticket, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tag_lane ON tag (name, lane, due, ticket)",
    """
    CREATE TRIGGER ticket_moves_tags
    AFTER UPDATE OF status, priority, merged_into, first_response_due, resolve_due, first_responded_at ON ticket
    WHEN old.lane <> new.lane OR old.due <> new.due
    BEGIN
      UPDATE tag SET lane = new.lane, due = new.due WHERE ticket = new.id;
    END
    """,
    // A newcomer is remembered so that an operator can let them in; until then they are no watcher.
    """
    CREATE TABLE watcher (
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      person INTEGER NOT NULL REFERENCES person (id),
      name TEXT,
      address TEXT NOT NULL,
      is_newcomer INTEGER NOT NULL DEFAULT 0 CHECK (is_newcomer IN (0, 1)),
      PRIMARY KEY (ticket, person)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE link (
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      other INTEGER NOT NULL REFERENCES ticket (id),
      kind TEXT NOT NULL,
      PRIMARY KEY (ticket, other, kind)
    ) STRICT, WITHOUT ROWID
    """,
    // A link shows on both of its tickets.
    "CREATE INDEX link_other ON link (other)",
  ]

  private static let messages = [
    // The bytes as they came or went, once each, never changed.
    """
    CREATE TABLE raw_message (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      bytes BLOB NOT NULL
    ) STRICT
    """,
    // `message_key` is 64 bits of the SHA-256 of the Message-ID: whatever its length, an index entry stays small.
    // `visible_text` is null where it is the text; `search_text` is null where the index holds subject, text and sender
    // as they stand.
    """
    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      kind TEXT NOT NULL CHECK (kind IN ('incoming', 'outgoing', 'note')),
      outgoing_kind TEXT CHECK ((outgoing_kind IS NOT NULL) = (kind = 'outgoing')),
      sequence INTEGER,
      message_id TEXT,
      message_key INTEGER,
      sender INTEGER REFERENCES person (id),
      raw INTEGER REFERENCES raw_message (id),
      at INTEGER NOT NULL,
      sent_at INTEGER,
      taken_in_at INTEGER NOT NULL,
      tag_priority INTEGER CHECK (tag_priority BETWEEN 0 AND 2),
      is_newcomer INTEGER NOT NULL CHECK (is_newcomer IN (0, 1)),
      is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),
      text_digest BLOB,
      author TEXT,
      sender_name TEXT,
      sender_address TEXT,
      recipients TEXT NOT NULL,
      cc TEXT NOT NULL,
      refers_to TEXT NOT NULL,
      defects TEXT NOT NULL,
      subject TEXT NOT NULL,
      text TEXT NOT NULL,
      visible_text TEXT,
      search_text TEXT
    ) STRICT
    """,
    // A ticket's conversation; with the sender, whether somebody takes part in it.
    "CREATE INDEX message_ticket ON message (ticket, sender)",
    // Mail of ours by its Message-ID; incoming mail is found through the ledger.
    "CREATE INDEX message_ours ON message (message_key) WHERE kind = 'outgoing'",
    // An attachment is a range of the raw bytes, with its transfer encoding.
    """
    CREATE TABLE part (
      message INTEGER NOT NULL REFERENCES message (id),
      position INTEGER NOT NULL,
      filename TEXT,
      content_type TEXT NOT NULL,
      encoding TEXT NOT NULL,
      start_offset INTEGER NOT NULL CHECK (start_offset >= 0),
      end_offset INTEGER NOT NULL CHECK (end_offset >= start_offset),
      size INTEGER NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      PRIMARY KEY (message, position)
    ) STRICT, WITHOUT ROWID
    """,
    // The Message-IDs that a ticket's incoming mail names, by key: once a ticket, so that a long thread stays small.
    // A late parent finds its children here, and mail that shares a reference never seen finds its siblings.
    """
    CREATE TABLE reference (
      key INTEGER NOT NULL,
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      PRIMARY KEY (key, ticket)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let ledger = [
    """
    CREATE TABLE mailbox (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      met_at INTEGER,
      polled_at INTEGER
    ) STRICT
    """,
    // `sameness` is 64 bits of what makes two messages the same one: of the content digest, or without a Message-ID of
    // the raw digest and the mailbox. Null for a row without bytes.
    """
    CREATE TABLE intake (
      id INTEGER PRIMARY KEY,
      mailbox INTEGER NOT NULL REFERENCES mailbox (id),
      key TEXT NOT NULL,
      disposition TEXT NOT NULL CHECK (disposition IN
        ('opened', 'appended', 'duplicate', 'bounce', 'auto-reply', 'loop', 'ignored', 'quarantined')),
      reason TEXT,
      ticket INTEGER REFERENCES ticket (id),
      message INTEGER REFERENCES message (id),
      at INTEGER NOT NULL,
      raw_digest BLOB CHECK (length(raw_digest) = 32),
      content_digest BLOB CHECK (length(content_digest) = 32),
      message_key INTEGER,
      sameness INTEGER,
      message_id TEXT,
      evidence TEXT NOT NULL,
      UNIQUE (mailbox, key),
      CHECK (disposition NOT IN ('opened', 'appended') OR (ticket IS NOT NULL AND message IS NOT NULL))
    ) STRICT
    """,
    // Duplicates by both columns; the bearer of a Message-ID, and `explain MESSAGE-ID`, by the first.
    "CREATE INDEX intake_identity ON intake (message_key, sameness) WHERE sameness IS NOT NULL",
    // `explain ID`
    "CREATE INDEX intake_ticket ON intake (ticket) WHERE ticket IS NOT NULL",
    // The quarantine and the other piles that an operator looks through; ordinary mail is not in it.
    """
    CREATE INDEX intake_aside ON intake (disposition)
    WHERE disposition IN ('quarantined', 'ignored', 'bounce', 'auto-reply', 'loop')
    """,
    // How often a message was in hand when the program died.
    """
    CREATE TABLE attempt (
      mailbox INTEGER NOT NULL REFERENCES mailbox (id),
      key TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (mailbox, key)
    ) STRICT, WITHOUT ROWID
    """,
    // Digests (raw and content) of messages erased on request, so that they stay away.
    """
    CREATE TABLE tombstone (
      digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      command TEXT NOT NULL,
      mailbox INTEGER REFERENCES mailbox (id),
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      totals TEXT
    ) STRICT
    """,
    // Was the last run over this mailbox cut short?
    "CREATE INDEX run_unfinished ON run (mailbox) WHERE ended_at IS NULL",
  ]

  private static let outgoing = [
    // One envelope recipient a row. `next_at` is when it is due while queued, and when the lease ends while sending.
    // `paced_at` is when a capped row was last handed over: what the hourly caps count.
    """
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      message INTEGER NOT NULL REFERENCES message (id),
      kind TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')),
      is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held = 0 OR (is_held = 1 AND state = 'queued')),
      is_capped INTEGER NOT NULL CHECK (is_capped IN (0, 1)),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_at INTEGER,
      paced_at INTEGER,
      created_at INTEGER NOT NULL,
      subject_key INTEGER,
      text_key INTEGER,
      recipient TEXT NOT NULL,
      normal TEXT NOT NULL,
      envelope_sender TEXT NOT NULL,
      reply TEXT,
      failure_status TEXT,
      CHECK ((next_at IS NOT NULL) = (state IN ('queued', 'sending')))
    ) STRICT
    """,
    // What is due, oldest first.
    "CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state IN ('queued', 'sending')",
    // `outbox list --state failed`
    "CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed'",
    // What became of each mail of a ticket; the rows of a mail that a bounce names.
    "CREATE INDEX outbox_ticket ON outbox (ticket, message)",
    // per_address_hour and hourly_cap
    "CREATE INDEX outbox_pace_address ON outbox (normal, paced_at) WHERE paced_at IS NOT NULL",
    "CREATE INDEX outbox_pace ON outbox (paced_at) WHERE paced_at IS NOT NULL",
    // The brake on storms: notices of the last hour with the same subject, or the same text.
    "CREATE INDEX outbox_subject ON outbox (subject_key, created_at) WHERE kind = 'received'",
    "CREATE INDEX outbox_text ON outbox (text_key, created_at) WHERE kind = 'received'",
  ]

  private static let audit = [
    // Append-only and chained. `details_digest` is null for an event without details.
    """
    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      actor TEXT NOT NULL,
      ticket INTEGER,
      details_digest BLOB CHECK (length(details_digest) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT
    """,
    // A ticket's history.
    "CREATE INDEX event_ticket ON event (ticket) WHERE ticket IS NOT NULL",
    // Beside the chain, so that they can be erased while it still verifies.
    """
    CREATE TABLE event_detail (
      sequence INTEGER PRIMARY KEY REFERENCES event (sequence),
      salt BLOB NOT NULL CHECK (length(salt) = 16),
      details TEXT NOT NULL
    ) STRICT
    """,
  ]

  // The index is made from a view, so that `INSERT INTO search (search) VALUES ('rebuild')` in the sqlite3 shell restores
  // it. Notices are not in it: they would only repeat what the conversation says. A transaction fills it at its end, in
  // one statement, since each savepoint that follows an insert would write a segment of its own.
  private static let search = [
    """
    CREATE VIEW searchable (id, words) AS
    SELECT id, coalesce(search_text, subject || char(10) || text || char(10) || coalesce(sender_name, '') || ' '
      || coalesce(sender_address, ''))
    FROM message WHERE outgoing_kind IS NULL OR outgoing_kind = 'reply'
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5 (
      words, content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER message_lost AFTER DELETE ON message
    WHEN old.outgoing_kind IS NULL OR old.outgoing_kind = 'reply'
    BEGIN
      INSERT INTO search (search, rowid, words) VALUES ('delete', old.id,
        coalesce(old.search_text, old.subject || char(10) || old.text || char(10) || coalesce(old.sender_name, '')
          || ' ' || coalesce(old.sender_address, '')));
    END
    """,
  ]

  // Counts shown often are kept: by triggers, but for the new tickets and ledger rows, which come by the thousand. A
  // trigger makes SQLite journal each page of a statement that inserts one; a transaction adds them up at its end.
  private static let counts =
    [
      """
      CREATE TABLE tally (
        name TEXT NOT NULL PRIMARY KEY,
        count INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID
      """
    ]
    + kept("ticket", as: "lane:", by: "lane", changing: "status, priority, merged_into", inserts: false)
    + kept("intake", as: "intake:", by: "disposition", changing: "disposition", inserts: false)
    + kept("outbox", as: "outbox:", by: "state || is_held", changing: "state, is_held", inserts: true)

  /// The triggers that keep how many rows of `table` have each value of an expression over its columns.
  private static func kept(
    _ table: String, as prefix: String, by expression: String, changing columns: String, inserts: Bool
  ) -> [String] {
    func name(_ row: String) -> String {
      "'\(prefix)' || " + expression.split(separator: " || ").map { "\(row).\($0)" }.joined(separator: " || ")
    }
    // Either may come first, so that neither can count on the name being there.
    func add(_ number: Int, _ row: String) -> String {
      """
      INSERT INTO tally (name, count) VALUES (\(name(row)), \(number))
      ON CONFLICT (name) DO UPDATE SET count = count + excluded.count;
      """
    }
    let counted = "CREATE TRIGGER \(table)_counted AFTER INSERT ON \(table) BEGIN \(add(1, "new")) END"
    return (inserts ? [counted] : []) + [
      "CREATE TRIGGER \(table)_uncounted AFTER DELETE ON \(table) BEGIN \(add(-1, "old")) END",
      """
      CREATE TRIGGER \(table)_recounted AFTER UPDATE OF \(columns) ON \(table) WHEN \(name("old")) <> \(name("new"))
      BEGIN \(add(-1, "old")) \(add(1, "new")) END
      """,
    ]
  }
}
