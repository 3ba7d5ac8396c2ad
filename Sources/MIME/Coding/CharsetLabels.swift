/// The names by which mail calls charsets: the labels of the WHATWG Encoding Standard, and those that only mail has.
enum CharsetLabels {
  static func charset(_ label: String) -> Charset? { table[label] ?? guess(label) }

  private static let table: [String: Charset] = {
    var table: [String: Charset] = [:]
    for (name, reader, labels) in sets {
      let charset = Charset(name: name, reader: reader)
      table[name] = charset
      for label in labels.split(separator: " ") { table[String(label)] = charset }
    }
    return table
  }()

  /// Labels that follow a pattern and stand in no list: `cp1251`, `windows1251`, `x-windows-1251`, `iso_8859-2`, `iso8859_2`.
  private static func guess(_ label: String) -> Charset? {
    let plain = String(label.filter { $0.isLetter || $0.isNumber })
    for prefix in ["xwindows", "windows", "win", "xcp", "cp", "ms", "ansi", "ibm"] where plain.hasPrefix(prefix) {
      let number = String(plain.dropFirst(prefix.count))
      if let known = table["windows-" + number] ?? table["cp" + number] { return known }
    }
    for prefix in ["iso8859", "xiso8859", "8859", "latin"] where plain.hasPrefix(prefix) {
      let number = plain.dropFirst(prefix.count).filter(\.isNumber)
      if let known = table[(prefix == "latin" ? "latin" : "iso-8859-") + number] { return known }
    }
    if plain.hasPrefix("utf8") || plain.hasPrefix("xutf8") || plain == "unicode11utf8" { return .utf8 }
    return nil
  }

