/// Reads a Date: RFC 5322 §3.3 and §4.3, and the forms of programs that never read them.
enum DateField {
  static func read(_ value: ArraySlice<UInt8>) -> DateTime? {
    var scanner = Scanner(value)
    return scanner.read()
  }

  /// Takes the words of a date in any order that says what they are.
  private struct Scanner {
    private var cursor: FieldCursor
    private var day: Int64?
    private var month: Int64?
    private var year: Int64?
    private var time: Int64?
    private var zone: Int?
    private var numbers: [(value: Int64, digits: Int)] = []
    private var isAfternoon: Bool?

    init(_ value: ArraySlice<UInt8>) { cursor = FieldCursor(value.prefix(128)) }

    mutating func read() -> DateTime? {
      while !cursor.isAtEnd, numbers.count < 8 {
        cursor.skipComments()
        guard let byte = cursor.peek else { break }
        if byte.isDigit {
          readNumber()
        } else if byte.isLetter {
          readWord()
        } else if byte == Byte.plus || byte == Byte.hyphen, time != nil, zone == nil {
          readOffset()
        } else {
          cursor.advance()
        }
      }
      return assembled()
    }

    private mutating func readNumber() {
      let number = takeDigits()
      if cursor.peek == Byte.colon, time == nil {
        readTime(hour: number.value)
      } else if cursor.peek == Byte.dot, time == nil, day != nil || numbers.count > 0, month != nil, number.digits <= 2
      {
        // QUIRK: `12.30.00` for a time, once a date has been read.
        readTime(hour: number.value)
      } else if number.digits == 4, cursor.peek == Byte.hyphen, numbers.isEmpty, month == nil {
        readISODate(year: number.value)
      } else {
        numbers.append(number)
      }
    }

    private mutating func takeDigits() -> (value: Int64, digits: Int) {
      let digits = cursor.take { !$0.isDigit }
      var value: Int64 = 0
      for digit in digits.prefix(9) { value = value * 10 + Int64(digit - 0x30) }
      return (value, digits.count)
    }

    private mutating func readTime(hour: Int64) {
      cursor.advance()
      cursor.skipWhitespace()
      let minute = takeDigits()
      var second: (value: Int64, digits: Int) = (0, 2)
      var ahead = cursor
      ahead.skipWhitespace()
      if ahead.peek == Byte.colon || ahead.peek == Byte.dot {
        cursor = ahead
        cursor.advance()
        cursor.skipWhitespace()
        second = takeDigits()
        if cursor.take(Byte.dot) { _ = takeDigits() }
      }
      guard hour < 25, minute.digits > 0, minute.value < 60, second.value < 62 else { return }
      time = hour * 3600 + minute.value * 60 + min(second.value, 60)
    }

    private mutating func readISODate(year: Int64) {
      cursor.advance()
      let month = takeDigits()
      guard cursor.take(Byte.hyphen) else {
        numbers += [(year, 4), month]
        return
      }
      let day = takeDigits()
      if (1...12).contains(month.value) { (self.year, self.month, self.day) = (year, month.value, day.value) }
      if cursor.peek?.lowercased == UInt8(ascii: "t") { cursor.advance() }
    }

    private mutating func readWord() {
      let word = DateWord(cursor.take { !$0.isLetter })
      if let place = DateWord.months[word.start], month == nil {
        month = Int64(place) + 1
      } else if word == DateWord.am || word == DateWord.pm {
        isAfternoon = word == DateWord.pm
      } else if time != nil, zone == nil, let minutes = DateWord.zones[word] {
        zone = minutes
        // `GMT+0200` goes on with an offset.
        if let sign = cursor.peek, sign == Byte.plus || sign == Byte.hyphen {
          zone = nil
          readOffset()
        }
      }
    }

    private mutating func readOffset() {
      let isWest = cursor.peek == Byte.hyphen
      cursor.advance()
      cursor.skipWhitespace()
      let number = takeDigits()
      var minutes: Int64
      switch number.digits {
      case 1, 2:
        minutes = number.value * 60
        if cursor.take(Byte.colon) { minutes += takeDigits().value }
      case 3, 4: minutes = number.value / 100 * 60 + number.value % 100
      default: return
      }
      if minutes < 24 * 60 { zone = Int(isWest ? -minutes : minutes) }
    }

