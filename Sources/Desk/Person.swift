/// A mail address: compared in its normal form, shown as it was written.
package struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
  /// As it came, such as `Ana.Lima@Acme.Example`.
  package let original: String

  /// Lower-cased whole: desks treat local parts without regard to case, as every large provider does.
  ///
  /// Without the full stop that may end a domain in the DNS: the host is the same.
  package let normal: String

  package init(_ address: String) {
    original = address
    // Most are written so: no second text is made for them.
    let isLower = address.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
    let lower = isLower ? address : address.lowercased()
    normal =
      lower.utf8.last == UInt8(ascii: ".") && lower.utf8.contains(UInt8(ascii: "@")) ? String(lower.dropLast()) : lower
  }

  package static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.normal == right.normal }
  package func hash(into hasher: inout Hasher) { hasher.combine(normal) }
  package var description: String { original }

  /// Where the last `@` of the normal form stands.
  ///
  /// Sought among bytes: this is asked of every address of every mail.
  private var at: String.Index? { normal.utf8.lastIndex(of: UInt8(ascii: "@")) }

  /// What stands before the last `@`, in normal form.
  package var localPart: Substring { at.map { normal[..<$0] } ?? normal[...] }

  /// What stands after the last `@`, in normal form; empty when there is none.
  package var domain: Substring { at.map { normal[normal.utf8.index(after: $0)...] } ?? "" }

  /// The normal form without a `+suffix` in the local part: `support+r.12@desk` is `support@desk`.
  package var withoutPlusSuffix: String {
    let local = localPart
    guard let plus = local.utf8.firstIndex(of: UInt8(ascii: "+")), plus != local.startIndex else { return normal }
    return local[..<plus] + "@" + domain
  }

  /// What stands between the first `+` of the local part and the `@`, in normal form.
  package var plusSuffix: Substring? {
    let local = localPart
    guard let plus = local.utf8.firstIndex(of: UInt8(ascii: "+")), plus != local.startIndex else { return nil }
    return local[local.utf8.index(after: plus)...]
  }

  /// Whether mail can be sent to it: one `@` with something on both sides, and no byte that could end an SMTP command.
  package var isDeliverable: Bool {
    let local = localPart
    let host = domain
    guard !local.isEmpty, !host.isEmpty, normal.utf8.count <= 320 else { return false }
    return original.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
        && scalar != "<" && scalar != ">" && scalar != "," && scalar != ";" && scalar != "\""
    }
  }
}

/// Somebody who writes to the desk.
package struct Person: Sendable, Hashable {
  package var name: String?

  /// Nil for the unknown sender: mail without a usable From.
  package var address: EmailAddress?

  package init(name: String?, address: EmailAddress?) {
    self.name = name
    self.address = address
  }

  /// The name, else the address, else `unknown sender`.
  package var shown: String {
    if let name, !name.isEmpty { return name }
    return address?.original ?? "unknown sender"
  }
}

/// Somebody who works tickets.
package struct Operator: Sendable, Hashable {
  package enum Role: String, Sendable, CaseIterable, Codable {
    case admin, `operator`, readOnly = "read-only"
  }

  package var name: String
  package var fullName: String?
  package var address: EmailAddress?
  package var role: Role
  package var isDisabled: Bool

  package init(
    name: String, fullName: String? = nil, address: EmailAddress? = nil, role: Role = .operator,
    isDisabled: Bool = false
  ) {
    self.name = name
    self.fullName = fullName
    self.address = address
    self.role = role
    self.isDisabled = isDisabled
  }
}
