import Desk
import Work

/// A message, reply or note as a card of the conversation.
struct MessageView {
  /// What a reader asked to see of it.
  enum Form: Equatable {
    case text
    /// In the frame; with how many remote images are left out, nil where they were asked for.
    case frame(remoteImages: Int?)
  }

  let entry: ConversationEntry
  let names: ActorNames
  let shown: Shown
  /// Where the ticket's page is.
  let path: String
  let isNewcomer: Bool
  let mayHoldHTML: Bool
  let form: Form
  /// What its visible text leaves out.
  let quoted: QuotedText?
  let isLast: Bool

  /// What is shown at once of a long text, and what of the rest when it is opened; all of it is in the raw message.
  private static let shownBytes = 12_000
  private static let restBytes = 100_000
  private static let mostPeople = 12
  private static let mostAttachments = 100

  private var words: Catalogue { shown.words }
  private var anchor: String { "#m\(entry.id)" }

  var view: View {
    var view: View = [
      "kind": entry.kind.rawValue, "number": entry.id, "isLast": isLast, "isNote": entry.kind == .note, "who": who,
      "address": address, "notice": notice, "sender": sender, "isNewcomer": isNewcomer,
      "isAutomatic": entry.isAutomatic,
      "machine": shown.machine(entry.at), "exact": shown.exact(entry.at), "time": shown.brief(entry.at),
      "raw": entry.kind == .note ? false : "\(path)/messages/\(entry.id)/raw" as Any,
      "rawLabel": words("ticket.rawLabel", ["who": who]), "copies": copies, "newcomer": newcomer, "defects": defects,
      "hasAttachments": !entry.attachments.isEmpty, "attachments": attachments,
      "hasDeliveries": !entry.deliveries.isEmpty, "deliveries": DeliveryView.lines(of: entry, shown),
    ]
    for (name, value) in body { view[name] = value }
    return view
  }

  // MARK: Head

  private var who: String {
    switch entry.kind {
    case .incoming: name(entry.from)
    case .outgoing, .note: entry.author.map { names($0) } ?? name(entry.from)
    }
  }

  private var address: Any {
    switch entry.kind {
    case .incoming:
      guard let address = entry.from.address, entry.from.name?.isEmpty == false else { return false }
      return ShownName.of(address.original, limit: 80)
    case .outgoing:
      let to = words("ticket.toPeople", ["people": people(entry.to)])
      return entry.cc.isEmpty ? to : to + ", " + words("ticket.ccPeople", ["people": people(entry.cc)])
    case .note: return false
    }
  }

  private var notice: Any {
    guard let kind = entry.outgoingKind, kind != .reply else { return false }
    return words("ticket.notice." + kind.rawValue)
  }

  /// What is known of whether the sender is who they say: in words, with what was found where one looks closer.
  private var sender: Any {
    guard let found = entry.authentication else { return false }
    return [
      "isVerified": found.verdict == .pass, "isDoubtful": found.verdict == .fail,
      "word": words("ticket.sender." + found.verdict.rawValue), "because": ShownName.of(found.detail, limit: 300),
    ] as View
  }

  private var copies: Any {
    guard entry.kind == .incoming, !entry.cc.isEmpty else { return false }
    return words("ticket.ccPeople", ["people": people(entry.cc)])
  }

  private var newcomer: Any {
    guard isNewcomer, let address = entry.from.address else { return false }
    return [
      "pieces": words.rich("ticket.newcomerLine", ["who": .plain(name(entry.from))]).views, "letIn": address.original,
    ] as View
  }

  private func people(_ people: [Person]) -> String {
    let named = people.prefix(Self.mostPeople).map(name).joined(separator: ", ")
    let rest = people.count - Self.mostPeople
    return rest > 0 ? named + " " + words("ticket.andMore", count: rest) : named
  }

  private func name(_ person: Person) -> String {
    guard person.name?.isEmpty == false || person.address != nil else { return words("ticket.unknownSender") }
    return ShownName.of(person.shown, limit: 80)
  }

