/// What an operator typed into the search field, understood: words, and operators such as `is:overdue`.
///
/// What looks like an operator and is none is searched as words, and said with a complaint.
package struct SearchQuery: Sendable, Equatable {
  /// Something that was searched as words though it looks like an operator.
  package struct Complaint: Sendable, Equatable {
    package var term: String
    /// What was probably meant.
    package var suggestion: String?

    package init(term: String, suggestion: String?) {
      self.term = term
      self.suggestion = suggestion
    }

    /// Says so, as in: is:overdu was searched as a word.
    ///
    /// With the question whether something else was meant.
    package var sentence: String {
      "\(term) was searched as a word." + (suggestion.map { " Did you mean \($0)?" } ?? "")
    }
  }

  /// The midnight that a date begins with, where the reader is; nil for a day that the calendar does not have.
  package typealias Midnight = (_ year: Int, _ month: Int, _ day: Int) -> Instant?

  /// As it was typed, cut to what is read of it.
  package private(set) var text: String
  /// The words to be found in one message, phrases between quotes; empty where only operators were given.
  package var words = ""
  /// Which tickets are shown; closed ones too, unless an operator says otherwise.
  package var filter: TicketFilter
  /// Part of the name or address of whoever wrote the message.
  package var from: String?
  /// Words of the message's subject.
  package var subject: String?
  package var complaints: [Complaint] = []

  /// Reads what was typed.
  ///
  /// - Parameters:
  ///   - now: what `after:3d` counts back from.
  ///   - name: whom `is:mine` and `assignee:me` mean.
  ///   - midnight: of dates; in UTC where nothing else is said.
  package init(_ text: String, now: Instant, operator name: String?, midnight: @escaping Midnight = Instant.midnight) {
    self.text = String(text.prefix(Self.mostCharacters))
    filter = TicketFilter()
    filter.statuses = .only(Set(Status.allCases))
    var statuses: Set<Status> = []
    var words: [String] = []
    let reading = Reading(now: now, name: name, midnight: midnight)
    for term in SearchTerm.terms(of: self.text) {
      guard let key = term.key, let value = term.value else {
        if term.isForeignOperator { complaints.append(Complaint(term: term.text, suggestion: nil)) }
        words.append(term.text)
        continue
      }
      guard let operation = SearchOperator(rawValue: key) else {
        if let complaint = term.complaintAboutKey { complaints.append(complaint) }
        words.append(term.text)
        continue
      }
      if !apply(operation, value, reading, &statuses) {
        let nearest = NearestName.of(value, among: operation.values).map { "\(key):\($0)" }
        complaints.append(Complaint(term: term.text, suggestion: nearest))
        words.append(term.text)
      }
    }
    if !statuses.isEmpty { filter.statuses = .only(statuses) }
    self.words = words.joined(separator: " ")
  }

  /// The ticket whose name is all that was typed: whoever types `SD-12` wants that ticket.
  package var ticket: TicketID? {
    let name = text.filter { !$0.isWhitespace }
    return name.prefix(3).uppercased() == "SD-" ? TicketID(parsing: name) : nil
  }

  /// Whether there is nothing to look for.
  package var isEmpty: Bool {
    var plain = TicketFilter()
    plain.statuses = .only(Set(Status.allCases))
    return !hasWords && filter == plain
  }

  /// Whether messages must be looked through: otherwise the filter says it all.
  package var hasWords: Bool { !words.isEmpty || from != nil || subject != nil }

  /// The words outside of quotes, without those that end in a star.
  package var plainWords: [String] {
    SearchTerm.terms(of: text).filter { $0.key == nil && !$0.text.contains("\"") && !$0.text.hasSuffix("*") }.map(
      \.text)
  }

  /// Puts another word in place of a plain one.
  package mutating func replace(_ word: String, with other: String) {
    text = SearchTerm.terms(of: text).map { $0.text == word ? other : $0.text }.joined(separator: " ")
    words = words.split(separator: " ").map { $0 == word ? other : String($0) }.joined(separator: " ")
  }

  private struct Reading {
    var now: Instant
    var name: String?
    var midnight: Midnight
  }

  /// Applies an operator.
  ///
  /// - Returns: false where it has no such value.
  private mutating func apply(
    _ operation: SearchOperator, _ value: String, _ reading: Reading, _ statuses: inout Set<Status>
  ) -> Bool {
    let word = value.lowercased()
    switch operation {
    case .is: return apply(quality: word, reading, &statuses)
    case .status:
      let chosen = word.split(separator: ",").map { Status(rawValue: String($0)) }
      guard !chosen.isEmpty, chosen.allSatisfy({ $0 != nil }) else { return false }
      statuses.formUnion(chosen.compactMap(\.self))
    case .priority:
      guard let priority = Priority(rawValue: word) else { return false }
      filter.priority = priority
    case .assignee:
      switch word {
      case "nobody", "none": filter.unassignedOnly = true
      case "me":
        guard let name = reading.name else { return false }
        filter.assignee = name
      default: filter.assignee = value
      }
    case .queue: filter.queue = value
    case .tag: filter.tag = word
    case .requester: filter.requester = EmailAddress(value)
    case .from: from = value
    case .subject: subject = [subject, value].compactMap(\.self).joined(separator: " ")
    case .has:
      guard word == "attachment" || word == "attachments" else { return false }
      filter.withAttachment = true
    case .before, .after:
      guard let moment = moment(word, reading) else { return false }
      if operation == .before { filter.until = moment } else { filter.since = moment }
    }
    return true
  }

  private mutating func apply(quality word: String, _ reading: Reading, _ statuses: inout Set<Status>) -> Bool {
    if let status = Status(rawValue: word) {
      statuses.insert(status)
    } else if let priority = Priority(rawValue: word) {
      filter.priority = priority
    } else {
      switch word {
      case "overdue", "late": filter.overdueOnly = true
      case "unassigned": filter.unassignedOnly = true
      case "unfinished": statuses.formUnion(Status.allCases.filter { $0 != .closed })
      case "mine":
        guard let name = reading.name else { return false }
        filter.assignee = name
      default: return false
      }
    }
    return true
  }

  /// `2026-11-01`, `today`, `yesterday`, or so many hours, days or weeks back: `24h`, `3d`, `2w`.
  private func moment(_ word: String, _ reading: Reading) -> Instant? {
    let today = CivilTime(reading.now)
    switch word {
    case "today": return reading.midnight(today.year, today.month, today.day)
    case "yesterday": return reading.midnight(today.year, today.month, today.day).map { $0 - .days(1) }
    default: break
    }
    if let unit = word.last, let count = Int64(word.dropLast()), (0...100_000).contains(count) {
      switch unit {
      case "h": return reading.now - .hours(count)
      case "d": return reading.now - .days(count)
      case "w": return reading.now - .days(count * 7)
      default: break
      }
    }
    let numbers = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, word.utf8.count == 10, let year = numbers[0], let month = numbers[1],
      let day = numbers[2]
    else { return nil }
    return reading.midnight(year, month, day)
  }

  private static let mostCharacters = 1000
}

