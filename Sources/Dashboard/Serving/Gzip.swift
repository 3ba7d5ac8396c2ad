import HTTPTypes
import Hummingbird

/// Pages and assets made small: gzip (RFC 1952) over DEFLATE (RFC 1951) with the fixed code.
///
/// The program links no compression library; what it serves is text of some ten kilobytes, for which one pass with a
/// small window is enough. Secrets in a page are masked anew in each response, so that its length tells nothing of them.
enum Gzip {
  /// Whether the client takes it (RFC 9110, 12.5.3).
  static func isAccepted(by request: Request) -> Bool {
    guard let field = request.headers[.acceptEncoding] else { return false }
    return field.prefix(256).split(separator: ",").contains { element in
      let parts = element.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      return parts.first == "gzip" && !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
    }
  }

  static func compress(_ input: [UInt8]) -> [UInt8] {
    var bits = BitWriter()
    bits.output.reserveCapacity(input.count / 3 + 64)
    bits.output += [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    Deflate.write(input, to: &bits)
    bits.flush()
    var output = bits.output
    appendLittleEndian(CRC32.of(input), to: &output)
    appendLittleEndian(UInt32(truncatingIfNeeded: input.count), to: &output)
    return output
  }

  private static func appendLittleEndian(_ value: UInt32, to output: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) { output.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
  }
}

/// Bits packed from the least significant end, as DEFLATE wants them.
struct BitWriter {
  var output: [UInt8] = []
  private var pending: UInt64 = 0
  private var count: UInt64 = 0

  mutating func put(_ bits: UInt32, _ length: Int) {
    pending |= UInt64(bits) << count
    count += UInt64(length)
    while count >= 8 {
      output.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  mutating func flush() {
    if count > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
    pending = 0
    count = 0
  }
}

/// CRC-32 (RFC 1952, 8).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    return ~crc
  }
}
