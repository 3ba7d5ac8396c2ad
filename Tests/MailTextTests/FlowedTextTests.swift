import MailText
import Testing

@Suite struct FlowedTextTests {
  @Test func joinsSoftBreaksAndKeepsHardOnes() {
    #expect(FlowedText.unflow("one \ntwo \nthree\nfour\n", delSp: false) == "one two three\nfour\n")
  }

  @Test func takesTheAddedSpaceAwayWhereSaidSo() {
    #expect(FlowedText.unflow("日本 \n語の \n文\n", delSp: true) == "日本語の文\n")
    #expect(FlowedText.unflow("a  \nb\n", delSp: true) == "a b\n")
  }

  @Test func undoesSpaceStuffing() {
    #expect(FlowedText.unflow(" From here\n > no quote\n", delSp: false) == "From here\n> no quote\n")
  }

  @Test func joinsWithinOneDepthOfQuotesOnly() {
    let text = "> one \n> two\n>> deep \n> back \nanswer \nends\n"
    #expect(FlowedText.unflow(text, delSp: false) == "> one two\n>> deep \n> back \nanswer ends\n")
  }

  @Test func aSignatureMarkStandsAlone() {
    #expect(FlowedText.unflow("words \n-- \nAna \nLima\n", delSp: false) == "words \n-- \nAna Lima\n")
    #expect(FlowedText.unflow("> q \n> -- \n> Ana\n", delSp: false) == "> q \n> -- \n> Ana\n")
  }

  @Test func readsCarriageReturnsAsPartOfTheLineEnd() {
    #expect(FlowedText.unflow("one \r\ntwo\r\n\r\nthree", delSp: false) == "one two\n\nthree")
  }

  @Test func anOpenParagraphEndsWithTheText() {
    #expect(FlowedText.unflow("one \ntwo ", delSp: false) == "one two ")
    #expect(FlowedText.unflow("", delSp: true) == "")
  }

  @Test func anyNumberOfQuoteMarksAndSoftBreaksIsRead() {
    let marks = String(repeating: ">", count: 1_000_000)
    #expect(FlowedText.unflow(marks, delSp: false) == marks)
    #expect(FlowedText.unflow(String(repeating: "a \n", count: 300_000), delSp: true).utf8.count == 300_000)
  }
}
