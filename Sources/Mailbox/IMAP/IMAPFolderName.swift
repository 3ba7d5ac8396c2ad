/// Names of folders as they go over the wire.
enum IMAPFolderName {
  /// A folder's name as a quoted string in modified UTF-7 (RFC 3501 §5.1.3, §4.3): plain ASCII, and no way out of it.
  static func quoted(_ name: String) -> String {
    var text = "\""
    for character in encoded(name) {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "\""
  }

  /// Modified UTF-7: printable ASCII as it stands, `&` as `&-`, the rest as base64 of UTF-16 between `&` and `-`.
  static func encoded(_ name: String) -> String {
    var text = ""
    var run: [UInt16] = []
    func endRun() {
      guard !run.isEmpty else { return }
      text += "&" + base64(run) + "-"
      run = []
    }
    for scalar in name.unicodeScalars {
      if scalar.value >= 0x20, scalar.value < 0x7F {
        endRun()
        text += scalar == "&" ? "&-" : String(scalar)
      } else {
        run += Array(String(scalar).utf16)
      }
    }
    endRun()
    return text
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,")

  private static func base64(_ units: [UInt16]) -> String {
    var text = ""
    var bits: UInt32 = 0
    var count = 0
    for unit in units {
      bits = bits << 16 | UInt32(unit)
      count += 16
      while count >= 6 {
        count -= 6
        text.append(digits[Int(bits >> UInt32(count) & 63)])
      }
      bits &= (1 << UInt32(count)) - 1
    }
    if count > 0 { text.append(digits[Int(bits << UInt32(6 - count) & 63)]) }
    return text
  }
}
