/// Numbers as people read them.
enum Figure {
  /// With a comma between thousands: `1,209`.
  static func grouped(_ number: some BinaryInteger) -> String {
    let digits = Array(String(number.magnitude).utf8)
    var output: [UInt8] = number < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { output.append(UInt8(ascii: ",")) }
      output.append(digit)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// A number with its noun: `1 notice`, `3 notices`.
  static func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// Bytes in the unit that keeps the number short: `48 kB`, `41 MB`, `1.2 GB`.
  static func bytes(_ count: some BinaryInteger) -> String {
    let count = Double(count)
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = count
    var unit = 0
    while value >= 1000, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    let isShort = unit > 0 && value < 9.95
    return isShort ? "\((value * 10).rounded() / 10) \(units[unit])" : "\(Int64(value.rounded())) \(units[unit])"
  }
}
