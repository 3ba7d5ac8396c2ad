/// The ASCII form of a domain label in any script (RFC 3492, RFC 5890).
enum Punycode {
  /// `xn--` and the encoded label; nil for one too long to be a label.
  static func label(_ text: String) -> String? {
    let scalars = text.unicodeScalars.map(\.value)
    // A label's ASCII form has at most 63 characters, so nothing that matters is turned away, and nothing overflows.
    guard scalars.count <= 63 else { return nil }
    let basic = scalars.filter { $0 < 0x80 }
    var output = basic.map { UInt8(truncatingIfNeeded: $0) }
    if !basic.isEmpty { output.append(UInt8(ascii: "-")) }
    var (next, delta, bias, handled) = (UInt32(128), UInt32(0), UInt32(72), UInt32(basic.count))
    while handled < scalars.count {
      guard let smallest = scalars.filter({ $0 >= next }).min() else { return nil }
      delta += (smallest - next) * (handled + 1)
      next = smallest
      for scalar in scalars {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        append(delta, bias: bias, to: &output)
        bias = adapted(delta, count: handled + 1, isFirst: handled == UInt32(basic.count))
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return "xn--" + String(decoding: output, as: UTF8.self)
  }

  /// A number in digits whose base changes with their place.
  private static func append(_ number: UInt32, bias: UInt32, to output: inout [UInt8]) {
    var rest = number
    var place: UInt32 = 36
    while true {
      let threshold = place <= bias ? 1 : min(26, place - bias)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      place += 36
    }
    output.append(digit(rest))
  }

  private static func adapted(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var steps: UInt32 = 0
    while delta > 455 {
      delta /= 35
      steps += 36
    }
    return steps + 36 * delta / (delta + 38)
  }

  private static func digit(_ value: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? value + 0x61 : value - 26 + 0x30)
  }
}
