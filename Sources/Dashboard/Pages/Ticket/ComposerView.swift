import Desk
import Work

/// The place where a reply, a note or a resolution is written.
struct ComposerView {
  /// What stands in the form.
  struct Content: Equatable {
    var kind: Draft.Kind
    var text = ""
    /// Nil for whom a reply goes to by itself.
    var to: String?
    var cc: String?
    var then = Then.wait
  }

  /// What becomes of the ticket after a reply.
  enum Then: String, CaseIterable {
    case wait, open, keep

    /// The status that it is moved to; nil where it stays.
    var status: Status? {
      switch self {
      case .wait: .pending
      case .open: .open
      case .keep: nil
      }
    }
  }

  /// What was wrong with what was sent.
  struct Trouble {
    /// What is to be known above the form.
    var pieces: [RichText] = []
    var isConflict = false
    var hadFiles = false
    var text: String?
    var to: String?
    var cc: String?
  }

  let content: Content
  let ticket: Ticket
  /// To whom a reply goes by itself.
  let requester: AddressField
  let watchers: AddressField
  let shown: Shown
  var trouble: Trouble?
  var keptAt: Instant?
  var isAsked = false

  private var words: Catalogue { shown.words }

  static let order: [Draft.Kind] = [.reply, .note, .resolve]

  var tabs: [View] {
    Self.order.map { kind in
      [
        "kind": kind.rawValue, "label": words("ticket.tab." + kind.rawValue), "key": Self.key(kind),
        "isNow": kind == content.kind,
      ]
    }
  }

  private static func key(_ kind: Draft.Kind) -> String {
    switch kind {
    case .reply: "r"
    case .note: "c"
    case .resolve: "e"
    }
  }

  /// Whether the ticket takes none of it: a closed one gets no reply, a finished one is not resolved.
  private var isClosed: Bool {
    switch content.kind {
    case .note: false
    case .reply: ticket.status == .closed
    case .resolve: ticket.status == .closed || ticket.status == .resolved
    }
  }

  private var refusal: String { ticket.status == .closed ? "ticket.closedNoReply" : "ticket.resolvedAlready" }

  var view: View {
    [
      "kind": content.kind.rawValue, "isClosed": isClosed ? words(refusal) : false as Any,
      // Words that were typed before it closed are not taken away.
      "form": isClosed && content.text.isEmpty ? false : form as Any,
    ]
  }

  private var form: View {
    let kind = content.kind.rawValue
    return [
      "kind": kind, "isNote": content.kind == .note, "isReply": content.kind == .reply,
      "to": content.to ?? requester.text, "cc": content.cc ?? watchers.text, "text": content.text,
      "rows": content.kind == .reply ? 6 : 5, "hint": words("ticket.hint." + kind),
      "textLabel": words("ticket.text." + kind), "send": send,
      "autofocus": isAsked && trouble == nil, "thens": thens,
      "draft": keptAt.map { words("ticket.draftKept", ["time": shown.clock($0)]) } ?? "",
      "trouble": troubleView, "toError": trouble?.to ?? false as Any, "ccError": trouble?.cc ?? false as Any,
      "textError": trouble?.text ?? false as Any,
    ]
  }

  private var send: String {
    guard trouble?.isConflict == true else { return words("ticket.send." + content.kind.rawValue) }
    return switch content.kind {
    case .reply: words("ticket.sendAnyway")
    case .note: words("ticket.noteAnyway")
    case .resolve: words("ticket.resolveAnyway")
    }
  }

  private var troubleView: Any {
    guard let trouble, !trouble.pieces.isEmpty else { return false }
    return [
      "tone": trouble.isConflict ? "warn" : "bad", "pieces": trouble.pieces.views,
      "again": trouble.hadFiles ? words("ticket.filesAgain") : false as Any,
    ] as View
  }

  private var thens: [View] {
    let who = ShownName.of(ticket.requester.shown, limit: 24)
    // A reply to a new ticket opens it.
    let stays = ticket.status == .new ? Status.open : ticket.status
    let status = words("common." + stays.rawValue).lowercased()
    return Then.allCases.compactMap { then in
      // What comes to the same is said once.
      switch then {
      case .wait: break
      case .open: guard stays != .open else { return nil }
      case .keep: guard stays != .pending else { return nil }
      }
      return [
        "value": then.rawValue, "isNow": then == content.then,
        "label": words("ticket.then." + then.rawValue, ["who": who, "status": status]),
      ]
    }
  }
}
