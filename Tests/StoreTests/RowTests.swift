import Desk
import Foundation
import GRDB
import Support
import Testing

@testable import Store

/// What a row shows beside its ticket.
@Suite struct RowTests {
  private let desk: TestStore

  init() throws {
    desk = try TestStore()
    try desk.store.write { transaction in for name in ["mara", "jo"] { _ = try transaction.ensureOperator(name) } }
  }

  private func row(_ id: TicketID, for name: String? = "mara") throws -> TicketRow {
    try #require(try desk.store.row(id, for: name))
  }

  private func add(
    _ kind: ConversationEntry.Kind, _ outgoing: OutgoingKind? = nil, to id: TicketID, text: String,
    _ change: (inout NewMessage) -> Void = { _ in }
  ) throws -> Int64 {
    try desk.store.write { transaction in
      var new = NewMessage(
        ticket: id, kind: kind, outgoingKind: outgoing, from: Person(name: "Ana", address: nil), at: transaction.now,
        subject: "x", text: text)
      change(&new)
      return try transaction.insertMessage(new)
    }
  }

  @Test func theNewestWordsAreThoseThatAPersonWrote() throws {
    let id = try desk.open(TestMail("1"))
    #expect(try row(id).words == "The invoice run stopped at noon.")
    _ = try add(.outgoing, .received, to: id, text: "We have got your mail.")
    #expect(try row(id).words == "The invoice run stopped at noon.")
    _ = try add(.incoming, to: id, text: "I am away.") { $0.isAutomatic = true }
    #expect(try row(id).words == "The invoice run stopped at noon.")
    _ = try add(.outgoing, .reply, to: id, text: "Did you\n\ttry again? \r\n") { $0.author = "mara" }
    #expect(try row(id).words == "Did you try again?")
    _ = try add(.incoming, to: id, text: "Yes.\n> Did you try again?") { $0.visibleText = "Yes." }
    #expect(try row(id).words == "Yes.")
    #expect(try row(id).ticket == desk.store.ticket(id))
  }

  @Test func aTicketWithoutAnyWordsHasNone() throws {
    let id = try desk.store.write { transaction in
      try transaction.insertTicket(
        NewTicket(
          queue: "support", subject: "x", requester: Person(name: nil, address: nil), createdAt: transaction.now))
    }
    let row = try row(id)
    #expect(row == TicketRow(ticket: row.ticket))
  }

  @Test func somethingIsUnreadUntilItIsSeen() throws {
    let id = try desk.open(TestMail("1"))
    #expect(try row(id).isUnread)
    #expect(try !row(id, for: nil).isUnread)
    #expect(try !row(id, for: "stranger").isUnread)
    try desk.store.write { try $0.markRead(id, upTo: 1, by: "mara") }
    #expect(try !row(id).isUnread)
    #expect(try row(id, for: "jo").isUnread)
    let notice = try add(.outgoing, .resolved, to: id, text: "Done.")
    #expect(try !row(id).isUnread)
    _ = try add(.incoming, to: id, text: "Thanks")
    #expect(try row(id).isUnread)
    try desk.store.write { try $0.markRead(id, upTo: notice + 1, by: "mara") }
    #expect(try !row(id).isUnread)
  }

  @Test func aNoteIsUnreadToAllButItsAuthor() throws {
    let id = try desk.open(TestMail("1"))
    try desk.store.write { for name in ["mara", "jo"] { try $0.markRead(id, upTo: 1, by: name) } }
    _ = try add(.note, to: id, text: "look here") { $0.author = "mara" }
    #expect(try !row(id).isUnread)
    #expect(try row(id, for: "jo").isUnread)
    // Jo's note, then Mara's own: the one before is still unread to her.
    _ = try add(.note, to: id, text: "I do") { $0.author = "jo" }
    _ = try add(.note, to: id, text: "good") { $0.author = "mara" }
    #expect(try row(id).isUnread)
  }

  @Test func anAttachmentShowsAndThoseOfNoticesDoNot() throws {
    let id = try desk.open(TestMail("1"))
    #expect(try !row(id).hasAttachment)
    let part = NewPart(
      filename: "a.png", contentType: "image/png", encoding: "base64", range: 0..<4, size: 3, digest: Digest.sha256([1])
    )
    _ = try add(.outgoing, .received, to: id, text: "x") { $0.attachments = [part] }
    #expect(try !row(id).hasAttachment)
    _ = try add(.incoming, to: id, text: "see") { $0.attachments = [part] }
    #expect(try row(id).hasAttachment)
    var filter = TicketFilter()
    filter.withAttachment = true
    try desk.open(TestMail("2"))
    #expect(try desk.store.rows(filter, for: nil).rows.map(\.ticket.id) == [id])
  }

  @Test func whoWaitsToBeLetInShows() throws {
    let id = try desk.open(TestMail("1"))
    let stranger = Person(name: "Eve", address: EmailAddress("eve@x.example"))
    try desk.store.write { _ = try $0.addWatcher(stranger, of: id, isNewcomer: true) }
    #expect(try row(id).hasNewcomer)
    try desk.store.write { _ = try $0.addWatcher(stranger, of: id, isNewcomer: false) }
    #expect(try !row(id).hasNewcomer)
  }

