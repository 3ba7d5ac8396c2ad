/// The HTML of a message as a document of its own, to be shown in a sandboxed frame under a policy that lets nothing in.
///
/// The page is written anew, token by token: elements and attributes that only say how words look are kept, everything
/// else is left out, and whatever a browser would make of odd markup, it sees none. Scripts cannot come through; neither
/// can what even a sandbox obeys, such as a refresh or another base. Remote images stay as they are: the frame's policy
/// decides whether they load.
///
/// Linear in time and memory whatever the page.
package struct FramedPage: Sendable {
  /// The whole document, in UTF-8.
  package let document: String

  /// How many images it would fetch from elsewhere.
  package let remoteImages: Int

  /// Whether the page was too long to be shown whole.
  package let isCut: Bool

  /// Writes a page.
  ///
  /// - Parameters:
  ///   - html: the page, or several that belong together, one behind the other.
  ///   - images: `data:` URLs by the Content-ID of the image, in lower case.
  package init(_ html: String, images: [String: String] = [:], limits: Limits = Limits()) {
    let page = Array(html.utf8.prefix(limits.page))
    var writer = PageWriter(page, images: images, limits: limits)
    let isWhole = writer.write()
    document = String(decoding: Self.head + writer.output + Self.foot, as: UTF8.self)
    remoteImages = writer.remoteImages.count
    isCut = !isWhole || html.utf8.count > limits.page
  }

  /// The bounds of a page, in bytes.
  package struct Limits: Sendable {
    /// How much of a page is read.
    package var page = 4 << 20
    /// How much markup and text is written.
    package var written = 8 << 20
    /// How much of it may be `data:` URLs, which one image may need often.
    package var images = 16 << 20

    package init() {}
  }

  /// Mail is made for white paper: the sheet stays white in the dark.
  private static let head = Array(
    """
    <!DOCTYPE html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">\
    <meta http-equiv="x-dns-prefetch-control" content="off"><base target="_blank">\
    <style>:root{color-scheme:light;background:#fff;color:#1c1e21}\
    body{margin:12px;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}\
    img{max-width:100%}</style></head><body>
    """.utf8)

  private static let foot = Array("</body></html>\n".utf8)
}
