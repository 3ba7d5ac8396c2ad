import Desk
import Foundation
import GRDB
import Store
import Testing

@Suite struct SearchTests {
  private let desk: TestStore

  init() throws { desk = try TestStore() }

  @discardableResult
  private func add(_ text: String, subject: String = "x") throws -> Int64 {
    var mail = TestMail("\(UUID())")
    mail.text = text
    mail.subject = subject
    return try desk.open(mail).number
  }

  private func found(_ words: String) throws -> [Int64] {
    try pages(words).flatMap(\.rows).map(\.ticket.id.number)
  }

  /// All pages of a search.
  private func pages(_ words: String, limit: Int = 100, for name: String? = nil) throws -> [SearchPage] {
    let query = SearchQuery(words, now: desk.clock.now, operator: name)
    var pages = [try desk.store.search(query, for: name, limit: limit, after: nil)]
    while let next = pages.last?.next {
      pages.append(try desk.store.search(query, for: name, limit: limit, after: next))
    }
    return pages
  }

  @Test func wordsOfSubjectTextAndSenderAreFoundNewestFirst() throws {
    let first = try add("the printer is on fire")
    let second = try add("nothing", subject: "Printer again")
    #expect(try found("printer") == [second, first])
    #expect(try found("PRINTER fire") == [first])
    #expect(try found("lima") == [second, first])
    #expect(try found("ana.lima@acme.example") == [second, first])
    #expect(try found("scanner") == [])
  }

  @Test func aWordInsideAJapaneseSentenceIsFound() throws {
    let japanese = try add("昨日から請求書の印刷ができません。")
    try add("今日は印鑑を刷新した")
    #expect(try found("印刷") == [japanese])
    #expect(try found("請求書") == [japanese])
    #expect(try found("刷印") == [])
  }

  @Test func wordsOfScriptsWithoutSpacesAreFound() throws {
    let sentences = [
      "프린터": "오늘 프린터가 고장났습니다", "พิมพ์": "เครื่องพิมพ์เสียตั้งแต่เช้า", "ﾌﾟﾘﾝﾀ": "ﾌﾟﾘﾝﾀが壊れた",
      "プリンター": "プリンターが壊れた",
    ]
    for (word, sentence) in sentences {
      let id = try add(sentence)
      #expect(try found(word) == [id], "\(word)")
    }
  }

  @Test func diacriticsAndCaseDoNotMatter() throws {
    let id = try add("Das Café in Zürich schließt; Việt Nam cũng vậy")
    for word in ["cafe", "CAFÉ", "zurich", "Viet", "cung"] { #expect(try found(word) == [id], "\(word)") }
  }

  @Test(arguments: [
    "\"", "\"\"", "printer\"", "a AND", "OR", "NOT printer", "NEAR(", "printer NEAR/2 fire", "words:printer",
    "-printer",
    "(printer", "*", "^printer", "printer + fire", "'; DROP TABLE ticket; --", "\u{0}", "a\u{0}b", "{words} : x", "***",
    "\\", "%", "!!!", String(repeating: "a ", count: 5000), "\u{202E}",
  ])
  func operatorsInAPersonsWordsAreHarmless(_ words: String) throws {
    try add("the printer is on fire")
    _ = try found(words)
    #expect(try found("printer").count == 1)
  }

  @Test func aPhraseInQuotesAndABeginningWithAStarAreUnderstood() throws {
    let id = try add("the printer is on fire")
    try add("fire on the printer")
    #expect(try found("\"is on fire\"") == [id])
    #expect(try found("prin*").count == 2)
    #expect(try found("prin").isEmpty)
    #expect(try found("don't") == [])
  }

  @Test func aTicketIsShownOnceAndOnlyWhenTheFilterShowsIt() throws {
    let id = TicketID(try add("printer"))
    try add("printer")
    try desk.store.write { transaction in
      var mail = TestMail("more")
      mail.text = "printer again"
      try mail.add(to: id, .appended, in: transaction)
      var ticket = try transaction.ticket(id)
      ticket.status = .pending
      try transaction.update(ticket)
    }
    #expect(try found("printer") == [1, 2])
    #expect(try found("printer is:pending") == [id.number])
    #expect(try pages("printer", limit: 1).map { $0.rows.map(\.ticket.id.number) } == [[1], [2]])
  }

  @Test func noticesAreNotFoundButNotesAndRepliesAre() throws {
    let id = TicketID(try add("x"))
    try desk.store.write { transaction in
      for (kind, outgoing, word) in [
        (ConversationEntry.Kind.outgoing, OutgoingKind.received as OutgoingKind?, "automatically"),
        (.outgoing, .reply, "personally"), (.note, nil, "internally"),
      ] {
        _ = try transaction.insertMessage(
          NewMessage(
            ticket: id, kind: kind, outgoingKind: outgoing, from: Person(name: "Mara", address: nil),
            at: transaction.now, subject: "x", text: word))
      }
    }
    #expect(try found("automatically").isEmpty)
    #expect(try found("personally").count == 1)
    #expect(try found("internally").count == 1)
  }

  @Test func wordsOfARolledBackMessageAreNotFoundAndItsNumberMayBeUsedAgain() throws {
    var bad = TestMail("bad")
    bad.text = "poisonous"
    var good = TestMail("good")
    good.text = "wholesome"
    try desk.store.write { [bad, good] transaction in
      let error = try bad.openAndFail(in: transaction)
      #expect(error is TestMail.Poison)
      try good.open(in: transaction)
    }
    #expect(try found("poisonous").isEmpty)
    #expect(try found("wholesome").count == 1)
    try checkIndex()
  }

  @Test func theIndexHoldsExactlyWhatTheMessagesSay() throws {
    try add("plain words")
    try add("日本語 and words")
    try add(String(repeating: "long word ", count: 40_000) + "theveryend")
    try checkIndex()
    #expect(try found("long").count == 1)
    #expect(try found("theveryend").isEmpty, "one mail must not be the index")
    // Rebuilt from the view by plain SQL, it finds the same.
    try DatabaseQueue(path: desk.path).write { try $0.execute(sql: "INSERT INTO search (search) VALUES ('rebuild')") }
    #expect(try found("本語").count == 1)
    try DatabaseQueue(path: desk.path).write { database in
      try database.execute(sql: "UPDATE ticket SET root = NULL; DELETE FROM intake; DELETE FROM message WHERE id = 2")
    }
    try checkIndex()
    #expect(try found("本語").isEmpty)
  }

  @Test func theShellOfSQLiteCanOpenAndAskTheFile() throws {
    try add("the printer is on fire")
    let shell = URL(filePath: "/usr/bin/sqlite3")
    try #require(FileManager.default.isExecutableFile(atPath: shell.path), "install sqlite3 for this test")
    let process = Process()
    process.executableURL = shell
    process.arguments = [
      "-readonly", desk.path,
      "SELECT message.ticket FROM search JOIN message ON message.id = search.rowid WHERE search MATCH 'printer'",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "1\n")
  }

  /// FTS5 compares the whole index with the view.
  private func checkIndex() throws {
    try DatabaseQueue(path: desk.path).write {
      try $0.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    }
  }
}