  @Test func whatWasNotDeliveredShowsUntilTheSamePersonGotSomething() throws {
    let id = try desk.open(TestMail("1"))
    func queue(_ recipient: String, state: String) throws {
      let message = try add(.outgoing, .reply, to: id, text: "x")
      try desk.store.write { transaction in
        let row = NewOutboxRow(ticket: id, kind: .reply, recipient: EmailAddress(recipient), message: message)
        let number = try transaction.queue(row) { _ in "" }
        try transaction.connection.run(
          "UPDATE outbox SET state = ?, next_at = NULL WHERE id = ?", [state, number])
      }
    }
    try queue("ana@x.example", state: "sent")
    #expect(try !row(id).isUndelivered)
    try queue("Ana@x.example", state: "failed")
    #expect(try row(id).isUndelivered)
    try queue("bob@x.example", state: "sent")
    #expect(try row(id).isUndelivered)
    try queue("ana@x.example", state: "sent")
    #expect(try !row(id).isUndelivered)
  }

  @Test func aMergedTicketGivesAllOfItToTheSurvivor() throws {
    let first = try desk.open(TestMail("1"))
    let second = try desk.open(TestMail("2"))
    _ = try add(.incoming, to: second, text: "newer words")
    try desk.store.write { transaction in
      try transaction.markRead(first, upTo: 1, by: "mara")
      try transaction.merge(second, into: first)
    }
    #expect(try row(first).words == "newer words")
    #expect(try row(first).isUnread)
    #expect(try row(second).words.isEmpty)
    #expect(try !row(second).isUnread)
    let third = try desk.open(TestMail("3"))
    _ = try add(.note, to: first, text: "the newest of all")
    try desk.store.write { try $0.merge(third, into: first) }
    #expect(try row(first).words == "the newest of all")
  }

  @Test func theColumnsAreWhatTheMessagesSay() throws {
    var random = SeededGenerator(31)
    var ids: [TicketID] = []
    for number in 0..<20 { ids.append(try desk.open(TestMail("\(number)"))) }
    for number in 0..<120 {
      let id = try #require(ids.randomElement(using: &random))
      let kind = ConversationEntry.Kind.allCases.randomElement(using: &random) ?? .note
      let outgoing: OutgoingKind? = kind == .outgoing ? [.reply, .received].randomElement(using: &random) : nil
      _ = try add(kind, outgoing, to: id, text: "words \(number)") { new in
        new.isAutomatic = kind == .incoming && number % 5 == 0
        if number % 7 == 0 {
          new.attachments = [
            NewPart(
              filename: nil, contentType: "a/b", encoding: "7bit", range: 0..<1, size: 1, digest: Digest.sha256([]))
          ]
        }
      }
    }
    try desk.store.write { try $0.merge(ids[9], into: ids[2]) }
    try expectRepairedIsTheSame()
    // A message that goes takes its words with it.
    try DatabaseQueue(path: desk.path).write { database in
      try database.execute(
        sql: "UPDATE ticket SET root = NULL; DELETE FROM intake; DELETE FROM part WHERE message > 60")
      try database.execute(sql: "DELETE FROM message WHERE id > 60")
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM ticket WHERE spoken > 60 OR heard > 60") == 0)
    }
    try expectRepairedIsTheSame()
  }

  private func expectRepairedIsTheSame() throws {
    let columns =
      "SELECT group_concat(coalesce(quote(heard) || quote(noted) || attachments || quote(spoken) || words, '-'))"
    try DatabaseQueue(path: desk.path).write { database in
      let kept = try String.fetchOne(database, sql: columns + " FROM ticket")
      try database.execute(sql: M003GlanceAndCounts.repaired("(SELECT DISTINCT ticket FROM message)"))
      #expect(try String.fetchOne(database, sql: columns + " FROM ticket") == kept)
    }
  }

  @Test func aFileOfVersionOneHasItsRowsAndCounts() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = folder.path + "/desk.sqlite"
    try FileManager.default.copyItem(
      atPath: PackageTree.samples.appending(path: "databases/version-1.sqlite").path, toPath: path)
    let store = try TicketStore.open(at: path, mode: .write, now: { TestStore.beginning })
    var filter = TicketFilter()
    filter.limit = 0
    let rows = try store.rows(filter, for: "alice").rows
    let counts = try store.counts(for: "alice")
    #expect(rows.count == counts.unfinished)
    #expect(counts.queues.reduce(0) { $0 + $1.unfinished } == rows.count)
    #expect(rows.filter { $0.ticket.assignee == nil }.count == counts.unassigned)
    #expect(rows.allSatisfy { !$0.words.isEmpty && !$0.words.contains("\n") })
  }

  @Test func theFirstWordsAreOneLineOfBoundedLength() {
    #expect(FirstWords.of("") == "")
    #expect(FirstWords.of(" \n\t ") == "")
    #expect(FirstWords.of("a\r\n\r\nb\u{0}c\u{85}d\u{2028}e") == "a b c d e")
    #expect(FirstWords.of(String(repeating: "x", count: 1000)).count == 160)
    #expect(FirstWords.of(String(repeating: "word ", count: 1000)).count <= 160)
    #expect(FirstWords.of("pay \u{202E}gpj.exe\u{202C} now") == "pay gpj.exe now")
    #expect(FirstWords.of("e" + String(repeating: "\u{301}", count: 1_000_000)).unicodeScalars.count <= 160 * 16)
    #expect(FirstWords.of("کتاب‌خانه") == "کتاب‌خانه", "a joiner belongs to its letters")
  }
}
