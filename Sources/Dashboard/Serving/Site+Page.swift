import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

extension Site {
  /// A page: its template inside the frame that all pages have.
  ///
  /// - Parameters:
  ///   - active: the entry of the rail that it belongs to.
  ///   - glance: the counts of the rail, where the page has read them already.
  ///   - view: what its template is filled with; the words come under `w`, the form token as `csrf`.
  func page(
    _ template: String, _ context: DeskContext, title: String, active: String = "", status: HTTPResponse.Status = .ok,
    glance: Glance? = nil, _ view: View
  ) async throws -> Response {
    let words = words[context.language]
    var view = view
    view["w"] = words.sections
    let token = context.formToken
    view["csrf"] = token
    var frame: View = [
      "w": words.sections, "lang": words.language.rawValue, "title": title, "desk": desk.settings.name,
      "address": desk.settings.queues.first?.address.original ?? "", "style": assets.style.path,
      "script": assets.script.path, "content": views(template, view),
    ]
    frame["csrf"] = token
    if let visitor = context.visitor {
      let glance = if let glance { glance } else { try await self.glance(for: visitor.operator) }
      frame["operator"] = visitor.operator.fullName ?? visitor.operator.name
      frame["rail"] = rail(glance, for: visitor.operator, active: active, words)
      frame["since"] = String(glance.lastEvent)
      frame["sayings"] = sayings[context.language]
    }
    return .html(views("layout", frame), status: status)
  }

  /// A piece of a page, without the frame.
  func fragment(_ template: String, _ context: DeskContext, _ view: View) -> Response {
    var view = view
    view["w"] = words[context.language].sections
    view["csrf"] = context.formToken
    return .html(views(template, view))
  }

  /// How times and figures are shown to whoever asks.
  func shown(_ context: DeskContext) -> Shown {
    Shown(now: now, timezone: settings.timezone, words: words[context.language])
  }
}

extension DeskContext {
  /// A token for the forms of a page; nil for whoever is not signed in by a session.
  var formToken: String? {
    guard case .session(let session) = visitor else { return nil }
    return FormToken.make(for: session)
  }
}

extension Response {
  static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Sends the browser on after a form: always to a place of our own.
  static func seeOther(_ path: String) -> Response {
    Response(status: .seeOther, headers: [.location: LocalPath(path)?.text ?? "/"])
  }
}

/// A path of this desk, and of no other site.
struct LocalPath {
  let text: String

  /// Nil for anything that a browser could take for another host, or that would end the header.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2048, bytes.count == 1 || !"/\\".utf8.contains(bytes[1]),
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    self.text = text
  }
}
