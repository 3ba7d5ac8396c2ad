/// The words that attributions are made of, in the languages of the mail programs.
enum AttributionWords {
  /// How much a verb proves.
  enum Strength { case weak, strong }

  /// The verb in a text, the strongest of several.
  static func verb(in text: ArraySlice<UInt8>) -> Strength? {
    var found: Strength?
    var previous: UInt8 = 0
    for at in text.indices {
      let byte = text[at].asciiLowercased
      if !(previous.isASCIILetter && byte.isASCIILetter) {
        for verb in verbs[Int(byte)] where stands(verb.word, in: text, at: at) {
          if verb.strength == .strong { return .strong }
          found = .weak
        }
      }
      previous = byte
    }
    return found
  }

  /// Whether a line's first word is one that a date follows, as `On` is.
  static func isOpener(_ word: ArraySlice<UInt8>) -> Bool {
    if openers.contains(word.map(\.asciiLowercased)) { return true }
    // Chinese writes the date without a space behind the preposition.
    return adjoined.contains { word.starts(with: $0) }
  }

  private static func stands(_ word: [UInt8], in text: ArraySlice<UInt8>, at start: Int) -> Bool {
    guard start + word.count <= text.endIndex else { return false }
    for offset in word.indices where text[start + offset].asciiLowercased != word[offset] { return false }
    let after = start + word.count
    return after == text.endIndex || !text[after].isASCIILetter || !(word.last?.isASCIILetter ?? false)
  }

  private static let verbs: [[(word: [UInt8], strength: Strength)]] = {
    var table = Array(repeating: [(word: [UInt8], strength: Strength)](), count: 256)
    let strong = [
      "wrote", "quoting", "a écrit", "écrit", "schrieb", "geschrieben", "escribió", "escribio", "ha escrito",
      "escreveu", "ha scritto",
      "scritto", "schreef", "geschreven", "skrev", "skrifaði", "napisał", "napisao", "napisala", "napsal", "napísal",
      "пишет", "писал", "написал", "написав", "пише", "написа", "kirjoitti", "írta", "yazdı", "a scris", "έγραψε",
      "έγραψαν", "写道", "寫道", "写到", "작성", "썼습니다", "書きました", "書いた", "のメール", "เขียนว่า", "เขียน", "כתב", "מאת",
      "كتب", "تمت كتابة", "đã viết", "menulis", "rašė", "rakstīja", "kirjutas", "ha escrit", "shkroi", "le aiwe",
    ]
    for word in strong { table[Int(Array(word.utf8)[0])].append((Array(word.utf8), .strong)) }
    for word in ["sent", "said", "writes", "schreibt"] {
      table[Int(Array(word.utf8)[0])].append((Array(word.utf8), .weak))
    }
    return table
  }()

  private static let openers: Set<[UInt8]> = [
    "on", "am", "le", "el", "op", "il", "em", "den", "dnia", "w", "dne", "dňa", "în", "În", "in", "la", "pe", "στις",
    "Στις",
    "στην", "в", "В", "во", "на", "На", "ke", "vào", "Vào", "pada", "a", "dia", "på", "På", "kl.", "ma", "il giorno",
    "ngày",
    "dana", "u", "o", "at", "à", "À", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "jueves",
    "viernes", "domingo", "date", "في", "בתאריך", "เมื่อ", "เมื่อวันที่",
  ].reduce(into: []) { $0.insert(Array($1.utf8)) }

  private static let adjoined: [[UInt8]] = ["在", "于", "於", "เมื่อ"].map { Array($0.utf8) }
}
