import Desk
import Store
import Work

/// Ledger rows with who says they wrote the message, and about what: nobody can decide by the name of a file.
struct IntakeHeadline {
  let entry: IntakeEntry
  /// Nil where the message's bytes are not in the database, or were never safe to look at.
  let headline: AsideHeadline?

  /// Longer subjects and names are cut: they are a stranger's words.
  private static let most = 500

  static func all(of entries: [IntakeEntry], in store: TicketStore) throws -> [IntakeHeadline] {
    let headlines = try AsideHeadline.all(of: entries, in: store)
    return entries.map { IntakeHeadline(entry: $0, headline: headlines[$0.id]) }
  }

  var from: String? { headline.map { Self.cut($0.from.shown) } }
  var subject: String? { headline.map { Self.cut($0.subject) } }

  /// The one JSON form of a row, and what its header says.
  var json: JSONValue {
    guard case .object(let members) = JSONForm.intake(entry) else { return JSONForm.intake(entry) }
    let sender = headline.map { headline in
      JSONValue.object([
        .init("name", .string(orNull: headline.from.name.map(Self.cut))),
        .init("address", .string(orNull: headline.from.address.map { Self.cut($0.original) })),
      ])
    }
    return .object(members + [.init("from", sender ?? .null), .init("subject", .string(orNull: subject))])
  }

  private static func cut(_ text: String) -> String { String(text.prefix(most)) }
}
