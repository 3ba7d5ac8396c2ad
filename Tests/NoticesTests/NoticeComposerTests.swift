import Desk
import MIME
import Notices
import Testing

@Suite("What the desk writes by itself")
struct NoticeComposerTests {
  @Test(
    "every kind says in its header that a program wrote it, and why",
    arguments: [
      (OutgoingKind.received, "auto-replied"), (.resolved, "auto-generated"), (.closed, "auto-generated"),
      (.assigned, "auto-generated"), (.reopened, "auto-generated"), (.overdue, "auto-generated"),
    ])
  func carriesTheSignsOfAutomaticMail(kind: OutgoingKind, sign: String) {
    let message = Drafts.composed(Drafts.notice(kind))
    #expect(message.text("Auto-Submitted") == sign)
    #expect(message.text("X-Auto-Response-Suppress") == "All")
  }

  @Test(
    "every kind continues the requester's thread and can be found again by each of four signs",
    arguments: OutgoingKind.allCases.filter(\.isAutomatic))
  func continuesTheThread(kind: OutgoingKind) {
    let message = Drafts.composed(Drafts.notice(kind))
    #expect(message.messageID == "sd.42.7.mac@desk.example")
    #expect(message.inReplyTo == ["q1@acme.example"])
    #expect(message.references == ["root@acme.example", "q0@acme.example", "q1@acme.example"])
    #expect(message.replyTo.map(\.address) == ["support+r.42.7.mac@desk.example"])
    #expect(message.subject?.components(of: "[SD-42]") == 1)
    #expect(message.plain.hasSuffix("\n\nRef: SD-42.7.mac"))
    #expect(message.html.contains("Ref: SD-42.7.mac"))
    #expect(message.text("Thread-Topic") == "VPN down")
    #expect(message.text("Thread-Index") == "Ac3fZ2VuZXJhdGVkIGJ5IE91dGxvb2s=")
  }

  @Test("it comes from the queue's address under the desk's name, to one recipient, as plain text and HTML")
  func isAddressed() {
    let message = Drafts.composed(Drafts.notice(.received))
    #expect(message.from == [Address(name: "Example Support", address: "support@desk.example")])
    #expect(message.to == [Address(name: "Ana Lima", address: "ana@acme.example")])
    #expect(message.structure == "multipart/alternative(text/plain,text/html)")
    #expect(message.date?.seconds == Drafts.date.seconds)
    #expect(message.defects.isEmpty)
  }

  @Test("the resolved notice carries the resolution whole and says that answering reopens")
  func carriesTheResolution() {
    let resolution = (1...300).map { "Step \($0): <restart> & wait." }.joined(separator: "\n")
    let message = Drafts.composed(Drafts.notice(.resolved, text: resolution))
    #expect(message.plain.contains(resolution))
    #expect(message.plain.contains("answer this mail: that opens the request again"))
    #expect(message.html.contains("Step 300: &lt;restart&gt; &amp; wait."))
    #expect(!message.html.contains("<restart>"))
  }

  @Test("a resolution without words leaves no gap and no empty quotation")
  func leavesNoGap() {
    let message = Drafts.composed(Drafts.notice(.resolved, text: "  \n"))
    #expect(message.plain.hasPrefix("Hello,\n\nyour request SD-42 is resolved.\n\nIf this does not help"))
  }

  @Test("the received notice repeats neither name nor words of the sender")
  func carriesNobodysWords() {
    let stranger = Person(name: "Buy at evil.example", address: EmailAddress("victim@else.example"))
    let ticket = Drafts.ticket(subject: "Pills at evil.example", requester: stranger)
    let message = Drafts.composed(
      Drafts.notice(.received, ticket: ticket, recipient: stranger, actor: "evil.example", isByOperator: false))
    #expect(!message.plain.contains("evil.example"))
    #expect(!message.html.contains("evil.example"))
  }

