import Desk

extension Matter {
  /// Whom a ticket is for: who wrote, and for what an operator forwards who wrote it first, when so configured.
  var requester: Person {
    if settings.trusted.forwards, isFromOperator, let original = ForwardedSender.find(in: mail),
      original.address.map(settings.isOurs) == false
    {
      return original
    }
    return writer
  }

  /// Reply-To, else From, else Sender, but never an address of ours, such as a contact form has in its From.
  var writer: Person {
    let people = mail.people
    let candidates = people.replyTo + people.from + (people.sender.map { [$0] } ?? [])
    let others = candidates.filter { $0.address.map(settings.isOurs) == false }
    // What has no domain is kept as it stands, but only where there is nothing better.
    if var chosen = others.first(where: { $0.address?.domain.isEmpty == false }) ?? others.first {
      chosen.name = chosen.name ?? people.from.first { $0.address == chosen.address }?.name
      return chosen
    }
    // Mail from ourselves, or from nobody: what is left is a name.
    let author = people.from.first ?? people.sender
    return Person(name: author.flatMap { $0.name ?? $0.address?.original }, address: nil)
  }

  /// Whether somebody who works tickets wrote it: by From, since Reply-To names who is to be answered.
  var isFromOperator: Bool {
    (mail.people.from.first ?? mail.people.sender)?.address.map { knowledge.operators[$0] != nil } ?? false
  }

  /// Whether one of our own addresses wrote it, for nobody else.
  var isFromOurselves: Bool {
    mail.people.from.first?.address.map(settings.isOurs) == true && writer.address == nil
  }

  /// The people of To and Cc other than us and the requester: they watch the ticket.
  func company(of requester: Person) -> [Person] {
    isAutomatic ? [] : inquiry.company.filter { $0.address != requester.address }
  }
}
