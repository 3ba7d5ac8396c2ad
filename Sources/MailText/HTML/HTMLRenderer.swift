/// Turns a page into lines: takes what the scanner finds, and lays the words out.
struct HTMLRenderer {
  private let html: [UInt8]
  private var scanner: HTMLScanner
  private var layout = TextLayout()
  private var concealment = HTMLConcealment()
  private let showsHidden: Bool

  private var at = 0
  private var preformatted = 0
  private var quotes: [Bool] = []
  private var lists: [(isOrdered: Bool, next: Int)] = []
  private var rows = HTMLRows()
  private var anchor: (link: Range<Int>, start: Int)?
  private var neverClosed: Set<HTMLTagName> = []

  /// Makes a renderer; `showsHidden` also shows what the page hides.
  init(_ html: [UInt8], showsHidden: Bool) {
    self.html = html
    self.showsHidden = showsHidden
    scanner = HTMLScanner(html)
  }

  /// Whether the page hides anything.
  var didHide: Bool { concealment.didHide }

  /// The lines.
  mutating func render() -> [UInt8] {
    while at < html.count {
      if html[at] == ASCII.lessThan { markup() } else { text() }
    }
    return layout.bytes
  }

  // MARK: - Words

  private var isConcealed: Bool { concealment.isActive && !showsHidden }

  private mutating func text() {
    if isConcealed {
      at = scanner.nextMarkup(from: at)
      return
    }
    while at < html.count {
      let byte = html[at]
      switch Self.kinds[Int(byte)] {
      case .plain:
        let start = at
        repeat { at += 1 } while at < html.count && Self.kinds[Int(html[at])] == .plain
        write(html[start..<at])
      case .space: whiteSpace(byte)
      case .odd: oddScalar()
      case .markup: return
      case .reference: reference()
      case .dropped: at += 1
      }
    }
  }

  private mutating func write(_ words: ArraySlice<UInt8>) {
    joinCells()
    layout.write(words)
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    if scalar.value > 0x20, scalar != "\u{A0}" { joinCells() }
    layout.write(scalar)
  }

  private mutating func whiteSpace(_ byte: UInt8) {
    at += 1
    guard preformatted > 0 else {
      layout.space()
      return
    }
    switch byte {
    case ASCII.lineFeed: layout.lineBreak()
    case ASCII.tab: layout.preformattedSpace(4)
    case ASCII.carriageReturn: break
    default: layout.preformattedSpace(1)
    }
  }

  private mutating func reference() {
    guard let reference = HTMLEntity.read(html, at: at) else {
      write(html[at...at])
      at += 1
      return
    }
    write(reference.first)
    if let second = reference.second { write(second) }
    at = reference.end
  }

  /// No-break spaces, and scalars without width that newsletters are filled with.
  private mutating func oddScalar() {
    let length: Int
    switch html[at] {
    case 0xC2: length = 2
    case 0xCD: length = 2
    default: length = 3
    }
    guard at + length <= html.count else {
      write(html[at...])
      at = html.count
      return
    }
    switch (html[at], html[at + 1], length == 3 ? html[at + 2] : 0) {
    case (0xC2, 0xA0, _): layout.noBreakSpace()
    case (0xC2, 0xAD, _), (0xCD, 0x8F, _), (0xE2, 0x80, 0x8B), (0xEF, 0xBB, 0xBF): break
    default:
      // A lead byte of something else, or broken text: only this byte, so that no `<` behind it is lost.
      write(html[at...at])
      at += 1
      return
    }
    at += length
  }

  // MARK: - Markup

  private mutating func markup() {
    switch scanner.markup(at: at) {
    case .text:
      if !isConcealed { write(html[at...at]) }
      at += 1
    case .skipped(let end): at = end
    case .tag(let tag, let end):
      at = end
      let element = HTMLElement.named(tag.name)
      if tag.isEnd { close(tag, element) } else { open(tag, element) }
    }
  }

