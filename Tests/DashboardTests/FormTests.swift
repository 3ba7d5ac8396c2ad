import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Dashboard

@Suite struct FormTests {
  @Test func plainFieldsAreDecoded() {
    let fields = URLEncoded.fields("a=1+2&b=%C3%A9%zz&a=%26&=x&c")
    #expect(fields.map(\.name) == ["a", "b", "a", "", "c"])
    #expect(fields.map(\.value) == ["1 2", "é%zz", "&", "x", ""])
  }

  @Test func whatIsEncodedIsDecodedAgain() {
    let text = "from:ana@x.example \"a+b\" 100% ü\u{0}\u{7F}"
    #expect(URLEncoded.fields("q=" + URLEncoded.encoded(text)).first?.value == text)
  }

  @Test func filesComeApartFromFields() throws {
    let body = """
      --x-1\r\nContent-Disposition: form-data; name="subject"\r\n\r\nHello; \r\n--x\r\n--x-1\r\n\
      Content-Disposition: form-data; name="files"; filename="a; \\"b\\".txt"\r\nContent-Type: text/plain\r\n\r\n\
      \u{0}\r\n\r\n--x-1--\r\n
      """
    let parts = try MultipartForm.parts(of: Array(body.utf8), contentType: "multipart/form-data; boundary=\"x-1\"")
    #expect(parts.map(\.name) == ["subject", "files"])
    #expect(parts.map(\.filename) == [nil, "a; \"b\".txt"])
    #expect(parts.map { Array($0.body) } == [Array("Hello; \r\n--x".utf8), [0, 0x0D, 0x0A]])
  }

  @Test(arguments: [
    "", "--b", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n", "--c\r\n\r\n\r\n--c--",
    "--b\r\n--b--",
  ])
  func aBrokenFormIsRefused(_ body: String) {
    #expect(throws: PageError.self) {
      try MultipartForm.parts(of: Array(body.utf8), contentType: "multipart/form-data; boundary=b")
    }
  }

  @Test func anEndlessListOfPartsIsRefused() {
    let part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
    let body = String(repeating: part, count: 1000) + "--b--"
    #expect(throws: PageError(.tooLarge)) {
      try MultipartForm.parts(of: Array(body.utf8), contentType: "multipart/form-data; boundary=b")
    }
  }
}

@Suite struct LocalPathTests {
  @Test(arguments: ["/", "/tickets/42", "/?status=all&q=a%2Fb", "/tickets/42#message-3"])
  func ownPathsAreKept(_ path: String) {
    #expect(LocalPath(path)?.text == path)
  }

  @Test(arguments: [
    "", "//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil", "javascript:alert(1)",
    "/a\r\nSet-Cookie: x",
    "/a\\b", "/\t/evil.example", "/é", " /",
  ])
  func otherPlacesAreNot(_ path: String) {
    #expect(LocalPath(path) == nil)
    #expect(Response.seeOther(path).headers[.location] == "/")
  }
}
