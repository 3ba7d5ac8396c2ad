/// A typed door to `sqlite3_config`, which is variadic: Swift cannot call it.
#ifndef SERVICEDESK_CSQLITE_H
#define SERVICEDESK_CSQLITE_H

/// SQLITE_CONFIG_MEMSTATUS off: SQLite keeps no count of the memory it has taken.
///
/// Returns SQLite's result code: SQLITE_MISUSE once SQLite is in use, and nothing is changed then.
int csqlite_count_no_memory(void);

#endif