  private static let sets: [(String, Charset.Reader, String)] = [
    (
      "utf-8", .utf8,
      "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 utf_8 x-unicode20utf8 x-utf-8 utf-8-mac utf8mb4"
    ),
    (
      "us-ascii", .ascii,
      "ascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso-ir-6 iso_646.irv:1991 us us_ascii 7bit default none unknown-8bit x-unknown unknown cp367 ibm367 646"
    ),
    (
      "windows-1252", .windows1252,
      "cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 x-cp1252 x-ansi ansi 8859-1 iso-latin-1 iso-8859-1-windows-3.1-latin-1 8bit"
    ),
    (
      "iso-8859-2", .singleByte("ISO-8859-2"),
      "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"
    ),
    (
      "iso-8859-3", .singleByte("ISO-8859-3"),
      "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"
    ),
    (
      "iso-8859-4", .singleByte("ISO-8859-4"),
      "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"
    ),
    (
      "iso-8859-5", .singleByte("ISO-8859-5"),
      "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"
    ),
    (
      "iso-8859-6", .singleByte("ISO-8859-6"),
      "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"
    ),
    (
      "iso-8859-7", .singleByte("ISO-8859-7"),
      "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"
    ),
    (
      "iso-8859-8", .singleByte("ISO-8859-8"),
      "csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 logical visual"
    ),
    ("iso-8859-10", .singleByte("ISO-8859-10"), "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"),
    ("iso-8859-13", .singleByte("ISO-8859-13"), "iso8859-13 iso885913 latin7 l7"),
    ("iso-8859-14", .singleByte("ISO-8859-14"), "iso8859-14 iso885914 latin8 l8"),
    (
      "iso-8859-15", .singleByte("ISO-8859-15"), "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9 latin9 latin-9 latin0"
    ),
    ("iso-8859-16", .singleByte("ISO-8859-16"), "iso8859-16 latin10 l10"),
    ("koi8-r", .singleByte("KOI8-R"), "cskoi8r koi koi8 koi8_r koi8r"),
    ("koi8-u", .singleByte("KOI8-U"), "koi8-ru koi8u"),
    ("ibm866", .singleByte("IBM866"), "866 cp866 csibm866"),
    ("cp437", .singleByte("CP437"), "ibm437 437 cspc8codepage437"),
    ("cp850", .singleByte("CP850"), "ibm850 850 cspc850multilingual"),
    ("cp852", .singleByte("CP852"), "ibm852 852 cspcp852"),
    ("cp855", .singleByte("CP855"), "ibm855 855"),
    ("cp862", .singleByte("CP862"), "ibm862 862"),
    ("cp858", .singleByte("CP858"), "ibm00858 858"),
    ("macintosh", .singleByte("MACINTOSH"), "csmacintosh mac x-mac-roman macroman x-macroman"),
    ("x-mac-cyrillic", .singleByte("MAC-CYRILLIC"), "x-mac-ukrainian mac-cyrillic"),
    ("x-mac-ce", .singleByte("MAC-CENTRALEUROPE"), "x-mac-centraleurroman mac-ce"),
    (
      "windows-874", .singleByte("CP874"),
      "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 tis620 cp874 x-windows-874"
    ),
    ("windows-1250", .singleByte("WINDOWS-1250"), "cp1250 x-cp1250"),
    ("windows-1251", .singleByte("WINDOWS-1251"), "cp1251 x-cp1251"),
    ("windows-1253", .singleByte("WINDOWS-1253"), "cp1253 x-cp1253"),
    (
      "windows-1254", .singleByte("WINDOWS-1254"),
      "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254"
    ),
    ("windows-1255", .singleByte("WINDOWS-1255"), "cp1255 x-cp1255"),
    ("windows-1256", .singleByte("WINDOWS-1256"), "cp1256 x-cp1256"),
    ("windows-1257", .singleByte("WINDOWS-1257"), "cp1257 x-cp1257"),
    ("windows-1258", .iconv("WINDOWS-1258"), "cp1258 x-cp1258"),
    ("viscii", .singleByte("VISCII"), "csviscii x-viscii"),
    ("tcvn", .iconv("TCVN5712-1"), "tcvn-5712 x-viet-tcvn5712"),
    (
      "gb18030", .iconv("GB18030"),
      "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk cp936 windows-936 ms936 euc-cn gb2312-80 gb-18030 cn-gb"
    ),
    ("hz-gb-2312", .hz, "hz hz-gb hzgb2312"),
    (
      "big5", .iconv("BIG5-HKSCS"),
      "big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950 big-5 big5hkscs x-big5 ms950"
    ),
    ("euc-tw", .iconv("EUC-TW"), "x-euc-tw"),
    ("euc-jp", .iconv("EUC-JP-MS"), "cseucpkdfmtjapanese x-euc-jp eucjp x-euc ujis euc_jp"),
    (
      "iso-2022-jp", .iso2022JP,
      "csiso2022jp iso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 cp50221 cp50222 jis jis7 csiso2022jp2"
    ),
    (
      "shift_jis", .iconv("CP932"),
      "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932 windows-932 shiftjis cswindows31j x-ms-cp932 shift_jis-2004"
    ),
    (
      "euc-kr", .iconv("UHC"),
      "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 windows-949 cp949 uhc euckr x-windows-949 ms949 ksc5601-1987 ks_c_5601-1992 5601 kseuc"
    ),
    ("johab", .iconv("JOHAB"), "cp1361"),
    ("iso-2022-kr", .iconv("ISO-2022-KR"), "csiso2022kr"),
    ("iso-2022-cn", .iconv("ISO-2022-CN-EXT"), "csiso2022cn iso-2022-cn-ext"),
    ("utf-7", .iconv("UTF-7"), "unicode-1-1-utf-7 csunicode11utf7 utf7 x-unicode-2-0-utf-7 unicode-2-0-utf-7"),
    ("utf-16be", .iconv("UTF-16BE"), "unicodefffe utf16be"),
    ("utf-16le", .iconv("UTF-16LE"), "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf16le ucs-2le"),
    ("utf-16", .iconv("UTF-16"), "utf16 csutf16"),
    ("utf-32", .iconv("UTF-32"), "utf32 ucs-4 iso-10646-ucs-4"),
    ("utf-32be", .iconv("UTF-32BE"), ""),
    ("utf-32le", .iconv("UTF-32LE"), ""),
  ]
}
