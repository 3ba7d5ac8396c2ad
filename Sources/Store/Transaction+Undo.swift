package import Desk

/// What an operator's last bulk action changed, as `Work` wrote it down.
package struct UndoRecord: Sendable, Equatable {
  package var id: Int64
  package var `operator`: String
  package var at: Instant
  package var record: String
}

extension Transaction {
  /// Keeps what an operator's bulk action changed, in place of what was kept of the one before.
  ///
  /// - Returns: its number, which is never given twice.
  package func keepUndo(_ record: String, of name: String) throws -> Int64 {
    let `operator` = try operatorID(name)
    try connection.run("DELETE FROM undo WHERE operator = ?", [`operator`])
    try connection.run(
      "INSERT INTO undo (operator, at, record) VALUES (?, ?, ?)", [`operator`, now.microseconds, record])
    return connection.insertedID
  }

  /// What is kept under a number; nil once it was undone or another action took its place.
  package func undoRecord(_ id: Int64) throws -> UndoRecord? {
    try connection.first(UndoRow.select + " WHERE undo.id = ?", [id], UndoRow.record)
  }

  /// Forgets what is kept under a number: nothing is undone twice.
  package func dropUndo(_ id: Int64) throws {
    try connection.run("DELETE FROM undo WHERE id = ?", [id])
  }
}

extension TicketStore {
  /// What is kept of an operator's last bulk action.
  package func undoRecord(of name: String) throws -> UndoRecord? {
    try read { try $0.first(UndoRow.select + " WHERE operator.name = ?", [name], UndoRow.record) }
  }
}

extension TicketStore {
  /// What somebody did to tickets after an event, newest first, as far as the last ten thousand events tell.
  package func deeds(of actor: String, _ kinds: Set<Event.Kind>, after sequence: Int64, limit: Int) throws -> [Event] {
    let names = JSONValue.strings(kinds.map(\.rawValue).sorted()).text
    return try read { connection in
      try connection.all(
        EventRow.select
          + """
           WHERE event.sequence > max(?, (SELECT max(sequence) FROM event) - 10000) AND event.actor = ?
            AND event.ticket IS NOT NULL AND event.kind IN (SELECT value FROM json_each(?))
          ORDER BY event.sequence DESC LIMIT ?
          """, [sequence, actor, names, limit], EventRow.event)
    }
  }
}

private enum UndoRow {
  static let select = """
    SELECT undo.id, operator.name, undo.at, undo.record FROM undo JOIN operator ON operator.id = undo.operator
    """

  static func record(_ row: Row) -> UndoRecord {
    UndoRecord(id: row[0], operator: row[1], at: Instant(microseconds: row[2]), record: row[3])
  }
}