  private mutating func open(_ tag: HTMLTag, _ element: HTMLElement?) {
    let style = tag.style.map { HTMLStyle(html, in: $0) }
    var isHidden = tag.isHidden || style?.isHidden ?? false
    switch element {
    case .raw(let isShownUnclosed):
      skipRaw(tag, isShownUnclosed: isShownUnclosed)
      return
    case .lineBreak, .rule, .image:
      // These have no end tag, and hide nothing but themselves.
      if isHidden || isConcealed { return }
    case .hidden:
      isHidden = true
      fallthrough
    default:
      concealment.open(
        tag.name, isBlock: element?.isBlock ?? false, isHidden: isHidden, hasZeroFont: style?.hasZeroFont)
    }
    guard let element, !isConcealed else { return }
    begin(element, tag, style)
  }

  private mutating func begin(_ element: HTMLElement, _ tag: HTMLTag, _ style: HTMLStyle?) {
    switch element {
    case .block(let gap): block(gap)
    case .paragraph: block(isTight(tag, style) ? 1 : 2)
    case .lineBreak: layout.lineBreak()
    case .rule: rule()
    case .quote: beginQuote(isIndent: style?.hasNoBorder ?? false)
    case .preformatted: beginPreformatted()
    case .list(let isOrdered): beginList(isOrdered: isOrdered, tag)
    case .item: beginItem()
    case .definition:
      block(1)
      layout.indent = lists.count * 2 + 2
    case .table: beginTable()
    case .row: beginRow()
    case .cell: beginCell()
    case .anchor:
      endAnchor()
      anchor = tag.link.map { ($0, layout.bytes.count) }
    case .image: image(tag)
    case .quotation: write("\u{201C}")
    case .raw, .hidden: break
    }
  }

  private mutating func close(_ tag: HTMLTag, _ element: HTMLElement?) {
    let wasConcealed = isConcealed
    concealment.close(tag.name)
    guard let element, !wasConcealed else { return }
    switch element {
    case .block(let gap): block(gap)
    case .paragraph: block(1)
    case .lineBreak: layout.lineBreak()
    case .quote: endQuote()
    case .preformatted:
      preformatted = max(0, preformatted - 1)
      block(2)
    case .list: endList()
    case .item: endItem()
    case .definition:
      block(1)
      layout.indent = lists.count * 2
    case .table: endTable()
    case .row: endRow()
    case .anchor: endAnchor()
    case .quotation: write("\u{201D}")
    case .rule, .cell, .image, .raw, .hidden: break
    }
  }

  private mutating func skipRaw(_ tag: HTMLTag, isShownUnclosed: Bool) {
    guard !neverClosed.contains(tag.name) else { return }
    if let end = scanner.endTag(html[tag.nameRange], from: at) {
      at = end
    } else if isShownUnclosed {
      neverClosed.insert(tag.name)
    } else {
      at = html.count
    }
  }

  private mutating func block(_ gap: Int) {
    // The first block in a cell stands beside the cell before it, not below.
    if !rows.isJoining { layout.block(gap: gap) }
  }

  private mutating func rule() {
    block(1)
    write(Self.ruleLine[...])
    layout.block(gap: 1)
  }

  private static let ruleLine = Array("----------".utf8)

  /// Whether a paragraph is set as a line: what Outlook writes for each press of the return key.
  private func isTight(_ tag: HTMLTag, _ style: HTMLStyle?) -> Bool {
    if style?.hasNoMargin ?? false { return true }
    guard let classes = tag.classes else { return false }
    return html.holds(folded: Self.outlookParagraph, at: classes.lowerBound)
  }

  private static let outlookParagraph = Array("mso".utf8)

