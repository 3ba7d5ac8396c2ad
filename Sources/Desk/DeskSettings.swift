/// What the configuration says about the desk's behaviour: plain values that rules and verbs are given.
package struct DeskSettings: Sendable, Equatable {
  /// The name that notices are signed with, such as `Support`.
  package var name: String
  /// The domain on the right of our Message-IDs.
  package var domain: String
  /// How long a resolved ticket waits before it closes by itself.
  package var closeAfter: Span
  /// Never empty; the first is where mail goes that names no other.
  package var queues: [SupportQueue]
  package var priorityTags: PriorityTags
  package var notices: NoticeSettings
  package var trusted: TrustSettings
  package var rules: [IntakeRule]
  package var serviceLevels: ServiceLevels

  package init(
    name: String = "Support", domain: String, closeAfter: Span = .days(7), queues: [SupportQueue],
    priorityTags: PriorityTags = PriorityTags(), notices: NoticeSettings = NoticeSettings(),
    trusted: TrustSettings = TrustSettings(), rules: [IntakeRule] = [], serviceLevels: ServiceLevels = ServiceLevels()
  ) {
    self.name = name
    self.domain = domain
    self.closeAfter = closeAfter
    self.queues = queues
    self.priorityTags = priorityTags
    self.notices = notices
    self.trusted = trusted
    self.rules = rules
    self.serviceLevels = serviceLevels
  }

  package func queue(named name: String) -> SupportQueue? {
    queues.first { $0.name == name }
  }

  /// Whether mail to `address` comes to this desk.
  package func isOurs(_ address: EmailAddress) -> Bool {
    queues.contains { $0.receives(address) }
  }
}

/// The words that set a priority when they stand tagged in a subject.
package struct PriorityTags: Sendable, Equatable {
  package var high = ["urgent", "critical", "emergency", "asap", "high", "p1", "p0", "sev1", "outage"]
  package var medium = ["medium", "normal", "p2", "sev2"]
  package var low = ["low", "minor", "p3", "p4", "p5", "sev3", "whenever"]

  package init() {}
}

/// Which notices are written, and to whom never.
package struct NoticeSettings: Sendable, Equatable {
  package var received = true
  package var resolved = true
  package var closed = true
  package var assigned = true
  package var reopened = true
  package var overdue = false
  /// A message older than this causes no notice.
  package var maxAge: Span = .hours(24)
  /// Automatic notices to one address in an hour; more are held back.
  package var perAddressHour = 5
  /// Automatic notices in all in an hour; more are held back.
  package var hourlyCap = 200
  /// Where every mail goes instead of its recipient, for trying the desk out.
  package var redirectTo: EmailAddress?

  package init() {}

  package func isOn(_ kind: OutgoingKind) -> Bool {
    switch kind {
    case .received: received
    case .resolved: resolved
    case .closed: closed
    case .assigned: assigned
    case .reopened: reopened
    case .overdue: overdue
    case .reply: true
    }
  }
}

/// Which headers of our own mail server are believed.
package struct TrustSettings: Sendable, Equatable {
  package var authservID: String?
  package var spamHeader = "X-Spam-Flag"
  package var recipientHeader: String?
  /// Whether an operator's forward opens a ticket for the sender inside it.
  package var forwards = false
  package var requireAuthentication = false

  package init() {}
}

/// A rule of the configuration: a message whose header contains the text is put aside.
package struct IntakeRule: Sendable, Equatable {
  package enum Verdict: String, Sendable, CaseIterable { case ignore, quarantine }

  package var header: String
  package var contains: String
  package var then: Verdict

  package init(header: String, contains: String, then: Verdict) {
    self.header = header
    self.contains = contains
    self.then = then
  }
}
