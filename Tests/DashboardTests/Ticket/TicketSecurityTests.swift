import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite("Ticket page under attack")
struct TicketSecurityTests {
  static let payloads = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</textarea><script>",
    "\"\u{301} onfocus=alert(1) autofocus x=\"", "javascript:alert(1)", "{{{csrf}}}", "</style><svg onload=alert(1)>",
    "<\u{0}script>alert(1)</script>", "https://x.example/\"onclick=alert(1)//", "<a href=\"javascript:alert(1)\">x</a>",
  ]

  /// Elements and attributes that only a stranger can have put into a page of ours.
  private func foreign(in page: String) -> [String] {
    var found: [String] = []
    var rest = page[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let tag = rest[open...close].lowercased()
      rest = rest[rest.index(after: close)...]
      let isScript = tag.hasPrefix("<script") && !tag.hasPrefix("<script src=\"/static/")
      // What stands in quotation marks is a value.
      let bare = tag.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }
        .map(\.element).joined()
      let isHandler = bare.contains(" on") || bare.contains("\ton") || bare.contains("/on")
      let isElement = ["<img", "<object", "<embed", "<base", "<meta http", "<link rel=stylesheet"].contains {
        tag.hasPrefix($0)
      }
      let isLink =
        tag.contains("href=\"javascript:") || tag.contains("src=\"javascript:") || tag.contains("action=\"javascript:")
      if isScript || isHandler || isElement || isLink || tag.contains("style=") { found.append(tag) }
    }
    return found
  }

  @Test("nothing that mail can set becomes markup", arguments: payloads)
  func escapesEverything(_ payload: String) async throws {
    let desk = try TicketDesk()
    let sender = Person(name: payload, address: EmailAddress("\"\(payload)\"@evil.example"))
    let file = Letter.File(name: payload + ".png", type: "image/png", bytes: [0x89])
    var letter = Letter(text: payload, html: payload, cc: [sender], files: [file])
    letter.defects = [DefectNote(code: payload, offset: 0, note: payload)]
    let id = try desk.ticket(
      subject: payload, priority: .high, source: .tag, because: "tag \(payload) in \"\(payload)\" (beats \(payload))",
      from: sender, letter)
    letter.isNewcomer = true
    letter.visible = payload + " new"
    letter.text = payload + " new\n> " + payload
    try desk.receive(letter, from: Person(name: payload, address: EmailAddress("x@evil.example")), on: id)
    try desk.act { work, transaction in
      _ = try work.note(id, text: payload, by: TicketDesk.ines, in: transaction)
      _ = try work.changeSubject(id, to: payload + "!", by: TicketDesk.ines, in: transaction)
      _ = try work.changeRequester(
        id, to: Person(name: payload, address: EmailAddress("y@evil.example")), by: TicketDesk.ines, in: transaction)
      try transaction.addWatcher(sender, of: id)
      let tag = payload.lowercased().filter { !$0.isWhitespace && $0 != "," && $0 != "\0" }.prefix(60)
      _ = try work.tag(id, adding: [String(tag)], by: TicketDesk.ines, in: transaction)
    }
    _ = try await desk.submit("draft", on: id, ["kind": "reply", "text": payload, "to": payload, "cc": payload])
    var pages = [try await desk.get("/tickets/\(id.number)"), try await desk.get("/tickets/\(id.number)/live")]
    pages.append(
      try await desk.get("/tickets/\(id.number)?compose=reply&html=\(URLEncoded.encoded(payload))&edit=requester"))
    pages.append(try await desk.submit("reply", on: id, ["text": payload, "to": payload, "cc": payload]))
    pages.append(try await desk.submit("tags", on: id, version: "0-0-0", ["tags": payload]))
    pages.append(try await desk.submit("merge", on: id, ["other": payload]))
    pages.append(
      try await desk.submit("preview", on: id, ["kind": "reply", "text": payload, "to": "y@evil.example", "cc": ""]))
    for page in pages { #expect(foreign(in: page.text).isEmpty) }
    let token = try desk.formToken(of: "ines")
    #expect(!pages.contains { $0.text.contains(token) })
  }

  @Test("a form that no page of this session made changes nothing")
  func refusesForeignForms() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let version = try desk.version(of: id)
    let tokens = ["", "x", "AAAA", try desk.formToken(of: "tom")]
    for action in ["assign", "close", "note", "reply", "resolve", "draft", "preview", "merge", "tags", "watch"] {
      for token in tokens {
        let body = "csrf=\(URLEncoded.encoded(token))&version=\(version)&text=x&assignee=tom&kind=note&tags=x"
        let answer = try await desk.send(
          .post, "/tickets/\(id.number)/\(action)", [.contentType: "application/x-www-form-urlencoded"],
          body: Array(body.utf8))
        #expect(answer.status == .forbidden, "\(action)")
      }
    }
    let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
    #expect(try await desk.submit("close", on: id, headers: [site: "cross-site"]).status == .forbidden)
    #expect(try await desk.submit("close", on: id, headers: [.origin: "https://evil.example"]).status == .forbidden)
    #expect(try desk.version(of: id) == version)
    #expect(try desk.store.conversation(of: id).count == 1)
  }

  @Test("nothing changes by looking")
  func gettingChangesNothing() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    for action in ["assign", "close", "reopen", "note", "reply", "resolve", "draft", "merge", "tags", "watch"] {
      let answer = try await desk.get("/tickets/\(id.number)/\(action)?csrf=\(try desk.formToken(of: "ines"))&text=x")
      #expect(answer.status == .notFound || answer.status == .methodNotAllowed)
    }
    #expect(try desk.stored(id).status == .new)
  }

  @Test("whoever is not signed in sees nothing")
  func needsSignIn() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let paths = ["", "/live", "/messages/1/raw", "/messages/1/html", "/messages/1/attachments/0"]
    for path in paths {
      let answer = try await desk.get("/tickets/\(id.number)\(path)", as: nil)
      #expect(answer.status == .seeOther)
      #expect(answer.location?.hasPrefix("/sign-in") == true)
      #expect(!answer.text.contains("card payment"))
    }
    let form = try await desk.send(
      .post, "/tickets/\(id.number)/close", as: nil, [.contentType: "application/x-www-form-urlencoded"], body: [])
    #expect(form.status == .unauthorized)
    #expect(try desk.stored(id).status != .closed)
  }

  @Test("an attachment is shown only when it is the picture that it says it is, and nothing is ever run")
  func attachmentsAreNotRun() async throws {
    let desk = try TicketDesk()
    let page = Array("<html><script>alert(document.domain)</script>".utf8)
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
    let files: [(Letter.File, shown: String?)] = [
      (.init(name: "a.png", type: "image/png", bytes: png), "image/png"),
      (.init(name: "lies.png", type: "image/png", bytes: page), nil),
      (.init(name: "page.html", type: "text/html", bytes: page), nil),
      (.init(name: "x.svg", type: "image/svg+xml", bytes: Array("<svg onload=alert(1)>".utf8)), nil),
      (.init(name: "x.xml", type: "application/xhtml+xml", bytes: page), nil),
      (.init(name: "x.pdf", type: "application/pdf", bytes: Array("%PDF-1.4".utf8)), nil),
      (.init(name: "b.html", type: "image/png; x=\"\r\nX-Evil: 1\"", bytes: png), nil),
      (.init(name: "c.js", type: "text/javascript", bytes: Array("alert(1)".utf8)), nil),
      (.init(name: "d.gif", type: "IMAGE/GIF", bytes: Array("GIF89a/*".utf8)), "image/gif"),
    ]
    let id = try desk.ticket(Letter(files: files.map(\.0)))
    let message = try #require(try desk.store.conversation(of: id).first).id
    for (position, file) in files.enumerated() {
      let answer = try await desk.get("/tickets/\(id.number)/messages/\(message)/attachments/\(position)")
      #expect(answer.status == .ok)
      #expect(answer.bytes == file.0.bytes)
      #expect(answer.headers[.contentType] == file.shown ?? "application/octet-stream")
      let disposition = try #require(answer.headers[.contentDisposition])
      #expect(disposition.hasPrefix(file.shown == nil ? "attachment; filename=" : "inline"))
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
      #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'; sandbox")
      #expect(!answer.headers.contains { $0.name.canonicalName == "x-evil" })
    }
  }

  @Test(
    "names of files never leave the header they stand in, nor the folder they are saved to",
    arguments: [
      "../../etc/passwd", "..\\..\\windows\\x.exe", "a\"; filename=\"evil.exe", "a\r\nSet-Cookie: x=1",
      "\u{202E}gpj.exe",
      "a\u{0}b.txt", "", "CON", "ünïcödé ☃.pdf", String(repeating: "x", count: 5000) + ".txt", ".htaccess",
      "a%22b%0D%0A",
    ])
  func namesAreSafe(_ name: String) async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket(Letter(files: [.init(name: name, type: "application/zip", bytes: [1, 2, 3])]))
    let message = try #require(try desk.store.conversation(of: id).first).id
    let answer = try await desk.get("/tickets/\(id.number)/messages/\(message)/attachments/0")
    let disposition = try #require(answer.headers[.contentDisposition])
    #expect(answer.headers[.setCookie] == nil)
    #expect(disposition.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    #expect(disposition.filter { $0 == "\"" }.count == 2)
    #expect(!disposition.contains("/") && !disposition.contains("\\") && !disposition.contains("%2F"))
    #expect(!disposition.contains("%0D") && !disposition.contains("%E2%80%AE"))
    #expect(disposition.utf8.count < 700)
  }

  @Test(
    "paths lead to messages of that ticket and to nothing else",
    arguments: [
      "messages/%2e%2e/raw", "messages/..%2f..%2fetc%2fpasswd/raw", "messages/1%00/raw", "messages/-1/raw",
      "messages/9223372036854775808/raw", "messages/1/attachments/-1", "messages/1/attachments/..%2f0",
      "messages/1/attachments/99999999999999999999", "messages/1/attachments/7", "messages/999/html",
      "messages/0x1/raw",
      "messages/1/attachments/", "messages/%31%2f/raw",
    ])
  func pathsStayInside(_ path: String) async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    #expect(try await desk.get("/tickets/\(id.number)/\(path)").status == .notFound)
  }

  @Test("a message is given out under its own ticket alone")
  func messagesBelongToTickets() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let other = try desk.ticket(subject: "Other")
    let message = try #require(try desk.store.conversation(of: id).first).id
    for path in ["raw", "html", "attachments/0"] {
      #expect(try await desk.get("/tickets/\(other.number)/messages/\(message)/\(path)").status == .notFound)
    }
  }

  @Test("the raw message is a download of text, byte for byte")
  func rawIsDownloaded() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket(Letter(html: "<script>alert(1)</script>", fields: ["X-Evil: <script>"]))
    let message = try #require(try desk.store.conversation(of: id).first).id
    let answer = try await desk.get("/tickets/\(id.number)/messages/\(message)/raw")
    #expect(answer.bytes == (try desk.store.rawMessage(message, on: id)))
    #expect(answer.headers[.contentType] == "text/plain")
    #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"SD-1-\(message).eml\"") == true)
    #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'; sandbox")
    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
  }

  @Test("HTML is given to a frame that can run nothing, and loads images only when asked")
  func framesAreClosed() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket(
      Letter(html: "<p onclick=alert(1)>Hello</p><script>alert(1)</script><img src=\"https://tracker.example/1.gif\">"))
    let message = try #require(try desk.store.conversation(of: id).first).id
    let path = "/tickets/\(id.number)/messages/\(message)/html"
    let closed = try await desk.get(path)
    let policy = try #require(closed.headers[.contentSecurityPolicy])
    #expect(policy.hasPrefix("default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self';"))
    #expect(policy.contains("sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"))
    #expect(!policy.contains("allow-scripts") && !policy.contains("allow-forms") && !policy.contains("script-src"))
    #expect(closed.headers[HTTPField.Name("Referrer-Policy") ?? .referer] == "no-referrer")
    #expect(!closed.text.lowercased().contains("<script") && !closed.text.lowercased().contains("onclick"))
    let open = try #require(try await desk.get(path + "?images=1").headers[.contentSecurityPolicy])
    #expect(open.contains("img-src data: https: http:;") && !open.contains("allow-scripts"))
    let page = try await desk.get("/tickets/\(id.number)?html=\(message)").text
    #expect(page.contains("sandbox=\"allow-same-origin allow-popups allow-popups-to-escape-sandbox\""))
    #expect(page.contains("1 remote image not loaded."))
  }

  @Test("a page of ours may not be framed, and runs no script but ours")
  func pagesAreClosed() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let policy = try #require(try await desk.get("/tickets/\(id.number)").headers[.contentSecurityPolicy])
    #expect(policy == SecurityHeaders.policy)
    #expect(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"))
  }
}
