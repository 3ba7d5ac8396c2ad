import MailText
import Testing

@Suite struct VisibleTextTests {
  /// A reply as a program writes it below the words `new words`.
  struct History: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) {
      testDescription = name
      self.text = text
    }
  }

  static let histories: [History] = [
    History(
      "Gmail",
      "On Mon, Nov 23, 2026 at 10:07 AM Support <support@desk.example> wrote:\n\n> Which printer?\n> -- \n> Ref"),
    History(
      "Gmail, broken in two lines",
      "On Mon, Nov 23, 2026 at 10:07 AM A Very Long Name Indeed <\nsupport@desk.example> wrote:\n\n> old"),
    History(
      "Gmail, the quote not marked",
      "On Mon, Nov 23, 2026 at 10:07 AM Support <support@desk.example> wrote:\n\nold words\nand more"),
    History("Apple Mail", "> On 23. Nov 2026, at 10:07, Support <support@desk.example> wrote:\n> \n> old"),
    History(
      "iPhone",
      "Sent from my iPhone\n\n> On Nov 23, 2026, at 10:07 AM, Support <support@desk.example> wrote:\n> \n> old"),
    History(
      "Outlook desktop",
      "From: Support <support@desk.example>\nSent: Monday, November 23, 2026 10:07 AM\nTo: Ana Lima\nSubject: Printer\n\nold"
    ),
    History(
      "Outlook, names without addresses",
      "From: Support\nSent: Monday, November 23, 2026 10:07 AM\nTo: Lima, Ana\nSubject: Printer\n\nold"),
    History(
      "Outlook web",
      "________________________________\nFrom: Support <support@desk.example>\nSent: Monday, November 23, 2026 10:07\nTo: a@b.example\n\nold"
    ),
    History(
      "Outlook phone",
      "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Support <s@desk.example>\nSent: Monday, 23 November 2026 10:07:00\n\nold"
    ),
    History("Outlook of old", "-----Original Message-----\nFrom: Support\nSent: Monday\n\nold"),
    History(
      "Outlook in bold",
      "*From:* Support [mailto:s@desk.example]\n*Sent:* Monday, 2026 2:15 AM\n*To:* a@b.example\n*Subject:* Re\n\nold"),
    History(
      "Outlook, a long list of recipients",
      "From: Support <s@desk.example>\nSent: 23.11.2026 10:07\nTo: a@b.example; c@d.example;\n e@f.example\nSubject: Re\n\nold"
    ),
    History("Thunderbird", "On 11/23/26 10:07, Support wrote:\n> old\n> more"),
    History(
      "Thunderbird, signature below the quote", "On 11/23/26 10:07, Support wrote:\n> old\n\n-- \nAna Lima\nShop"),
    History(
      "Yahoo", "    On Monday, November 23, 2026 at 10:07:00 AM GMT+1, Support <s@desk.example> wrote:  \n \n old"),
    History(
      "Yahoo phone",
      "Sent from Yahoo Mail for iPhone\n\n\nOn Monday, November 23, 2026, 10:07 AM, Support <s@desk.example> wrote:\n\nold"
    ),
    History(
      "Proton",
      "Sent with [Proton Mail](https://proton.me/) secure email.\n\nOn Monday, November 23rd, 2026 at 10:07, Support <s@desk.example> wrote:\n\n> old"
    ),
    History(
      "Proton of old",
      "Sent with Proton Mail secure email.\n\n------- Original Message -------\nOn Monday, November 23rd, 2026 at 10:07, Support <s@desk.example> wrote:\n\n> old"
    ),
    History("Zoho", "---- On Mon, 23 Nov 2026 10:07:36 +0100 Support <s@desk.example> wrote ----\n\nold"),
    History(
      "Lotus", "From:\tSupport <s@desk.example>\nTo:\ta@b.example\nDate:\t23/11/2026 10:07\nSubject:\tRe: x\n\nold"),
    History("Horde", "Quoting Support <s@desk.example>:\n\n> old"),
    History("a bare quote", "> old\n> older"),
    History("two quotes", "> old\n\n> older"),
    History("a quote of quotes", "> > older\n> old"),
    History("German", "Am Mo., 23. Nov. 2026 um 10:07 Uhr schrieb Support <s@desk.example>:\n\n> alt"),
    History("German, Apple", "Am 23.11.2026 um 10:07 schrieb Support <s@desk.example>:\n\nalt"),
    History(
      "German, Outlook",
      "Von: Support <s@desk.example>\nGesendet: Montag, 23. November 2026 10:07\nAn: Ana\nBetreff: AW: x\n\nalt"),
    History(
      "German, original",
      "-------- Ursprüngliche Nachricht --------\nVon: Support\nDatum: 23.11.26 10:07 (GMT+01:00)\nAn: a@b.example\n\nalt"
    ),
    History(
      "German, phone",
      "Von meinem iPhone gesendet\n\n> Am 23.11.2026 um 10:07 schrieb Support <s@desk.example>:\n> \n> alt"),
    History("French", "Le lun. 23 nov. 2026 à 10:07, Support <s@desk.example> a écrit :\n\n> ancien"),
    History(
      "French, Outlook",
      "De : Support <s@desk.example>\nEnvoyé : lundi 23 novembre 2026 10:07\nÀ : Ana\nObjet : RE: x\n\nancien"),
    History(
      "French, phone", "Envoyé de mon iPhone\n\n> Le 23 nov. 2026 à 10:07, Support <s@desk.example> a écrit :\n> ancien"
    ),
    History("Spanish", "El lun, 23 nov 2026 a las 10:07, Support (<s@desk.example>) escribió:\n\n> viejo"),
    History(
      "Spanish, Outlook",
      "De: Support <s@desk.example>\nEnviado el: lunes, 23 de noviembre de 2026 10:07\nPara: Ana\nAsunto: RE: x\n\nviejo"
    ),
    History("Portuguese", "Em seg., 23 de nov. de 2026 às 10:07, Support <s@desk.example> escreveu:\n\n> antigo"),
    History(
      "Portuguese, Outlook",
      "De: Support <s@desk.example>\nEnviado: segunda-feira, 23 de novembro de 2026 10:07\nPara: Ana\nAssunto: x\n\nantigo"
    ),
    History("Italian", "Il giorno lun 23 nov 2026 alle ore 10:07 Support <s@desk.example>\nha scritto:\n\n> vecchio"),
    History(
      "Italian, Outlook",
      "Da: Support <s@desk.example>\nInviato: lunedì 23 novembre 2026 10:07\nA: Ana\nOggetto: R: x\n\nvecchio"),
    History("Dutch", "Op ma 23 nov 2026 om 10:07 schreef Support <s@desk.example>:\n\n> oud"),
    History(
      "Dutch, Outlook",
      "Van: Support <s@desk.example>\nVerzonden: maandag 23 november 2026 10:07\nAan: Ana\nOnderwerp: RE: x\n\noud"),
    History("Swedish", "Den mån 23 nov. 2026 kl 10:07 skrev Support <s@desk.example>:\n\n> gammal"),
    History("Danish", "Den man. 23. nov. 2026 kl. 10.07 skrev Support <s@desk.example>:\n\n> gammel"),
    History(
      "Norwegian, Outlook",
      "Fra: Support <s@desk.example>\nSendt: mandag 23. november 2026 10:07\nTil: Ana\nEmne: SV: x\n\ngammel"),
    History("Finnish", "ma 23. marrask. 2026 klo 10.07 Support (s@desk.example) kirjoitti:\n\n> vanha"),
    History("Polish", "pon., 23 lis 2026 o 10:07 Support <s@desk.example> napisał(a):\n\n> stare"),
    History(
      "Polish, Outlook",
      "Od: Support <s@desk.example>\nWysłano: poniedziałek, 23 listopada 2026 10:07\nDo: Ana\nTemat: x\n\nstare"),
    History("Czech", "po 23. 11. 2026 v 10:07 odesílatel Support <s@desk.example> napsal:\n\n> staré"),
    History("Hungarian", "Support <s@desk.example> ezt írta (időpont: 2026. nov. 23., H, 10:07):\n\n> régi"),
    History("Turkish", "Support <s@desk.example>, 23 Kas 2026 Pzt, 10:07 tarihinde şunu yazdı:\n\n> eski"),
    History("Romanian", "În lun., 23 nov. 2026 la 10:07, Support <s@desk.example> a scris:\n\n> vechi"),
    History("Russian", "пн, 23 нояб. 2026 г. в 10:07, Support <s@desk.example>:\n\n> старое"),
    History("Russian, verb", "23.11.2026 10:07, Support пишет:\n> старое"),
    History(
      "Russian, Outlook",
      "От: Support <s@desk.example>\nОтправлено: 23 ноября 2026 г. 10:07\nКому: Ana\nТема: x\n\nстарое"),
    History("Ukrainian", "пн, 23 лист. 2026 р. о 10:07 Support <s@desk.example> пише:\n\n> старе"),
    History("Greek", "Στις Δευ 23 Νοε 2026 στις 10:07 π.μ., ο χρήστης Support <s@desk.example> έγραψε:\n\n> παλιό"),
    History(
      "Hebrew",
      "\u{202B}בתאריך יום ב׳, 23 בנוב׳ 2026 ב-10:07 מאת \u{202A}Support\u{202C} <\u{202A}s@desk.example\u{202C}>:\u{202C}\n\n> ישן"
    ),
    History(
      "Arabic",
      "\u{202B}في الاثنين، 23 نوفمبر 2026 في 10:07 ص تمت كتابة ما يلي بواسطة \u{202A}Support\u{202C} <\u{202A}s@desk.example\u{202C}>:\u{202C}\n\n> قديم"
    ),
    History("Chinese", "Support <s@desk.example> 于2026年11月23日周一 10:07写道：\n\n> 旧"),
    History("Chinese, Apple", "> 在 2026年11月23日，上午10:07，Support <s@desk.example> 写道：\n> \n> 旧"),
    History("Chinese, Outlook", "发件人: Support <s@desk.example>\n发送时间: 2026年11月23日 10:07\n收件人: Ana\n主题: 回复: x\n\n旧"),
    History(
      "Chinese, QQ",
      "------------------ 原始邮件 ------------------\n发件人: \"Support\" <s@desk.example>;\n发送时间: 2026年11月23日(星期一) 上午10:07\n\n旧"
    ),
    History("Japanese", "2026年11月23日(月) 10:07 Support <s@desk.example>:\n\n> 古い"),
    History("Japanese, Outlook", "差出人: Support <s@desk.example>\n送信日時: 2026年11月23日 10:07\n宛先: Ana\n件名: Re: x\n\n古い"),
    History("Korean", "2026년 11월 23일 (월) 오전 10:07, Support <s@desk.example>님이 작성:\n\n> 옛"),
    History(
      "Korean, Outlook", "보낸 사람: Support <s@desk.example>\n보낸 날짜: 2026년 11월 23일 월요일 10:07\n받는 사람: Ana\n제목: x\n\n옛"),
    History("Thai", "ในวันที่ จ. 23 พ.ย. 2026 เวลา 10:07 Support <s@desk.example> เขียนว่า:\n\n> เก่า"),
    History("a signature", "-- \nAna Lima\nShop GmbH\n+49 30 1234"),
    History("a signature without its space", "--\nAna"),
    History("a phone", "Sent from my Galaxy"),
    History("the mark of a tracker", "\u{1427}"),
  ]

  @Test(arguments: histories) func foldsTheHistory(_ history: History) {
    #expect(VisibleText.of("new words\nof two lines\n\n\(history.text)\n") == "new words\nof two lines")
    // The same as Windows programs end their lines would be tidied before; trailing blanks must not matter.
    #expect(VisibleText.of("\n  new words  \n\n\n" + history.text) == "  new words")
  }

  /// Words of customers that look like history and are none.
  static let words: [String] = [
    "From: Berlin\nTo: Hamburg\nDate: 5 May\nPassengers: 2",
    "Hello,\n\nFrom: 05.12.2026\nTo: 07.12.2026",
    "I tried this:\n\n1. restart\n2. pray\n\nNothing helped:\nit beeps.",
    "My colleague wrote:\nthe door is open",
    "Yesterday at 10:30 he said:\nno",
    "Please read\n--\nthis part is important\n" + (1...20).map { "line \($0)" }.joined(separator: "\n"),
    "Sent from our Berlin office, please deliver there.\nThanks",
    "We have two entrances.\nSent from the back door it never arrives",
    "Von meinem Kollegen habe ich gehört, es geht wieder",
    "the log says\n12:00:01 start\n12:00:02 From: x\n12:00:03 end",
    "> only a quote\n> nothing else",
    "> question?\n\nanswer",
    "-----Original Message-----\nFrom: x@y.example\nSent: today 10:00\n\nall there is",
    "Name: Ana\nE-Mail: ana@shop.example\nMessage: it broke",
    "a ---------- b",
    "--",
    "Sent from my iPhone",
    "",
  ]

  @Test(arguments: words) func keepsTheWordsOfCustomers(_ text: String) {
    #expect(VisibleText.of(text) == text)
  }

  @Test func keepsAnswersBetweenQuotesWithTheQuotesTheyAnswer() {
    let text = """
      Hi,

      On Mon, 23 Nov 2026 at 10:07, Support <s@desk.example> wrote:
      > Which printer?
      The one upstairs.

      > Since when?
      Since Monday.

      > Regards
      > Support
      """
    let visible = VisibleText.of(text)
    #expect(visible.hasPrefix("Hi,"))
    #expect(visible.contains("> Since when?\nSince Monday."))
    #expect(!visible.contains("> Regards"))
  }

  @Test func anAttributionAboveAnsweredQuotesGoes() {
    let answered = "> Which printer?\nThe one upstairs.\n\n> Since when?\nMonday."
    #expect(VisibleText.of("On 11/23/26 10:07, Support wrote:\n" + answered) == answered)
  }

  @Test func ofAnAnswerBelowTheWholeQuoteOnlyTheAnswerIsNew() {
    let text =
      "On Mon, 23 Nov 2026 at 10:07, Support <s@desk.example> wrote:\n> Which printer?\n> Thanks\n\nThe one upstairs.\n"
    #expect(VisibleText.of(text) == "The one upstairs.")
  }

  @Test(arguments: [
    "---------- Forwarded message ---------\nFrom: Ana <ana@shop.example>\nDate: Mon, 23 Nov 2026 at 10:07\nSubject: x\n\nthe matter",
    "Begin forwarded message:\n\n> From: Ana <ana@shop.example>\n> Subject: x\n> \n> the matter",
    "-------- Weitergeleitete Nachricht --------\nVon: Ana <ana@shop.example>\nDatum: 23.11.2026 10:07\n\nder Inhalt",
  ])
  func keepsWhatIsForwarded(_ forward: String) {
    #expect(VisibleText.of("please look\n\n" + forward) == "please look\n\n" + forward)
  }

  @Test func isAlwaysOnePieceOfTheText() {
    let seed = Array(
      """
      Hi,
      On Mon, 23 Nov 2026 at 10:07, Support <s@desk.example> wrote:
      > a
      answer
      >> b
      -----Original Message-----
      From: x@y.example
      Sent: Monday 10:00
      -- \nAna
      Sent from my iPhone
      ________________________________
      """.split(separator: "\n").map(String.init))
    var random = SplitMix(state: 42)
    for _ in 0..<1_000 {
      let lines = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        seed[Int.random(in: 0..<seed.count, using: &random)]
      }
      let text = lines.joined(separator: Bool.random(using: &random) ? "\n" : "\n\n")
      let visible = VisibleText.of(text)
      #expect(!visible.isEmpty)
      #expect(text.utf8.count >= visible.utf8.count && text.contains(visible))
    }
  }

  @Test(arguments: [
    "a:\n", "From: a\n", "> \n", "On 3 May 2026 at 10:00, a@b wrote:\n", "On 3 May 2026 at 10:00, a@b wrote:\n>\n",
    "\n", "-----:\n",
    "--\nx\n", "From: a@b\nTo:\n", "-----Original Message-----\n", "\u{202C}:\n", "Sent from my iPhone\n",
  ])
  func anyNumberOfLinesIsRead(_ line: String) {
    let text = String(repeating: line, count: 5_000)
    #expect(VisibleText.of("words\n" + text).utf8.count <= text.utf8.count + 6)
    #expect(VisibleText.of(String(repeating: ">\n", count: 10_000) + text).utf8.count <= text.utf8.count + 20_000)
  }
}
