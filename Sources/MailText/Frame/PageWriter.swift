/// Writes a page anew: what the scanner finds goes through the vocabulary, and comes out in the one plain form that every
/// browser reads alike.
struct PageWriter {
  private let html: [UInt8]
  private let images: [String: String]
  private let limits: FramedPage.Limits
  private var scanner: HTMLScanner
  private var at = 0
  private var imageBytes = 0
  private var neverClosed: Set<String> = []

  private(set) var output: [UInt8] = []
  private(set) var remoteImages: Set<[UInt8]> = []

  init(_ html: [UInt8], images: [String: String], limits: FramedPage.Limits) {
    self.html = html
    self.images = images
    self.limits = limits
    scanner = HTMLScanner(html)
  }

  /// Writes the page's body.
  ///
  /// - Returns: whether all of it was written.
  mutating func write() -> Bool {
    while at < html.count {
      guard output.count - imageBytes < limits.written else { return false }
      if html[at] == ASCII.lessThan { markup() } else { text() }
    }
    return true
  }

  private mutating func text() {
    let end = scanner.nextMarkup(from: at)
    // References stay as they are: what they stand for is text, never markup.
    for byte in html[at..<end] where byte != 0 { output.append(byte) }
    at = end
  }

  private mutating func markup() {
    switch scanner.markup(at: at) {
    case .text:
      output += Self.lessThan
      at += 1
    case .skipped(let end):
      at = end
    case .tag(let tag, let end):
      at = end
      guard let name = PageVocabulary.name(html[tag.nameRange]) else { return }
      if tag.isEnd { close(name) } else { open(name, tag, end: end) }
    }
  }

  private mutating func close(_ name: String) {
    guard PageVocabulary.elements.contains(name), !PageVocabulary.void.contains(name) else { return }
    output += "</\(name)>".utf8
  }

  private mutating func open(_ name: String, _ tag: HTMLTag, end: Int) {
    if name == "style" { return styleSheet(tag, end: end) }
    if PageVocabulary.silent.contains(name) { return skipContent(of: name, tag) }
    let isRoot = PageVocabulary.roots.contains(name)
    guard isRoot || PageVocabulary.elements.contains(name) else { return }
    let start = output.count
    output += "<\(name)".utf8
    let bare = output.count
    for (attribute, value) in PageAttributes(html, from: tag.nameRange.upperBound, to: end - 1) {
      if let attribute = PageVocabulary.name(attribute) { write(attribute, value, on: name) }
    }
    if isRoot, output.count == bare { return output.removeSubrange(start...) }
    output.append(ASCII.greaterThan)
  }

  // MARK: - Elements with other contents

  private mutating func styleSheet(_ tag: HTMLTag, end: Int) {
    guard let close = contentEnd(of: "style", tag) else { return }
    let css = styled(Array(html[end..<close]))
    output += "<style".utf8
    // A sheet for paper alone must not come upon the screen.
    for (attribute, value) in PageAttributes(html, from: tag.nameRange.upperBound, to: end - 1)
    where PageVocabulary.name(attribute) == "media" {
      put("media", HTMLEntity.decoded(value))
    }
    output.append(ASCII.greaterThan)
    output += css
    output += "</style>".utf8
    at = close
  }

  private mutating func skipContent(of name: String, _ tag: HTMLTag) {
    if let close = contentEnd(of: name, tag) { at = close }
  }

  /// Where the end tag of an element stands; nil where it never ends, and then what follows is read as markup.
  private mutating func contentEnd(of name: String, _ tag: HTMLTag) -> Int? {
    guard !neverClosed.contains(name) else { return nil }
    guard let close = scanner.endTag(html[tag.nameRange], from: at) else {
      neverClosed.insert(name)
      return nil
    }
    return close
  }

  // MARK: - Attributes

  private mutating func write(_ attribute: String, _ value: ArraySlice<UInt8>, on element: String) {
    let value = HTMLEntity.decoded(value)
    switch attribute {
    case "style": put("style", styled(value))
    case "href": link(PageAddress(value))
    case "src": if element == "img" { picture("src", PageAddress(value)) }
    // On other elements a page's own scripts would meet it in place of a document's parts.
    case "name": if element == "a" || element == "map" { put("name", value) }
    case "background": picture("background", PageAddress(value))
    default: if PageVocabulary.attributes.contains(attribute) { put(attribute, value) }
    }
  }

  private mutating func link(_ address: PageAddress) {
    switch address {
    case .away(let url, _): put("href", url)
    case .fragment(let url):
      put("href", url)
      put("target", Array("_self".utf8))
    case .part, .picture, .none: break
    }
  }

  private mutating func picture(_ attribute: String, _ address: PageAddress) {
    switch address {
    case .away(let url, isWeb: true):
      remoteImages.insert(url)
      put(attribute, url)
    case .part(let id): if let url = images[id].map({ Array($0.utf8) }) { putImage(attribute, url) }
    case .picture(let url): putImage(attribute, url)
    case .away, .fragment, .none: break
    }
  }

  private mutating func putImage(_ attribute: String, _ url: [UInt8]) {
    guard spend(url.count) else { return }
    put(attribute, url)
  }

  /// Whether there is still room for so many bytes of pictures.
  private mutating func spend(_ count: Int) -> Bool {
    guard imageBytes + count <= limits.images else { return false }
    imageBytes += count
    return true
  }

  private mutating func styled(_ css: [UInt8]) -> [UInt8] {
    var style = PageStyle(css)
    var remote: [[UInt8]] = []
    var spent = 0
    let room = limits.images - imageBytes
    let copied = style.copied { address in
      switch address {
      case .away(let url, isWeb: true):
        if !Self.isFont(url) { remote.append(url) }
        return nil
      case .part(let id):
        guard let url = images[id].map({ Array($0.utf8) }), spent + url.count <= room else { return Self.nowhere }
        spent += url.count
        return url
      case .picture: return nil
      case .away, .fragment, .none: return Self.nowhere
      }
    }
    imageBytes += spent
    remoteImages.formUnion(remote)
    return copied
  }

  private mutating func put(_ name: String, _ value: [UInt8]) {
    output.append(ASCII.space)
    output += name.utf8
    output.append(ASCII.equals)
    output.append(ASCII.doubleQuote)
    for byte in value {
      switch byte {
      case ASCII.ampersand: output += Self.ampersand
      case ASCII.doubleQuote: output += Self.doubleQuote
      case ASCII.lessThan: output += Self.lessThan
      case 0: break
      default: output.append(byte)
      }
    }
    output.append(ASCII.doubleQuote)
  }

  private static let nowhere = Array("about:invalid".utf8)
  private static let lessThan = Array("&lt;".utf8)
  private static let ampersand = Array("&amp;".utf8)
  private static let doubleQuote = Array("&quot;".utf8)

  /// A sheet fetches fonts and other sheets by the same word; those are no images.
  private static func isFont(_ url: [UInt8]) -> Bool {
    let path = url.prefix { $0 != ASCII.question && $0 != ASCII.numberSign }
    return [".woff", ".woff2", ".ttf", ".otf", ".eot", ".css"].contains {
      path.suffix($0.utf8.count).elementsEqual($0.utf8)
    }
  }
}
