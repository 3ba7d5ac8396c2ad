import HTTPTypes
import HummingbirdTesting
import NIOCore

@testable import Dashboard

/// A form with files, as browsers send it.
struct MultipartBody {
  struct File {
    var name: String
    var type = "text/plain"
    var bytes: [UInt8]
  }

  var fields: [(String, String)]
  var files: [File] = []

  static let contentType = "multipart/form-data; boundary=----b"

  var buffer: ByteBuffer {
    var bytes: [UInt8] = []
    for (name, value) in fields {
      bytes += "------b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }
    for file in files {
      bytes += "------b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(file.name)\"\r\n".utf8
      bytes += "Content-Type: \(file.type)\r\n\r\n".utf8 + file.bytes + "\r\n".utf8
    }
    return ByteBuffer(bytes: bytes + "------b--\r\n".utf8)
  }
}

extension Browser {
  /// Sends a form with files.
  func post(
    _ path: String, _ form: MultipartBody, _ client: any TestClientProtocol
  ) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = MultipartBody.contentType
    var form = form
    form.fields.insert((FormToken.field, formToken), at: 0)
    return try await client.execute(uri: path, method: .post, headers: headers, body: form.buffer)
  }
}

extension TestResponse {
  /// The value of the first hidden field with a name, or of a box that is ticked.
  func value(of name: String) -> String? {
    guard let field = text.split(separator: "name=\"\(name)\" value=\"", maxSplits: 1).dropFirst().first else {
      return nil
    }
    return String(field.prefix { $0 != "\"" })
  }
}
