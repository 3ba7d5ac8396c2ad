/// A support address and its rules.
package struct SupportQueue: Sendable, Equatable {
  package var name: String
  package var address: EmailAddress
  package var aliases: [EmailAddress]
  /// Whether the mail server delivers `support+anything@` to this queue.
  package var plusAddressing: Bool
  package var defaultPriority: Priority
  /// Who gets new tickets of this queue.
  package var assignee: String?

  package init(
    name: String, address: EmailAddress, aliases: [EmailAddress] = [], plusAddressing: Bool = true,
    defaultPriority: Priority = .medium, assignee: String? = nil
  ) {
    self.name = name
    self.address = address
    self.aliases = aliases
    self.plusAddressing = plusAddressing
    self.defaultPriority = defaultPriority
    self.assignee = assignee
  }

  /// Whether mail to `address` belongs to this queue, a plus-suffix ignored.
  package func receives(_ address: EmailAddress) -> Bool {
    let plain = address.withoutPlusSuffix
    return plain == self.address.normal || address.normal == self.address.normal
      || aliases.contains { $0.normal == plain || $0.normal == address.normal }
  }
}
