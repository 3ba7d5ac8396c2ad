/// Writes `local@domain` so that it stays one address whatever is in it.
enum AddressText {
  /// An address fit for a header: the local part quoted where it must be, the domain in ASCII.
  static func specification(_ address: String) -> String {
    if isPlain(address) { return address }
    let scalars = address.unicodeScalars.filter { !isUnsafe($0) }
    let text = String(String.UnicodeScalarView(scalars))
    guard let at = text.lastIndex(of: "@") else { return local(text) }
    let domain = text[text.index(after: at)...]
    return local(String(text[..<at])) + "@" + asciiDomain(String(domain))
  }

  /// Whether an address is a dot-atom at a domain of letters and digits, as nearly all are: it may stand as it is.
  private static func isPlain(_ address: String) -> Bool {
    var isDomain = false
    var previous = Byte.dot
    for byte in address.utf8 {
      switch byte {
      case Byte.dot where previous == Byte.dot: return false
      case Byte.at where isDomain || previous == Byte.dot: return false
      case Byte.at: isDomain = true
      case Byte.dot, Byte.hyphen, Byte.underscore: break
      default: guard byte.isLetter || byte.isDigit || (!isDomain && isAtomSign(byte)) else { return false }
      }
      previous = byte == Byte.at ? Byte.dot : byte
    }
    return isDomain && previous != Byte.dot
  }

  /// What RFC 5322 lets stand in an atom beside letters and digits.
  private static func isAtomSign(_ byte: UInt8) -> Bool { "!#$%&'*+/=?^`{|}~".utf8.contains(byte) }

  /// What may stand nowhere in an address: controls, white space of every kind, brackets.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar == "<" || scalar == ">"
      || (scalar.properties.isWhitespace && scalar != " ")
  }

  private static func local(_ text: String) -> String {
    let isAtom =
      !text.isEmpty && text.unicodeScalars.allSatisfy { !"()[]:;@\\,\" ".unicodeScalars.contains($0) }
      && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
    if isAtom { return text }
    let isQuoted = text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
    let bare = isQuoted ? unescaped(text.dropFirst().dropLast()) : text
    return "\"" + bare.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }

  private static func unescaped(_ text: Substring) -> String {
    var scalars = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if scalar == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      isEscaped = false
      scalars.append(scalar)
    }
    return String(scalars)
  }

  /// A domain with its labels beyond ASCII in Punycode; what no domain may hold is left out.
  static func asciiDomain(_ domain: String) -> String {
    let isLiteral = domain.hasPrefix("[") && domain.hasSuffix("]")
    if isLiteral {
      let inside = domain.utf8.filter {
        $0.isLetter || $0.isDigit || $0 == Byte.dot || $0 == Byte.colon || $0 == Byte.hyphen
      }
      return "[" + String(decoding: inside, as: UTF8.self) + "]"
    }
    return domain.split(separator: ".", omittingEmptySubsequences: false).map { label -> String in
      if label.utf8.allSatisfy({ $0 < 0x80 }) {
        return String(
          decoding: label.utf8.filter { $0.isLetter || $0.isDigit || $0 == Byte.hyphen || $0 == Byte.underscore },
          as: UTF8.self)
      }
      return Punycode.label(String(label))
    }.joined(separator: ".")
  }
}

/// RFC 3492, for the domains of addresses.
enum Punycode {
  /// A label beyond ASCII as `xn--…`.
  static func label(_ label: String) -> String {
    let scalars = label.lowercased().unicodeScalars.map(\.value).prefix(63)
    var output = scalars.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
      .filter { $0.isLetter || $0.isDigit || $0 == Byte.hyphen }
    let basic = output.count
    if basic > 0 { output.append(Byte.hyphen) }
    var (code, delta, bias, handled): (UInt32, UInt32, UInt32, UInt32) = (128, 0, 72, UInt32(basic))
    let basicOnly = scalars.filter { $0 >= 0x80 || isBasic($0) }
    while handled < basicOnly.count {
      guard let next = basicOnly.filter({ $0 >= code }).min() else { break }
      // At most 63 scalars below 0x110000: no sum here comes near 2^32.
      delta += (next - code) * (handled + 1)
      code = next
      for scalar in basicOnly {
        if scalar < code { delta += 1 }
        guard scalar == code else { continue }
        write(delta, bias: bias, to: &output)
        bias = adapt(delta, count: handled + 1, isFirst: handled == UInt32(basic))
        delta = 0
        handled += 1
      }
      delta += 1
      code += 1
    }
    return "xn--" + String(decoding: output, as: UTF8.self)
  }

  private static func isBasic(_ scalar: UInt32) -> Bool {
    let byte = UInt8(truncatingIfNeeded: scalar)
    return byte.isLetter || byte.isDigit || byte == Byte.hyphen
  }

  private static func write(_ delta: UInt32, bias: UInt32, to output: inout [UInt8]) {
    var rest = delta
    var k: UInt32 = 36
    while true {
      let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
      guard rest >= threshold else { break }
      output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      k += 36
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  private static func adapt(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k: UInt32 = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
