import Desk
import Store
import Work

/// The desk's health as its page shows it: what fails is loud, what is fine is quiet.
struct HealthView {
  let reading: HealthReading
  let waiting: [OutboxEntry]
  let failed: [OutboxEntry]
  let quarantined: [IntakeEntry]
  /// Who wrote the quarantined messages, and about what.
  let headlines: [Int64: AsideHeadline]
  let settings: DashboardSettings
  /// Bytes that the disk has left.
  let free: Int?
  let mayChange: Bool
  let shown: Shown

  private var words: Catalogue { shown.words }

  /// What `health.mustache` is filled with.
  var view: View {
    [
      "verdict": verdict.html,
      "checked": words("health.checked", ["time": shown.clockWithSeconds(reading.now)]),
      "troubles": reading.troubles.map { panel($0) }, "notes": reading.notes.map { panel($0) }, "figures": figures,
      "mailboxes": reading.mailboxes.map { row($0) }, "outbox": outboxRows, "more": moreWaiting, "rest": rest,
      "failed": failed.map { failure($0) }, "quarantined": quarantined.map { aside($0) }, "mayChange": mayChange,
    ]
  }

  private var verdict: Mark {
    let (troubles, notes) = (reading.troubles.count, reading.notes.count)
    if troubles > 0 {
      return Mark(kind: "failing", icon: "overdue", word: words("health.failing", count: troubles))
    }
    if notes > 0 { return Mark(kind: "noted", icon: "high", word: words("health.noted", count: notes)) }
    return Mark(kind: "fine", icon: "check", word: words("health.fine"))
  }

  // MARK: What fails

  /// Three sentences: what, why, what to do.
  private func panel(_ trouble: HealthReading.Trouble) -> View {
    switch trouble {
    case .mailbox(let mailbox):
      said("mailbox", ["name": mailbox.name, "t": since(mailbox.lastRead ?? mailbox.since)], why: mailbox.trouble)
    case .delivery(let service):
      said(
        "delivery", ["route": settings.courier, "t": since(service.lastSuccess ?? service.since)], why: service.trouble)
    case .service(let service):
      said("service", ["name": name(of: service), "t": since(service.since)], why: service.trouble)
    case .stuck(let since):
      said("stuck", ["t": self.since(since)], why: nil)
    }
  }

  /// What to look at, and where.
  private func panel(_ note: HealthReading.Note) -> View {
    switch note {
    case .quarantined(let count):
      [
        "what": words("health.quarantined.what", count: count), "advice": words("health.quarantined.advice"),
        "link": ["href": "#aside", "text": words("health.releaseOrDiscard")] as View,
      ]
    case .strayBounces(let count):
      ["what": words("health.bounces.what", count: count), "advice": words("health.bounces.advice")]
    }
  }

  private func said(_ key: String, _ values: [String: String], why: String?) -> View {
    var view: View = [
      "what": words("health.\(key).what", values), "advice": words("health.\(key).advice", values),
    ]
    if let why { view["why"] = Self.sentence(why) }
    return view
  }

  private func since(_ instant: Instant?) -> String {
    instant.map { shown.span(reading.now.since($0).seconds, units: 1) } ?? words("health.aWhile")
  }

