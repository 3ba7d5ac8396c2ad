import Desk
import Store

/// A ticket as a line of a list, or as a card where there is little room.
struct TicketRowView {
  let shown: Shown
  let names: OperatorNames
  /// How long a resolved ticket waits before it closes by itself.
  let closeAfter: Span
  /// Whether whoever looks may select tickets.
  let maySelect: Bool

  private let priorities: [Priority: String]
  private let statuses: [Status: String]
  private let attachment: String
  private let selection: String
  private let nobody: String

  init(shown: Shown, names: OperatorNames, closeAfter: Span, maySelect: Bool) {
    self.shown = shown
    self.names = names
    self.closeAfter = closeAfter
    self.maySelect = maySelect
    let words = shown.words
    priorities = Dictionary(
      uniqueKeysWithValues: Priority.allCases.map { ($0, PriorityMark($0, words).html) })
    statuses = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0, StatusMark($0, words).html) })
    selection = EscapedHTML.escaped(words("inbox.select"))
    nobody = "<span class=\"nobody\">\(EscapedHTML.escaped(words("common.nobody")))</span>"
    attachment = Self.flag("paper", icon: "clip", hidden: words("common.hasAttachment"))
  }

  /// Written out here and not in a template: it is filled fifty times a page, at a tenth of the cost.
  ///
  /// - Parameter gone: what became of a ticket that no longer fits the list that it stands in.
  func html(_ row: TicketRow, gone: String? = nil) -> String {
    let ticket = row.ticket
    let number = ticket.id.number
    return """
      <tr id="t\(number)" role="row"\(state(row, isGone: gone != nil))>
      <td class="c" role="cell">\(box(number))</td>
      <td class="p" role="cell">\(priorities[ticket.priority] ?? "")</td>
      <td class="n" role="cell">SD-\(number)</td>
      <td class="s" role="cell"><div class="line1"><a href="/tickets/\(number)" dir="auto">\(subject(ticket))</a>\
      \(flags(row, gone: gone))\(words(row))</div></td>
      <td class="r" role="cell"><bdi>\(requester(ticket))</bdi></td>
      <td class="st" role="cell">\(statuses[ticket.status] ?? "")</td>
      <td class="a" role="cell">\(assignee(ticket))</td>
      <td class="k" role="cell">\(ClockMark(ticket, closeAfter: closeAfter, shown)?.html ?? "")</td>
      <td class="t" role="cell">\(changed(ticket))</td>
      </tr>

      """
  }

  private func box(_ number: Int64) -> String {
    guard maySelect else { return "" }
    return
      #"<input type="checkbox" name="ticket" value="\#(number)" form="bulk" aria-label="\#(selection) SD-\#(number)">"#
  }

  private func subject(_ ticket: Ticket) -> String {
    Self.cut(Self.isBlank(ticket.subject) ? shown.words("common.noSubject") : ticket.subject)
  }

  private func words(_ row: TicketRow) -> String {
    row.words.isEmpty ? "" : #"<span class="w" dir="auto">\#(Self.cut(row.words))</span>"#
  }

  private func state(_ row: TicketRow, isGone: Bool) -> String {
    var classes: [String] = []
    let ticket = row.ticket
    if ticket.status.isActive, ticket.priority == .high || ticket.isOverdue(at: shown.now) { classes.append("hot") }
    if row.isUnread { classes.append("unread") }
    if ticket.status == .resolved || ticket.status == .closed { classes.append("done") }
    if isGone { classes.append("gone") }
    return classes.isEmpty ? "" : #" class="\#(classes.joined(separator: " "))""#
  }

  private func flags(_ row: TicketRow, gone: String?) -> String {
    var flags = ""
    if let gone { flags += Self.flag("moved", icon: "back", gone) }
    if row.isUndelivered { flags += Self.flag("undelivered", icon: "undelivered", shown.words("common.undelivered")) }
    if row.hasNewcomer { flags += Self.flag("newcomer", icon: "newcomer", shown.words("common.newcomer")) }
    return row.hasAttachment ? flags + attachment : flags
  }

  private static func flag(_ kind: String, icon: String, _ word: String) -> String {
    "<span class=\"flag \(kind)\">\(Mark.shape(icon))\(EscapedHTML.escaped(word))</span>"
  }

  private static func flag(_ kind: String, icon: String, hidden: String) -> String {
    "<span class=\"flag \(kind)\">\(Mark.shape(icon))<span class=\"vh\">\(EscapedHTML.escaped(hidden))</span></span>"
  }

  private func requester(_ ticket: Ticket) -> String {
    let person = ticket.requester
    if let name = person.name, !Self.isBlank(name) { return Self.cut(name) }
    return Self.cut(person.address?.original ?? shown.words("common.unknownSender"))
  }

  private func assignee(_ ticket: Ticket) -> String {
    guard let name = ticket.assignee else { return nobody }
    return "<bdi>\(EscapedHTML.escaped(names[name]))</bdi>"
  }

  private func changed(_ ticket: Ticket) -> String {
    let exact = EscapedHTML.escaped(shown.exact(ticket.updatedAt))
    let machine = shown.machine(ticket.updatedAt)
    return "<time datetime=\"\(machine)\" title=\"\(exact)\">\(shown.ago(ticket.updatedAt))</time>"
  }

  /// More of a subject or a name than anybody reads in a line would only make the page heavy.
  private static func cut(_ text: String) -> String {
    EscapedHTML.escaped(text.utf8.count <= 300 ? text : String(text.prefix(250)) + "…")
  }

  /// Whether nothing of it can be seen.
  private static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint }
  }
}