  // MARK: Body

  private var body: View {
    var view: View = [
      "frame": false, "asHTML": false, "text": false, "rest": false, "isCut": false, "quoted": false,
    ]
    if case .frame(let remoteImages) = form {
      view["frame"] = frame(remoteImages)
      return view
    }
    if mayHoldHTML { view["asHTML"] = "\(path)?html=\(entry.id)\(anchor)" }
    let (first, rest, isCut) = Self.parts(of: entry.visibleText)
    let isEmpty = first.allSatisfy(\.isWhitespace)
    view["text"] = ["pieces": isEmpty ? words.rich("ticket.noText").views : LinkedText.pieces(of: first).views] as View
    if !rest.isEmpty {
      view["rest"] =
        [
          "summary": words("ticket.showRest", count: Self.lines(in: rest)),
          "pieces": LinkedText.pieces(of: rest).views,
        ] as View
    }
    view["isCut"] = isCut
    if let quoted, !quoted.isEmpty {
      let lines = (quoted.above + (quoted.above.isEmpty || quoted.below.isEmpty ? [] : [""]) + quoted.below)
      view["quoted"] =
        [
          "summary": words("ticket.showQuoted", count: quoted.count),
          "text": String(Self.cut(lines.joined(separator: "\n")[...], at: Self.restBytes)),
        ] as View
    }
    return view
  }

  private func frame(_ remoteImages: Int?) -> View {
    let source = "\(path)/messages/\(entry.id)/html"
    let count = remoteImages ?? 0
    return [
      "source": remoteImages == nil ? source + "?images=1" : source,
      "frameTitle": words("ticket.frameTitle", ["who": who]),
      "images": count > 0 ? words("ticket.imagesLeftOut", count: count) : false as Any,
      "loadImages": count > 0 ? "\(path)?html=\(entry.id)&images=1\(anchor)" : false as Any,
      "asText": "\(path)?text=\(entry.id)\(anchor)",
    ]
  }

  /// What is shown of a text at once, what is folded, and whether something is left out; cut where a line ends.
  static func parts(of text: String) -> (first: String, rest: String, isCut: Bool) {
    guard text.utf8.count > shownBytes else { return (text, "", false) }
    let first = cut(text[...], at: shownBytes)
    let rest = cut(text[first.endIndex...], at: restBytes)
    return (String(first), String(rest), rest.endIndex < text.endIndex)
  }

  private static func cut(_ text: Substring, at bytes: Int) -> Substring {
    guard let limit = text.utf8.index(text.startIndex, offsetBy: bytes, limitedBy: text.endIndex), limit < text.endIndex
    else { return text }
    let window = text.utf8[..<limit]
    if let line = window.lastIndex(of: UInt8(ascii: "\n")), line > text.startIndex { return text[...line] }
    // One character less than there is room for: the limit may lie within one.
    return text[..<text.unicodeScalars.index(before: limit)]
  }

  private static func lines(in text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 }

  // MARK: Attachments and defects

  private var attachments: [View] {
    entry.attachments.prefix(Self.mostAttachments).enumerated().map { position, info in
      let full = info.filename ?? words("ticket.nameless", ["type": info.contentType])
      let name = ShownName.of(full, limit: 48)
      let isShown = SafeContent.shownTypes.contains(info.contentType.lowercased())
      return [
        "href": "\(path)/messages/\(entry.id)/attachments/\(position)", "name": name,
        "full": ShownName.of(full, limit: 300), "isCutName": name != full, "size": Shown.bytes(info.size),
        "isShown": isShown, "icon": isShown ? "i-clip" : "i-download",
        "becomes": words(isShown ? "ticket.willShow" : "ticket.willDownload"),
      ]
    }
  }

  private var defects: Any {
    guard !entry.defects.isEmpty else { return false }
    let codes = entry.defects.reduce(into: [String]()) { if !$0.contains($1.code) { $0.append($1.code) } }
    return words("ticket.defects", ["codes": codes.prefix(8).joined(separator: ", ")])
  }
}
