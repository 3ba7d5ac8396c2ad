import Testing

@testable import Dashboard

@Suite struct DrawingTests {
  @Test func whatNamesSayCannotEndAnElement() {
    let hostile = "\"><script>alert(1)</script>&'"
    let pictures = [
      LineChart(
        labels: [hostile, ""], lines: [.init(name: hostile, kind: "solid", values: [1, 2])], sentence: hostile
      ).html,
      BarChart(bars: [(hostile, 3)], sentence: hostile).html,
      ShareRow.html([ShareRow(name: hostile, bar: ShareBar(parts: [(0.5, "bar")]), value: hostile, note: hostile)]),
    ]
    for picture in pictures {
      #expect(!picture.contains("<script"))
      #expect(!picture.contains(hostile))
      #expect(!picture.contains("style="))
    }
  }

  @Test func aScaleEndsAtARoundNumberAndHasFewLines() {
    for largest in [0, 1, 3, 5, 6, 9, 14, 15, 16, 99, 101, 5_000, 12_345_678, Int.max] {
      let (top, step) = Drawing.scale(upTo: largest)
      #expect(top >= min(largest, 1 << 50) && step > 0 && top % step == 0, "\(largest)")
      #expect(top / step <= 5, "\(largest)")
    }
    #expect(Drawing.scale(upTo: 14) == (15, 5))
  }

  @Test(arguments: [
    (0.0, "0"), (1.5, "1.5"), (33.333, "33.33"), (-2.05, "-2.05"), (-0.5, "-0.5"), (1e300, "0"), (.nan, "0"),
  ])
  func numbersAreWrittenAsAttributesHaveThem(_ value: Double, _ text: String) {
    #expect(Drawing.number(value) == text)
  }

  @Test func linesDifferByMoreThanColourAndAreNamedApart() {
    let html = LineChart(
      labels: ["a", "b", "c"],
      lines: [
        .init(name: "One", kind: "solid", values: [0, 5, 5]), .init(name: "Two", kind: "dashed", values: [5, 0, 5]),
      ],
      sentence: "s"
    ).html
    #expect(html.contains("class=\"solid\"") && html.contains("class=\"dashed\""))
    let heights = html.split(separator: "<text ").filter { $0.contains("class=\"name") }.compactMap { part in
      part.split(separator: "y=\"").dropFirst().first.flatMap { Double($0.prefix { $0 != "\"" }) }
    }
    #expect(heights.count == 2 && abs((heights.first ?? 0) - (heights.last ?? 0)) >= 16, "\(heights)")
  }

  @Test func aPeriodOfOneDayIsALineToo() {
    let html = LineChart(
      labels: ["a"], lines: [.init(name: "One", kind: "solid", values: [3])], sentence: "s"
    ).html
    #expect(html.contains("points=\"0,"))
    #expect(html.contains(" 1,"))
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|x"])
  func noCellIsAFormula(_ cell: String) {
    var document = CSVDocument()
    document.add([.text(cell), .number(-3)])
    let line = String(decoding: document.bytes.dropFirst(3), as: UTF8.self)
    #expect(line.hasPrefix("'") || line.hasPrefix("\"'"), "\(line)")
    #expect(line.hasSuffix(",-3\r\n"))
  }

  @Test func cellsAreQuotedWhereTheyHaveTo() {
    var document = CSVDocument()
    document.add([.text("a \"b\", c"), .text("plain"), .text("two\nlines"), .text("")])
    #expect(Array(document.bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
    let text = String(decoding: document.bytes.dropFirst(3), as: UTF8.self)
    #expect(text == "\"a \"\"b\"\", c\",plain,\"two\nlines\",\r\n")
  }
}