  private mutating func image(_ tag: HTMLTag) {
    guard let range = tag.alternative, !range.isEmpty, range.count <= 300 else { return }
    let words = HTMLEntity.decoded(html[range]).split(whereSeparator: \.isHTMLSpace)
    let text = Array(words.joined(separator: [ASCII.space]))
    guard let first = text.first else { return }
    // An emoji that was sent as a picture is a word of the sentence.
    let isSymbol = text.count <= 16 && first >= 0x80
    write(isSymbol ? text[...] : ([UInt8(ascii: "[")] + text + [UInt8(ascii: "]")])[...])
  }

  // MARK: - Quotes, preformatted text, lists

  private mutating func beginQuote(isIndent: Bool) {
    block(2)
    quotes.append(isIndent)
    if !isIndent { layout.quoteDepth += 1 }
  }

  private mutating func endQuote() {
    block(2)
    if let isIndent = quotes.popLast(), !isIndent { layout.quoteDepth -= 1 }
  }

  private mutating func beginPreformatted() {
    block(2)
    preformatted += 1
    // A line break right behind the tag is for the eye of who writes HTML.
    if at < html.count, html[at] == ASCII.carriageReturn { at += 1 }
    if at < html.count, html[at] == ASCII.lineFeed { at += 1 }
  }

  private mutating func beginList(isOrdered: Bool, _ tag: HTMLTag) {
    block(lists.isEmpty ? 2 : 1)
    let start = tag.start.flatMap { Int(String(decoding: html[$0], as: UTF8.self)) } ?? 1
    lists.append((isOrdered, start))
    layout.indent = lists.count * 2
  }

  private mutating func endList() {
    _ = lists.popLast()
    layout.indent = lists.count * 2
    layout.marker = []
    block(lists.isEmpty ? 2 : 1)
  }

  private mutating func beginItem() {
    block(1)
    var marker = "- "
    if let last = lists.indices.last, lists[last].isOrdered {
      marker = "\(lists[last].next). "
      lists[last].next &+= 1
    }
    layout.marker = Array(marker.utf8)
    layout.indent = max(0, lists.count - 1) * 2 + marker.utf8.count
  }

  private mutating func endItem() {
    block(1)
    layout.marker = []
    layout.indent = lists.count * 2
  }

  // MARK: - Tables

  private mutating func beginTable() {
    rows.cancelJoin()
    layout.block(gap: 1)
    rows.enterTable()
  }

  private mutating func endTable() {
    rows.leaveTable()
    layout.block(gap: 1)
  }

  private mutating func beginRow() {
    rows.cancelJoin()
    layout.block(gap: 1)
    rows.begin(at: layout.bytes.count, line: layout.lineCount)
  }

  private mutating func endRow() {
    rows.cancelJoin()
    layout.block(gap: 1)
  }

  private mutating func beginCell() {
    rows.cancelJoin()
    if rows.isBeside(at: layout.bytes.count, line: layout.lineCount) {
      rows.join()
    } else {
      layout.block(gap: 1)
    }
  }

  private mutating func joinCells() {
    if rows.isJoining {
      rows.cancelJoin()
      layout.joinLine(with: " | ")
    }
  }

  // MARK: - Links

  private mutating func endAnchor() {
    guard let (range, start) = anchor else { return }
    anchor = nil
    guard range.count <= HTMLLink.limit, start < layout.bytes.count else { return }
    let link = HTMLLink(HTMLEntity.decoded(html[range]))
    if link.saysMore(than: layout.bytes[start...]) { layout.annotate(link.shown) }
  }

  // MARK: - Kinds of bytes

  private enum Kind: UInt8 { case plain, space, markup, reference, odd, dropped }

  private static let kinds: [Kind] = (0...255).map { value in
    switch UInt8(value) {
    case ASCII.lessThan: .markup
    case ASCII.ampersand: .reference
    case let byte where byte.isHTMLSpace: .space
    case 0xC2, 0xCD, 0xE2, 0xEF: .odd
    case 0: .dropped
    default: .plain
    }
  }
}
