import Desk

/// An address as somebody typed it: one that mail can go to, or what to change about it.
enum TypedAddress: Equatable {
  case fine(EmailAddress)
  /// The last part of the catalogue's key, and an example made of what was typed.
  case wrong(String, example: String)

  private static let mostBytes = 254

  init(_ typed: String, isOurs: (EmailAddress) -> Bool) {
    let address = EmailAddress(typed)
    let local = typed.prefix { $0 != "@" }.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+".contains($0)) }
    let example = (local.isEmpty ? "name" : local.prefix(40)) + "@example.org"
    func wrong(_ key: String) -> TypedAddress { .wrong(key, example: String(example)) }
    let parts = typed.split(separator: "@", omittingEmptySubsequences: false)
    self =
      if typed.isEmpty {
        wrong("missing")
      } else if typed.utf8.count > Self.mostBytes {
        wrong("long")
      } else if typed.contains(where: \.isWhitespace) {
        wrong("spaces")
      } else if parts.count < 2 {
        wrong("noAt")
      } else if parts.count > 2 {
        wrong("twoAts")
      } else if parts[0].isEmpty {
        wrong("noName")
      } else if parts[1].isEmpty {
        wrong("noDomain")
      } else if !Self.isDomain(parts[1]) {
        wrong("domain")
      } else if !address.isDeliverable || !Self.isPlain(parts[0]) {
        wrong("letters")
      } else if isOurs(address) {
        wrong("ours")
      } else {
        .fine(address)
      }
  }

  /// Names with dots between; a name of one part only where it stands for this machine.
  private static func isDomain(_ text: Substring) -> Bool {
    let names = text.split(separator: ".", omittingEmptySubsequences: false)
    return (names.count > 1 || text == "localhost")
      && names.allSatisfy { name in
        !name.isEmpty && name.utf8.count <= 63 && name.first != "-" && name.last != "-"
          && name.unicodeScalars.allSatisfy { $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      }
  }

  /// Nothing that would have to be quoted, or that would end a header.
  private static func isPlain(_ text: Substring) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && !"()<>[]:;@\\,\"".unicodeScalars.contains(scalar)
        && !(0x80...0x9F).contains(scalar.value)
    }
  }
}
