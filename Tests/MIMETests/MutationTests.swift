import MIME
import Testing

/// A generator of repeatable chance (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Whatever becomes of the bytes, nothing traps, and every range lies where it should.
@Suite struct MutationTests {
  static let seeds: [[UInt8]] = [
    """
    From a@example.org Mon Jan  2 15:04:05 2006
    Received: from x by y; Mon, 2 Jan 2006 15:04:05 +0000
    From: "Doe, John" <j@example.org> (a comment)
    To: Team: =?utf-8?q?J=C3=BC?= =?iso-8859-1?b?cmdlbg==?= <a@example.org>, b@example.org;, c@[192.0.2.1]
    Subject: =?iso-2022-jp?b?GyRCRnxLXDhsGyhC?= gr\u{FC}\u{DF}e
    Date: Mon, 2 Jan 2006 15:04:05 +0200 (CEST)
    Message-ID: <a@b>
    References: <c@d> <e@f>
    Return-Path: <>
    Content-Type: multipart/mixed; boundary="a"; charset*0*=utf-8''x%20; charset*1=y

    preamble
    --a
    Content-Type: multipart/alternative; boundary=b

    --b
    Content-Type: text/plain; charset=shift_jis
    Content-Transfer-Encoding: quoted-printable

    =93=FA=96=7B=
    --b
    Content-Type: text/html; charset=utf-7

    <p>+ZeVnLA-</p>
    --b--
    --a
    Content-Type: image/png; name="=?utf-8?q?x.png?="
    Content-Disposition: attachment; filename*0*=utf-8''%E6%97; filename*1*=%A5.png
    Content-Transfer-Encoding: base64

    iVBORw0KGgo=
    AAAA
    --a
    Content-Type: application/octet-stream
    Content-Transfer-Encoding: x-uuencode

    begin 644 a.txt
    %:&5L;&\\
    `
    end
    --a--
    """,
    """
    From: MAILER-DAEMON
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    Content-Type: multipart/report; report-type=delivery-status; boundary=r

    --r

    <a@example.org>: host mx.example.org said: 550 5.1.1 User unknown
    --r
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.org

    Final-Recipient: rfc822; a@example.org
    Action: failed
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 5.1.1 User unknown
    --r
    Content-Type: message/rfc822

    Message-ID: <x@y>

    --r--
    """,
    """
    From: MAILER-DAEMON@example.org
    Subject: failure notice

    Hi. This is the qmail-send program.

    <a@example.org>:
    192.0.2.1 does not like recipient. 550 5.1.1 unknown
    --- Below this line is a copy of the message.

    Message-ID: <x@y>
    """,
  ].map { Array($0.utf8) }

  /// Pieces of the grammar, which hit deeper than single bytes do.
  static let words = [
    "\r\n", "\n", "\r", "\n\n", "--a", "--a--", "--b", "--", ":", ";", "=?", "?=", "=?utf-8?b?", "<", ">", "@", "(",
    ")",
    "\"", "\\", "=", "=\n", "%", "*", "''", "\u{0}", "Content-Type: multipart/mixed; boundary=a\n",
    "Content-Transfer-Encoding: base64\n", "Subject: ", "\t", " ", "From ",
  ].map { Array($0.utf8) }

  @Test(arguments: 0..<60) func nothingTraps(_ round: Int) {
    var chance = Seeded(state: UInt64(round))
    for seed in Self.seeds {
      for _ in 0..<12 {
        let mutated = Self.mutate(seed, &chance)
        Self.read(mutated)
      }
    }
  }

  @Test(arguments: 0..<20) func noiseDoesNotTrap(_ round: Int) {
    var chance = Seeded(state: UInt64(1000 + round))
    for length in [0, 1, 2, 3, 10, 100, 1000] {
      Self.read((0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) })
      Self.read((0..<length).flatMap { _ in Self.words[Int.random(in: 0..<Self.words.count, using: &chance)] })
    }
  }

  @Test func everyPrefixIsReadable() {
    for seed in Self.seeds {
      for length in 0...seed.count { Self.read(Array(seed.prefix(length)), decodes: false) }
    }
  }

  static func mutate(_ seed: [UInt8], _ chance: inout Seeded) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...12, using: &chance) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &chance)
      switch Int.random(in: 0..<6, using: &chance) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &chance)], at: place)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &chance)))
      case 4:
        let from = Int.random(in: 0..<bytes.count, using: &chance)
        bytes.insert(contentsOf: Array(bytes[from..<min(bytes.count, from + 30)]), at: place)
      default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
      }
    }
    return bytes
  }

  /// Reads all that can be read of a message, and checks what must hold of any.
  static func read(_ bytes: [UInt8], decodes: Bool = true) {
    let mail = Message(bytes)
    #expect(!mail.parts.isEmpty)
    for part in mail.parts {
      #expect(part.headerRange.lowerBound >= 0 && part.headerRange.upperBound <= bytes.count)
      #expect(part.bodyRange.lowerBound >= part.headerRange.lowerBound && part.bodyRange.upperBound <= bytes.count)
      if let parent = part.parent {
        #expect(parent < part.index && mail.parts[parent].children.contains(part.index))
        #expect(mail.parts[parent].bodyRange.lowerBound <= part.bodyRange.lowerBound)
        #expect(mail.parts[parent].bodyRange.upperBound >= part.bodyRange.upperBound)
      }
      #expect(!part.safeFilename.isEmpty && !part.safeFilename.contains("/"))
      for field in part.headers { _ = (field.name, field.text) }
      guard decodes else { continue }
      _ = mail.decodedText(part)
      _ = (part.contentType, part.disposition, part.contentID, part.isBodyLeaf)
    }
    _ = (mail.subject, mail.from, mail.to, mail.date, mail.received, mail.messageID, mail.references, mail.returnPath)
    guard decodes else { return }
    for defect in mail.defects { #expect(defect.offset >= 0 && defect.offset <= bytes.count) }
    _ = (mail.structure, DeliveryReport.read(mail), AutomaticSigns.read(mail), FeedbackReport.read(mail))
  }
}
