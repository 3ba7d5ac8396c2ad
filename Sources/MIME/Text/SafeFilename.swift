/// Names under which what a stranger sent can be stored anywhere.
public enum SafeFilename {
  /// A name of one path component without control or direction characters, no longer than 120 bytes, not one of those that
  /// Windows gives to devices; never empty.
  ///
  /// - Parameters:
  ///   - name: the name as sent, or nil.
  ///   - type: the media type, which gives a nameless part its name.
  ///   - subtype: the media subtype.
  public static func of(_ name: String?, type: String, subtype: String) -> String {
    let cleaned = cleaned(name ?? "")
    guard !cleaned.isEmpty else { return nameless(type, subtype) }
    let stem = cleaned.prefix { $0 != "." }
    return devices.contains(stem.uppercased()) ? "_" + cleaned : cleaned
  }

  private static func cleaned(_ name: String) -> String {
    // Both kinds of path: whatever stands before the last separator is somebody else's directory.
    let last = name.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last
    var scalars = String.UnicodeScalarView()
    var isAfterSpace = false
    for scalar in (last ?? Substring.UnicodeScalarView()) {
      if scalar.properties.isWhitespace {
        isAfterSpace = !scalars.isEmpty
        continue
      }
      if isHidden(scalar) { continue }
      if isAfterSpace { scalars.append(" ") }
      isAfterSpace = false
      scalars.append(isReserved(scalar) ? "_" : scalar)
    }
    var text = String(scalars)
    // A leading dot hides a file, a leading hyphen is an option, a trailing dot is lost on Windows.
    while let first = text.unicodeScalars.first, first == "." || first == " " || first == "-" {
      text.unicodeScalars.removeFirst()
    }
    while let last = text.unicodeScalars.last, last == "." || last == " " { text.unicodeScalars.removeLast() }
    return shortened(text)
  }

  /// Cuts the stem so that the ending, by which programs know a file, stays.
  private static func shortened(_ name: String) -> String {
    let limit = 120
    guard name.utf8.count > limit else { return name }
    let dot = name.lastIndex(of: ".")
    let ending = dot.map { name[$0...] }.flatMap { $0.utf8.count <= 16 ? $0 : nil } ?? ""
    var stem = String.UnicodeScalarView()
    var length = ending.utf8.count
    for scalar in name.dropLast(ending.count).unicodeScalars {
      length += UTF8.width(scalar)
      if length > limit { break }
      stem.append(scalar)
    }
    return String(stem) + ending
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  private static func isReserved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "<", ">", ":", "\"", "|", "?", "*", "\u{FFFD}": true
    default: false
    }
  }

  private static let devices: Set<String> = {
    var names: Set<String> = ["CON", "PRN", "AUX", "NUL"]
    for number in 0...9 {
      names.insert("COM\(number)")
      names.insert("LPT\(number)")
    }
    return names
  }()

  private static func nameless(_ type: String, _ subtype: String) -> String {
    switch (type, subtype) {
    case ("text", "calendar"): "invite.ics"
    case ("text", "vcard"), ("text", "x-vcard"), ("text", "directory"): "contact.vcf"
    case ("text", "html"): "part.html"
    case ("text", "csv"): "part.csv"
    case ("text", "rtf"), ("application", "rtf"): "part.rtf"
    case ("text", _): "part.txt"
    case ("message", "rfc822"), ("message", "global"): "message.eml"
    case ("message", "delivery-status"): "delivery-status.txt"
    case ("message", _): "report.txt"
    case ("image", "jpeg"), ("image", "jpg"), ("image", "pjpeg"): "image.jpg"
    case ("image", "svg+xml"): "image.svg"
    case ("image", "tiff"): "image.tif"
    case ("image", "x-icon"), ("image", "vnd.microsoft.icon"): "image.ico"
    case ("image", _): "image." + ending(subtype, else: "img")
    case ("audio", "mpeg"): "audio.mp3"
    case ("audio", _): "audio." + ending(subtype, else: "audio")
    case ("video", "quicktime"): "video.mov"
    case ("video", _): "video." + ending(subtype, else: "video")
    case ("application", "pdf"): "document.pdf"
    case ("application", "zip"), ("application", "x-zip-compressed"): "archive.zip"
    case ("application", "gzip"), ("application", "x-gzip"): "archive.gz"
    case ("application", "json"): "data.json"
    case ("application", "xml"): "data.xml"
    case ("application", "ics"): "invite.ics"
    case ("application", "ms-tnef"), ("application", "vnd.ms-tnef"): "winmail.dat"
    case ("application", "pgp-signature"): "signature.asc"
    case ("application", "pgp-encrypted"): "version.txt"
    case ("application", "pkcs7-signature"), ("application", "x-pkcs7-signature"): "smime.p7s"
    case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"): "smime.p7m"
    case ("application", "msword"): "document.doc"
    case ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"): "document.docx"
    case ("application", "vnd.ms-excel"): "sheet.xls"
    case ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"): "sheet.xlsx"
    case ("application", "vnd.ms-powerpoint"): "slides.ppt"
    case ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"): "slides.pptx"
    default: "attachment.bin"
    }
  }

  /// A subtype that serves as a file's ending: short, and of letters and digits alone.
  private static func ending(_ subtype: String, else other: String) -> String {
    let plain = subtype.hasPrefix("x-") ? String(subtype.dropFirst(2)) : subtype
    let isPlain = !plain.isEmpty && plain.utf8.count <= 5 && plain.utf8.allSatisfy { $0.isLetter || $0.isDigit }
    return isPlain ? plain : other
  }
}