    private mutating func assembled() -> DateTime? {
      takeNumbers()
      guard let day, let month, let year, (1...31).contains(day), (1...12).contains(month), year < 10_000 else {
        return nil
      }
      var time = time ?? 0
      if let isAfternoon, time / 3600 <= 12 {
        let hour = time / 3600 % 12 + (isAfternoon ? 12 : 0)
        time = hour * 3600 + time % 3600
      }
      let local = Calendar.days(year: year, month: month, day: day) * 86_400 + time
      let zone = zone ?? 0
      return DateTime(seconds: local - Int64(zone) * 60, zoneMinutes: zone)
    }

    /// Gives the loose numbers their meaning: day and year around a named month, or three numbers with a separator.
    private mutating func takeNumbers() {
      guard day == nil else { return }
      if month != nil {
        let yearPlace = numbers.firstIndex { $0.digits >= 4 || $0.value > 31 }
        let dayPlace = numbers.indices.first { $0 != yearPlace && numbers[$0].digits <= 2 }
        day = dayPlace.map { numbers[$0].value }
        let rest = yearPlace ?? numbers.indices.first { $0 != dayPlace }
        year = rest.map { Self.fullYear(numbers[$0]) }
      } else if numbers.count >= 3 {
        if numbers[0].digits == 4 {
          (year, month, day) = (numbers[0].value, numbers[1].value, numbers[2].value)
        } else {
          // Day or month first is anybody's guess but where only one can be; the American form is the usual.
          let isDayFirst = numbers[0].value > 12
          month = isDayFirst ? numbers[1].value : numbers[0].value
          day = isDayFirst ? numbers[0].value : numbers[1].value
          year = Self.fullYear(numbers[2])
        }
      }
    }

    /// RFC 5322 §4.3: two digits below 50 are this century, other two or three digits count from 1900.
    private static func fullYear(_ number: (value: Int64, digits: Int)) -> Int64 {
      switch number.digits {
      case 1, 2: number.value < 50 ? 2000 + number.value : 1900 + number.value
      case 3: 1900 + number.value
      default: number.value
      }
    }
  }
}

/// A word of a date, packed so that it is compared and looked up without making a text of it.
private struct DateWord: Hashable {
  private let letters: UInt64

  init(_ word: some Sequence<UInt8>) {
    var letters: UInt64 = 0
    for byte in word.prefix(8) { letters = letters << 8 | UInt64(byte.lowercased) }
    self.letters = letters
  }

  private init(letters: UInt64) { self.letters = letters }

  /// The first three letters, which tell months apart in every spelling.
  var start: DateWord {
    let length = (64 - letters.leadingZeroBitCount + 7) / 8
    return length > 3 ? DateWord(letters: letters >> UInt64(8 * (length - 3))) : self
  }

  static let am = DateWord("am".utf8)
  static let pm = DateWord("pm".utf8)

  static let months = Dictionary(
    uniqueKeysWithValues: Calendar.months.enumerated().map { (DateWord($1.utf8), $0) })

  /// The names of zones, in minutes east of Greenwich.
  ///
  /// RFC 5322 §4.3: the military letters were sent with either sign and mean nothing.
  static let zones = Dictionary(
    uniqueKeysWithValues: ([
      ("ut", 0), ("utc", 0), ("gmt", 0), ("z", 0), ("wet", 0), ("est", -300), ("edt", -240), ("cst", -360),
      ("cdt", -300), ("mst", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("ast", -240), ("adt", -180),
      ("nst", -210), ("ndt", -150), ("akst", -540), ("akdt", -480), ("hst", -600), ("bst", 60), ("west", 60),
      ("cet", 60), ("met", 60), ("mez", 60), ("cest", 120), ("mest", 120), ("mesz", 120), ("eet", 120),
      ("eest", 180), ("msk", 180), ("msd", 240), ("ist", 330), ("jst", 540), ("kst", 540), ("hkt", 480),
      ("sgt", 480), ("aest", 600), ("aedt", 660), ("acst", 570), ("acdt", 630), ("awst", 480), ("nzst", 720),
      ("nzdt", 780), ("brt", -180),
    ] as [(String, Int)]).map { (DateWord($0.0.utf8), $0.1) })
}