  /// A service's own words as a sentence.
  private static func sentence(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500)
    let capital = line.prefix(1).uppercased() + line.dropFirst()
    return capital.last.map { ".!?".contains($0) } ?? true ? capital : capital + "."
  }

  // MARK: Figures

  private var figures: [View] {
    let outbox = reading.statistics.outbox
    let quarantine = reading.statistics.intake[.quarantined] ?? 0
    let oldest = reading.statistics.oldestWaiting.map { words("health.oldest", ["t": age($0)]) }
    return [
      figure(
        "waiting", outbox.waiting + outbox.sending + outbox.held,
        outbox.held > 0
          ? words("health.held", ["n": Shown.grouped(outbox.held)]) : oldest ?? words("health.nothingWaits")),
      figure(
        "undelivered", reading.undelivered, outbox.failed == 0 ? words("health.allDelivered") : nil,
        link: failed.isEmpty ? nil : ("#failed", words("health.showThem"))),
      figure(
        "quarantined", quarantine, quarantine == 0 ? words("health.nothingAside") : nil,
        link: quarantined.isEmpty ? nil : ("#aside", words("health.releaseOrDiscard"))),
      figure("takenIn", reading.takenIn, words("health.takenInNote")),
    ]
  }

  private func figure(_ key: String, _ number: Int, _ note: String?, link: (href: String, text: String)? = nil) -> View
  {
    var view: View = ["name": words("health." + key), "value": Shown.grouped(number)]
    if let note { view["note"] = note }
    if let link { view["link"] = ["href": link.href, "text": link.text] as View }
    return view
  }

  /// `40 s`, `4 min`: to the second while that matters.
  private func age(_ instant: Instant) -> String {
    let seconds = max(0, reading.now.since(instant).seconds)
    return seconds < 60 ? "\(seconds)\u{202F}s" : shown.span(seconds, units: 1)
  }

  private func ago(_ instant: Instant?) -> View {
    guard let instant else { return ["text": words("health.never")] }
    return [
      "text": words("health.ago", ["t": age(instant)]), "machine": shown.machine(instant),
      "exact": shown.exact(instant),
    ]
  }

  // MARK: Rows

  private func mark(isFailing: Bool) -> String {
    isFailing
      ? Mark(kind: "failing", icon: "overdue", word: words("health.isFailing")).html
      : Mark(kind: "fine flush", icon: "check", word: words("health.isFine")).html
  }

  private func row(_ mailbox: HealthReading.Mailbox) -> View {
    let waits = mailbox.trouble == nil && mailbox.lastRead == nil && mailbox.isWatched
    let quiet = Mark(kind: "due flush", icon: "clock", word: words("health.isStarting")).html
    return [
      "mark": waits ? quiet : mark(isFailing: mailbox.trouble != nil), "name": mailbox.name,
      "read": ago(mailbox.lastRead),
      "says": mailbox.trouble ?? words(mailbox.isWatched ? "health.nothingSaid" : "health.notWatched"),
    ]
  }

  /// Mail that is shown of all that waits.
  static let mostWaiting = 10

  private var moreWaiting: [String] {
    let outbox = reading.statistics.outbox
    let more = outbox.waiting + outbox.held + outbox.sending - waiting.count
    return more > 0 ? [words("health.moreWaiting", count: more)] : []
  }

  private var outboxRows: [View] {
    waiting.prefix(Self.mostWaiting).sorted {
      ($0.nextAttemptAt ?? reading.now, $0.id) < ($1.nextAttemptAt ?? reading.now, $1.id)
    }.map { mail in
      let isRetry = mail.attempts > 0
      let kind = words("health.kind." + mail.kind.rawValue)
      let left = mail.nextAttemptAt.map { $0.since(reading.now).seconds } ?? 0
      return [
        "mark": Mark(
          kind: isRetry ? "retrying" : "due flush", icon: "clock",
          word: words(isRetry ? "health.isRetrying" : "health.isQueued")
        ).html,
        "ticket": mail.ticket.description, "number": String(mail.ticket.number),
        "kind": isRetry ? words("health.try", ["kind": kind, "n": String(mail.attempts + 1)]) : kind,
        "next": left > 0 ? words("health.in", ["t": shown.span(left, units: 1)]) : words("time.now"),
      ]
    }
  }

  private func failure(_ mail: OutboxEntry) -> View {
    [
      "ticket": mail.ticket.description, "number": String(mail.ticket.number),
      "kind": words("health.kind." + mail.kind.rawValue), "recipient": mail.recipient.original,
      "says": mail.reply ?? mail.failureStatus ?? words("health.nothingSaid"), "at": ago(mail.createdAt),
    ]
  }

  private func aside(_ entry: IntakeEntry) -> View {
    let reason = entry.reason ?? "error"
    let known = ["spam", "oversize", "attempts", "rule", "blocked", "error"].first { reason.hasPrefix($0) }
    var view: View = [
      "row": String(entry.id), "reason": known.map { words("health.reason." + $0) } ?? reason, "mailbox": entry.mailbox,
      "key": entry.key, "at": ago(entry.at), "detail": reason,
      "canRelease": mayChange && entry.rawDigest != nil, "canDiscard": mayChange,
    ]
    if let headline = headlines[entry.id] { view["headline"] = self.headline(headline) }
    if let ticket = entry.ticket {
      view["ticket"] = ["id": ticket.description, "number": String(ticket.number)] as View
    }
    return view
  }

  private func headline(_ headline: AsideHeadline) -> View {
    let from = headline.from
    let isNamed = from.name?.isEmpty == false
    let address = from.address.map { ShownName.of($0.original, limit: 80) }
    var view: View = [
      "from": isNamed || address != nil ? ShownName.of(from.shown, limit: 60) : words("common.unknownSender"),
      "subject": headline.subject.isEmpty ? words("common.noSubject") : ShownName.of(headline.subject, limit: 200),
    ]
    if isNamed, let address { view["address"] = address }
    return view
  }

  /// Everything that is not mail.
  private var rest: [View] {
    let delivery = reading.services.first { $0.service == HealthReading.delivery }
    var rows: [View] = reading.services.filter { $0.service != HealthReading.delivery }.map { service in
      row(
        name(of: service), isFailing: service.trouble != nil,
        service.trouble ?? words("health.looked", ["t": service.lastSuccess.map(age) ?? "–"]))
    }
    let route = delivery?.trouble ?? (settings.courier.isEmpty ? words("health.nothingSaid") : settings.courier)
    rows.insert(row(words("health.courier"), isFailing: delivery?.trouble != nil, route), at: 0)
    let size = Shown.bytes(Int(clamping: reading.statistics.bytes))
    rows.append(
      row(
        words("health.database"), isFailing: false,
        free.map { words("health.databaseFree", ["size": size, "free": Shown.bytes($0)]) } ?? size))
    rows.append(
      row(
        words("health.audit"), isFailing: false,
        words("health.auditEvents", ["n": Shown.grouped(Int(clamping: reading.statistics.events))])))
    return rows
  }

  private func row(_ name: String, isFailing: Bool, _ says: String) -> View {
    ["mark": mark(isFailing: isFailing), "name": name, "says": says]
  }

  private func name(of service: ServiceStanding) -> String {
    service.service == "service levels" ? words("health.levels") : service.service
  }
}
