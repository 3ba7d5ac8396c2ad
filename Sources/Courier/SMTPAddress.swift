import Foundation

/// An address that may stand between the angle brackets of an SMTP command.
///
/// libcurl writes into the command what it is given, line ends and brackets too; this is where that is made impossible.
struct SMTPAddress: Equatable {
  /// With the domain in its ASCII form.
  let text: String

  /// Whether the part before the `@` is not ASCII, so that the server must know SMTPUTF8 (RFC 6531).
  let needsUTF8: Bool

  struct Flaw: Error, Equatable {
    /// A clause that follows the address, such as `has no domain`.
    let reason: String
  }

  init(_ address: String) throws(Flaw) {
    guard address.utf8.count <= 320 else { throw Flaw(reason: "is longer than an address may be") }
    guard let at = address.lastIndex(of: "@") else { throw Flaw(reason: "has no @") }
    let local = address[..<at]
    try Self.check(local)
    let domain = try Self.asciiDomain(address[address.index(after: at)...])
    text = "\(local)@\(domain)"
    needsUTF8 = local.utf8.contains { $0 >= 0x80 }
  }

  /// Letters, digits and the signs of RFC 5321's dot-string, or anything beyond ASCII that is no control and no space.
  private static func check(_ local: Substring) throws(Flaw) {
    guard !local.isEmpty, local.utf8.count <= 64 else { throw Flaw(reason: "has no usable part before the @") }
    for scalar in local.unicodeScalars {
      let isPlain =
        scalar.isASCII
        && (UInt8(scalar.value).isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains(scalar))
      let isForeign =
        !scalar.isASCII && !scalar.properties.isWhitespace && !hidden.contains(scalar.properties.generalCategory)
      guard isPlain || isForeign else {
        throw Flaw(
          reason:
            "has a character in it that no address may have (U+\(String(scalar.value, radix: 16, uppercase: true)))")
      }
    }
  }

  private static let hidden: Set<Unicode.GeneralCategory> = [
    .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
  ]

  private static func asciiDomain(_ domain: Substring) throws(Flaw) -> String {
    if domain.hasPrefix("["), domain.hasSuffix("]") {
      let literal = domain.dropFirst().dropLast()
      let isAddress =
        !literal.isEmpty && literal.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2E || $0 == 0x3A || $0 == 0x2D }
      guard isAddress else { throw Flaw(reason: "has a domain that is no address literal") }
      return String(domain)
    }
    // QUIRK: input methods for Chinese and Japanese type the ideographic full stop between labels (UTS 46).
    let labels = domain.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "。" }
    var ascii: [String] = []
    for label in labels { ascii.append(try asciiLabel(label)) }
    let joined = ascii.joined(separator: ".")
    guard joined.utf8.count <= 253 else { throw Flaw(reason: "has a domain that is too long") }
    return joined
  }

  private static func asciiLabel(_ label: Substring) throws(Flaw) -> String {
    let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
    let text = isASCII ? String(label) : label.lowercased().precomposedStringWithCanonicalMapping
    let isHidden = text.unicodeScalars.contains {
      $0.properties.isWhitespace || hidden.contains($0.properties.generalCategory)
    }
    guard !isHidden, let encoded = isASCII ? text : Punycode.label(text), (1...63).contains(encoded.utf8.count),
      encoded.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
    else {
      throw Flaw(reason: label.isEmpty ? "has an empty part in its domain" : "has a domain that no server can have")
    }
    return encoded
  }
}
