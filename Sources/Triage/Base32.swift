/// RFC 4648 base32 in lower case without padding: survives relays that change the case of an address.
enum Base32 {
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var output: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      buffer = (buffer & 0xFF) << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        output.append(alphabet[Int(buffer >> bits & 31)])
      }
    }
    if bits > 0 { output.append(alphabet[Int(buffer << (5 - bits) & 31)]) }
    return String(decoding: output, as: UTF8.self)
  }
}
