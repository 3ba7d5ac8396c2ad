/// Version 2: who may sign in, what programs may do, and what an operator has read and begun to write.
///
/// Secrets are never here: a password is kept as what scrypt makes of it, everything else that opens a door as its
/// SHA-256.
enum M002Accounts: Migration {
  static func run(on connection: Connection) throws {
    for statement in accounts + desks + programs {
      try connection.run(statement)
    }
  }

  private static let accounts = [
    // `rounds`, `block_size` and `lanes` are scrypt's N, r and p at the time: they may grow without a new table.
    """
    CREATE TABLE password (
      operator INTEGER PRIMARY KEY REFERENCES operator (id),
      salt BLOB NOT NULL CHECK (length(salt) = 16),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      rounds INTEGER NOT NULL,
      block_size INTEGER NOT NULL,
      lanes INTEGER NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT
    """,
    // `seen_at` is when it was last extended.
    """
    CREATE TABLE session (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      operator INTEGER NOT NULL REFERENCES operator (id),
      csrf_key BLOB NOT NULL CHECK (length(csrf_key) = 32),
      client TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT
    """,
    // Those of an operator, when all of them end.
    "CREATE INDEX session_operator ON session (operator)",
    // Those that are over.
    "CREATE INDEX session_expiry ON session (expires_at)",
    // Tries to sign in that failed, by a digest of the name or of the client: somebody may type a password as a name.
    """
    CREATE TABLE sign_in_try (
      key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
      failures INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX sign_in_try_age ON sign_in_try (last_at)",
    // A link that works once. Without a name it is for the first admin, who chooses one.
    """
    CREATE TABLE invitation (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      name TEXT UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'read-only')),
      author TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT
    """,
  ]

  private static let desks = [
    // One draft an operator and ticket, as it was typed; kept apart from the audited tables, since it changes with
    // every key.
    """
    CREATE TABLE draft (
      operator INTEGER NOT NULL REFERENCES operator (id),
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      kind TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'resolve')),
      recipients TEXT NOT NULL,
      cc TEXT NOT NULL,
      kept_at INTEGER NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (operator, ticket)
    ) STRICT
    """,
    // The last message that an operator has seen on a ticket.
    """
    CREATE TABLE read_mark (
      operator INTEGER NOT NULL REFERENCES operator (id),
      ticket INTEGER NOT NULL REFERENCES ticket (id),
      message INTEGER NOT NULL,
      PRIMARY KEY (operator, ticket)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let programs = [
    // `scopes` are words with a space between them. A number is never given twice: events name it.
    """
    CREATE TABLE token (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      operator INTEGER NOT NULL REFERENCES operator (id),
      name TEXT NOT NULL,
      scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      used_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX token_operator ON token (operator)",
    // What a request was answered, so that the same one sent again is not done again.
    """
    CREATE TABLE idempotency (
      id INTEGER PRIMARY KEY,
      principal TEXT NOT NULL,
      key TEXT NOT NULL,
      request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
      status INTEGER NOT NULL,
      kept_at INTEGER NOT NULL,
      body BLOB NOT NULL,
      UNIQUE (principal, key)
    ) STRICT
    """,
    "CREATE INDEX idempotency_age ON idempotency (kept_at)",
  ]
}
