import Desk
import Testing

@testable import Dashboard

@Suite struct InboxQueryTests {
  @Test(arguments: [
    "/", "/?status=new,open", "/?status=all", "/?priority=high&assignee=me&overdue=1",
    "/?assignee=nobody&queue=billing",
    "/?q=%22502%20bad%20gateway%22%20is%3Aoverdue&tag=payments", "/?requester=ana%40acme.example",
  ])
  func theURLIsTheState(_ path: String) {
    let query = InboxQuery(Query(path: path))
    #expect(InboxQuery(Query(path: query.path)) == query)
    #expect(LocalPath(query.path) != nil)
  }

  @Test(arguments: [
    "/?status=junk", "/?priority=", "/?assignee=", "/?overdue=2", "/?after=u.zzz", "/?x=y", "/?status=,",
  ])
  func whatIsNotUnderstoodIsNotThere(_ path: String) {
    #expect(InboxQuery(Query(path: path)).isPlain)
  }

  @Test func valuesFromOutsideAreCut() {
    let long = String(repeating: "a", count: 100_000)
    #expect(InboxQuery(Query(path: "/?queue=\(long)&q=\(long)")).path.utf8.count < 1500)
  }

  @Test func placesOfTheRailAreFoundAgain() {
    for (id, query) in InboxQuery.places { #expect(InboxQuery(Query(path: query.path)).place == id) }
    #expect(InboxQuery(Query(path: "/?queue=billing")).place == "queue:billing")
    #expect(InboxQuery(Query(path: "/?queue=billing&priority=low")).place == nil)
  }

  @Test func whatNoLongerFitsSaysWhy() {
    var ticket = Ticket(
      id: TicketID(1), queue: "support", subject: "x", status: .open, priority: .high, prioritySource: .queue,
      requester: Person(name: nil, address: EmailAddress("Ana@acme.example")), assignee: "bob",
      createdAt: Instant(seconds: 0), updatedAt: Instant(seconds: 0))
    let now = Instant(seconds: 10)
    func misfit(_ path: String) -> InboxQuery.Misfit? {
      InboxQuery(Query(path: path)).misfit(of: ticket, now: now, for: "alice")
    }
    #expect(misfit("/") == nil)
    #expect(misfit("/?requester=ana@ACME.example") == nil)
    #expect(misfit("/?assignee=me") == .assignee)
    #expect(misfit("/?assignee=nobody") == .assignee)
    #expect(misfit("/?assignee=bob") == nil)
    #expect(misfit("/?status=pending") == .status)
    #expect(misfit("/?priority=low") == .priority)
    #expect(misfit("/?queue=billing") == .queue)
    #expect(misfit("/?overdue=1") == .other)
    ticket.status = .closed
    #expect(misfit("/") == .status)
    ticket.mergedInto = TicketID(7)
    #expect(misfit("/?status=all") == .merged(TicketID(7)))
  }
}