/// The operators that a search understands, by the word before their colon.
package enum SearchOperator: String, Sendable, CaseIterable {
  case `is`, status, priority, assignee, queue, tag, requester, from, subject, has, before, after

  /// The values that it takes; empty where those are anybody's own words.
  package var values: [String] {
    switch self {
    case .is:
      ["overdue", "unassigned", "mine", "unfinished"] + Status.allCases.map(\.rawValue)
        + Priority.allCases.map(\.rawValue)
    case .status: Status.allCases.map(\.rawValue)
    case .priority: Priority.allCases.map(\.rawValue)
    case .assignee: ["me", "nobody"]
    case .has: ["attachment"]
    case .before, .after: ["today", "yesterday"]
    case .queue, .tag, .requester, .from, .subject: []
    }
  }
}

/// A word, a phrase, or something with a colon in it, as it was typed.
struct SearchTerm {
  var text: String
  /// What stands before the first colon, in lower case; nil for a word.
  var key: String?
  /// What stands after it, without quotes.
  var value: String?

  /// Splits at spaces, but not within quotes.
  static func terms(of text: String) -> [SearchTerm] {
    var terms: [SearchTerm] = []
    var term = ""
    var isQuoted = false
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if character.isWhitespace && !isQuoted {
        if !term.isEmpty { terms.append(SearchTerm(term)) }
        term = ""
      } else {
        term.append(character)
      }
    }
    if !term.isEmpty { terms.append(SearchTerm(term)) }
    return Array(terms.prefix(mostTerms))
  }

  private init(_ text: String) {
    self.text = text
    guard let colon = text.firstIndex(of: ":"), text.first != "\"" else { return }
    let value = text[text.index(after: colon)...].filter { $0 != "\"" }
    let key = text[..<colon].lowercased()
    // `C:\temp`, `http://x` and `error:` are what people search for.
    guard !value.isEmpty, !value.hasPrefix("//"), key.count > 1 else { return }
    self.key = key
    self.value = value
  }

  /// Whether it leaves words out or joins them elsewhere: `-word`, `AND`, `OR`, `NOT`.
  var isForeignOperator: Bool {
    ["AND", "OR", "NOT"].contains(text) || (text.first == "-" && text.dropFirst().first?.isLetter ?? false)
  }

  /// Where the word before the colon is nearly an operator.
  var complaintAboutKey: SearchQuery.Complaint? {
    guard let key, key.count > 2, let value else { return nil }
    let keys = SearchOperator.allCases.map(\.rawValue).filter { $0.count > 2 }
    return NearestName.of(key, among: keys).map { SearchQuery.Complaint(term: text, suggestion: "\($0):\(value)") }
  }

  private static let mostTerms = 64
}