  @Test("a notice to an operator says what happened, about what, and the command to look at it")
  func tellsOperators() {
    let assigned = Drafts.composed(Drafts.notice(.assigned, actor: "Bob"))
    #expect(assigned.subject == "[SD-42] assigned to you: VPN down")
    #expect(assigned.plain.contains("SD-42 is assigned to you by Bob."))
    #expect(assigned.plain.contains("From:      Ana Lima <ana@acme.example>"))
    #expect(assigned.plain.contains("servicedesk show 42"))
    let answered = Drafts.composed(Drafts.notice(.reopened, actor: "Ana Lima", isByOperator: false))
    #expect(answered.plain.hasPrefix("SD-42 is open again: Ana Lima answered."))
    let reopened = Drafts.composed(Drafts.notice(.reopened, actor: "Bob", isByOperator: true))
    #expect(reopened.plain.hasPrefix("SD-42 is open again: Bob reopened it."))
  }

  @Test("an overdue notice says by how much")
  func saysHowMuchOver() {
    var ticket = Drafts.ticket()
    ticket.resolveDue = Drafts.date - .minutes(125)
    #expect(Drafts.composed(Drafts.notice(.overdue, ticket: ticket)).plain.hasPrefix("SD-42 is overdue by 2 h."))
  }

  @Test("where plus-addressing is off there is no Reply-To that would only repeat From")
  func needsNoReplyTo() {
    var draft = Drafts.notice(.received)
    draft.marks.replyTo = Drafts.address
    #expect(Drafts.composed(draft).replyTo.isEmpty)
  }

  @Test("without a message to answer there is neither Re: nor In-Reply-To")
  func beginsAThread() {
    let message = Drafts.composed(Drafts.notice(.resolved, thread: nil))
    #expect(message.subject == "[SD-42] VPN down")
    #expect(message.inReplyTo.isEmpty)
    #expect(message.references.isEmpty)
  }

  @Test("a message without an id is continued by the ids it named")
  func continuesWithoutID() {
    var thread = Drafts.thread
    thread.messageID = nil
    let message = Drafts.composed(Drafts.notice(.received, thread: thread))
    #expect(message.inReplyTo.isEmpty)
    #expect(message.references == ["root@acme.example", "q0@acme.example"])
  }

  @Test("a long conversation keeps its root and its latest ids")
  func boundsReferences() {
    var thread = Drafts.thread
    thread.references = (0..<500).reversed().map { "m\($0)@acme.example" }
    let references = Drafts.composed(Drafts.notice(.received, thread: thread)).references
    #expect(references.count == 20)
    #expect(references.first == "m0@acme.example")
    #expect(references.suffix(2) == ["m499@acme.example", "q1@acme.example"])
  }

  @Test(
    "what is no Thread-Index is not passed on",
    arguments: ["a b", "=?utf-8?q?x?=", "äöü", String(repeating: "A", count: 500), ""])
  func dropsOddThreadIndex(index: String) {
    var thread = Drafts.thread
    thread.index = index
    #expect(Drafts.composed(Drafts.notice(.received, thread: thread)).text("Thread-Index") == nil)
  }

  @Test("while the desk is tried out everything goes to one address, and says whom it was for")
  func redirects() {
    var settings = Drafts.settings
    settings.notices.redirectTo = EmailAddress("trial@desk.example")
    let notice = Drafts.composed(Drafts.notice(.resolved), settings: settings)
    #expect(notice.to.map(\.address) == ["trial@desk.example"])
    #expect(notice.text("X-Original-Recipient") == "ana@acme.example")
    let bo = Person(name: nil, address: EmailAddress("bo@acme.example"))
    let reply = Drafts.composed(Drafts.reply(cc: [bo]), settings: settings)
    #expect(reply.to.map(\.address) == ["trial@desk.example"])
    #expect(reply.cc.isEmpty)
    #expect(reply.text("X-Original-Recipient") == "ana@acme.example, bo@acme.example")
  }
}

extension String {
  /// How often `part` stands in it.
  func components(of part: String) -> Int { ranges(of: part).count }
}
