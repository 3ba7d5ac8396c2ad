import Desk
import Testing

@Suite struct SearchQueryTests {
  private static let now = Instant(seconds: 1_764_072_000)  // 2025-11-25T12:00:00Z

  private func query(_ text: String, operator name: String? = "mara") -> SearchQuery {
    SearchQuery(text, now: Self.now, operator: name)
  }

  private func filter(_ change: (inout TicketFilter) -> Void) -> TicketFilter {
    var filter = TicketFilter()
    filter.statuses = .only(Set(Status.allCases))
    change(&filter)
    return filter
  }

  @Test func wordsAreWords() {
    let query = query("printer  \"on fire\" prin*")
    #expect(query.words == "printer \"on fire\" prin*")
    #expect(query.filter == filter { _ in })
    #expect(query.complaints.isEmpty)
  }

  @Test func operatorsBecomeTheFilter() {
    let cases: [(String, (inout TicketFilter) -> Void)] = [
      ("is:overdue", { $0.overdueOnly = true }), ("IS:Late", { $0.overdueOnly = true }),
      ("is:open", { $0.statuses = .only([.open]) }), ("is:new is:open", { $0.statuses = .only([.new, .open]) }),
      ("status:open,pending", { $0.statuses = .only([.open, .pending]) }),
      ("is:unfinished", { $0.statuses = .only([.new, .open, .pending, .resolved]) }),
      ("is:unassigned", { $0.unassignedOnly = true }), ("assignee:nobody", { $0.unassignedOnly = true }),
      ("is:mine", { $0.assignee = "mara" }), ("assignee:me", { $0.assignee = "mara" }),
      ("assignee:jo", { $0.assignee = "jo" }), ("is:high", { $0.priority = .high }),
      ("priority:LOW", { $0.priority = .low }), ("queue:billing", { $0.queue = "billing" }),
      ("tag:VIP", { $0.tag = "vip" }), ("requester:Ana@x.example", { $0.requester = EmailAddress("ana@x.example") }),
      ("has:attachment", { $0.withAttachment = true }),
      ("before:2025-11-01", { $0.until = Instant.midnight(2025, 11, 1) }),
      ("after:3d", { $0.since = Self.now - .days(3) }), ("after:24h", { $0.since = Self.now - .hours(24) }),
      ("after:today", { $0.since = Instant.midnight(2025, 11, 25) }),
      ("after:yesterday", { $0.since = Instant.midnight(2025, 11, 24) }),
      (
        "is:overdue priority:high queue:\"the billing\"",
        {
          $0.overdueOnly = true; $0.priority = .high; $0.queue = "the billing"
        }
      ),
    ]
    for (text, change) in cases {
      let query = query(text)
      #expect(query.filter == filter(change), "\(text)")
      #expect(query.words.isEmpty && !query.isEmpty && query.complaints.isEmpty, "\(text)")
    }
  }

  @Test func senderAndSubjectAreKeptApartFromTheWords() {
    let query = query("printer from:\"Ana Lima\" subject:fire subject:smoke")
    #expect(query.words == "printer")
    #expect(query.from == "Ana Lima")
    #expect(query.subject == "fire smoke")
    #expect(query.hasWords)
  }

  @Test(arguments: [
    ("is:overdu", "is:overdue"), ("is:hihg", "is:high"), ("status:opne", "status:open"),
    ("priority:hgih", "priority:high"),
    ("has:atachment", "has:attachment"), ("priorty:high", "priority:high"), ("asignee:jo", "assignee:jo"),
    ("before:tody", "before:today"),
  ])
  func aSlipIsSearchedAsAWordAndSaid(_ term: String, _ meant: String) {
    let query = query("printer \(term)")
    #expect(query.words == "printer \(term)")
    #expect(query.complaints == [SearchQuery.Complaint(term: term, suggestion: meant)])
    #expect(query.complaints.first?.sentence == "\(term) was searched as a word. Did you mean \(meant)?")
  }

  @Test(arguments: ["before:2025-02-30", "after:2025-13-01", "is:xyzzy", "status:", "after:99999999999999999999d"])
  func whatNothingComesNearIsSaidWithoutAQuestion(_ term: String) {
    let query = query(term)
    #expect(query.words == term)
    #expect(query.complaints == (term == "status:" ? [] : [SearchQuery.Complaint(term: term, suggestion: nil)]))
  }

  @Test(arguments: ["-vpn", "OR", "AND", "NOT"])
  func whatOtherSearchesUnderstandIsSaidToBeAWordHere(_ term: String) {
    let query = query("printer \(term)")
    #expect(query.words == "printer \(term)")
    #expect(query.complaints == [SearchQuery.Complaint(term: term, suggestion: nil)])
  }

  @Test func theNameOfATicketAloneMeansThatTicket() {
    for text in ["SD-12", " sd-12 "] { #expect(query(text).ticket == TicketID(12)) }
    for text in ["12", "SD-", "SD-x", "\"SD-12\"", "printer SD-12", "SD-0"] { #expect(query(text).ticket == nil) }
  }

  @Test(arguments: ["https://x.example/a?b", "C:\\temp", "error:5", "12:30", ":-)", "Re:", "\"is:overdue\"", "a:b:c"])
  func whatPeopleSearchForWithAColonInItIsNoOperator(_ text: String) {
    let query = query(text)
    #expect(query.words == text)
    #expect(query.complaints.isEmpty)
    #expect(query.filter == filter { _ in })
  }

  @Test func mineWithoutAnOperatorIsAWord() {
    #expect(query("is:mine", operator: nil).words == "is:mine")
    #expect(query("assignee:me", operator: nil).complaints.count == 1)
  }

  @Test func nothingIsNothing() {
    #expect(query("").isEmpty)
    #expect(query("   \n ").isEmpty)
  }

  @Test func whatIsTooLongIsCut() {
    let query = query(String(repeating: "a is:open ", count: 100_000))
    #expect(query.text.count == 1000)
    #expect(query.words.split(separator: " ").count <= 64)
  }

  @Test func aWordCanBeCorrected() {
    var query = query("prnter is:open \"prnter\" fire")
    #expect(query.plainWords == ["prnter", "fire"])
    query.replace("prnter", with: "printer")
    #expect(query.text == "printer is:open \"prnter\" fire")
    #expect(query.words == "printer \"prnter\" fire")
  }

  @Test func datesAreThoseOfTheReader() {
    let query = SearchQuery("before:2025-11-01", now: Self.now, operator: nil) { year, month, day in
      Instant.midnight(year, month, day).map { $0 - .hours(1) }
    }
    #expect(query.filter.until?.description == "2025-10-31T23:00:00Z")
  }

  @Test func midnightIsOnlyOfDaysThatThereAre() {
    #expect(Instant.midnight(1970, 1, 1) == Instant(seconds: 0))
    #expect(Instant.midnight(2024, 2, 29)?.description == "2024-02-29T00:00:00Z")
    #expect(Instant.midnight(2000, 12, 31)?.description == "2000-12-31T00:00:00Z")
    for (year, month, day) in [(2025, 2, 29), (2025, 4, 31), (2025, 0, 1), (2025, 13, 1), (0, 1, 1), (.max, 1, 1)] {
      #expect(Instant.midnight(year, month, day) == nil)
    }
  }
}
