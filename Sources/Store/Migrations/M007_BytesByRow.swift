/// Version 7: the ledger names the row of a message's bytes, and the bytes have no index by their digest.
///
/// Digests are random: of all pages that taking a message in wrote, a tenth in a small desk and a sixth in a large one
/// were of that index, which served only to find what a ledger row can name.
enum M007BytesByRow: Migration {
  static func run(on connection: Connection) throws {
    try connection.run("ALTER TABLE intake ADD COLUMN raw INTEGER REFERENCES raw_message (id)")
    try connection.run(
      """
      UPDATE intake SET raw = coalesce(
        (SELECT raw_message.id FROM message JOIN raw_message ON raw_message.id = message.raw
          WHERE message.id = intake.message AND raw_message.digest = intake.raw_digest),
        (SELECT id FROM raw_message WHERE digest = intake.raw_digest))
      WHERE raw_digest IS NOT NULL
      """)
    try connection.run(
      """
      CREATE TABLE raw_message_7 (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        bytes BLOB NOT NULL
      ) STRICT
      """)
    try connection.run("INSERT INTO raw_message_7 SELECT id, digest, bytes FROM raw_message ORDER BY id")
    try connection.run("DROP TABLE raw_message")
    try connection.run("ALTER TABLE raw_message_7 RENAME TO raw_message")
  }
}
