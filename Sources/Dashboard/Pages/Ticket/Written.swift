import Desk
import Store
import Work

/// What was typed into the composer, as it came.
struct Written: Sendable {
  var content: ComposerView.Content
  var files: [Form.File]

  init(_ kind: Draft.Kind, _ form: Form) {
    content = ComposerView.Content(kind: kind, text: form["text"])
    files = []
    guard kind == .reply else { return }
    content.to = form["to"]
    content.cc = form["cc"]
    content.then = ComposerView.Then(rawValue: form["then"]) ?? .keep
    files = form.files("files")
  }

  /// What is wrong with it, by field.
  struct Fault: Error {
    var trouble: ComposerView.Trouble

    /// All of it in one line.
    func sentence(_ words: Catalogue) -> String {
      [trouble.to, trouble.cc, trouble.text].compactMap { $0 }.joined(separator: " ")
    }
  }

  /// What can be sent of it.
  ///
  /// - Parameter watchers: who is copied by themselves: where all of them are still named, they stay copied as watchers.
  func checked(_ ticket: Ticket, watchers: [Person], _ words: Catalogue) -> Result<OutgoingWords, Fault> {
    var trouble = ComposerView.Trouble()
    let isBlank = content.text.allSatisfy(\.isWhitespace)
    if isBlank, content.kind != .resolve { trouble.text = words("ticket.noWords." + content.kind.rawValue) }
    guard content.kind == .reply else {
      if trouble.text != nil { return .failure(Fault(trouble: trouble)) }
      return .success(content.kind == .note ? .note(content.text) : .resolution(isBlank ? nil : content.text))
    }
    let to = addresses(content.to ?? "", words, &trouble.to)
    let cc = addresses(content.cc ?? "", words, &trouble.cc)
    if to.isEmpty, trouble.to == nil { trouble.to = words("ticket.noRecipient") }
    if trouble.to != nil || trouble.cc != nil || trouble.text != nil { return .failure(Fault(trouble: trouble)) }
    let watching = Set(watchers.compactMap(\.address))
    let copiesWatchers = watching.isSubset(of: cc)
    var reply = Reply(
      text: content.text, to: to == [ticket.requester.address].compactMap { $0 } ? [] : to,
      cc: copiesWatchers ? cc.filter { !watching.contains($0) } : cc, copiesWatchers: copiesWatchers)
    reply.attach(files.map { UploadedFile(name: $0.name, contentType: $0.contentType, bytes: $0.bytes) })
    return .success(.reply(reply, then: content.then))
  }

  private func addresses(_ text: String, _ words: Catalogue, _ fault: inout String?) -> [EmailAddress] {
    do {
      return try AddressField(text).addresses
    } catch {
      switch error {
      case .noAddress(let found): fault = words("ticket.noAddress", ["value": found])
      case .tooMany(let most): fault = words("ticket.tooManyAddresses", ["n": String(most)])
      }
      return []
    }
  }
}

/// Words that are fit to go on a ticket, or out of it.
enum OutgoingWords: Sendable {
  case reply(Reply, then: ComposerView.Then)
  case note(String)
  /// Nil for one that says nothing of what was done.
  case resolution(String?)

  func send(with desk: DeskWork, on id: TicketID, by actor: Actor, in transaction: Transaction) throws {
    switch self {
    case .note(let text): try desk.note(id, text: text, by: actor, in: transaction)
    case .resolution(let text): try desk.resolve(id, text: text, by: actor, in: transaction)
    case .reply(let reply, let then):
      let ticket = try desk.reply(id, reply, by: actor, in: transaction).ticket
      if let status = then.status, ticket.status.mayMove(to: status) {
        try desk.changeStatus(id, to: status, by: actor, in: transaction)
      }
    }
  }

  /// The mail that it would become.
  ///
  /// - Throws: `Refusal` where it would become none.
  func preview(with desk: DeskWork, on id: TicketID, by actor: Actor) throws -> MailPreview {
    switch self {
    case .reply(let reply, _): try desk.preview(reply, on: id, by: actor)
    case .resolution(let text): try desk.previewResolution(text: text, on: id, by: actor)
    case .note: throw PageError(.badRequest)
    }
  }
}
