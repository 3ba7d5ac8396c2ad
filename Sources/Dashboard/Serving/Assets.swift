import Crypto
import Desk
import HTTPTypes
import Hummingbird
import NIOCore

/// The style sheet and the script, under names that change with their content, so that browsers may keep them for good.
struct Assets: Sendable {
  let style: Asset
  let script: Asset

  init() {
    style = Asset(Resources.styles, "css", type: "text/css; charset=utf-8")
    script = Asset(Resources.scripts, "js", type: "text/javascript; charset=utf-8")
  }

  /// The file with a name; nil for any other name: nothing is looked up on a disk.
  func named(_ name: String) -> Asset? {
    [style, script].first { $0.name == name }
  }
}

/// A file that the program carries.
struct Asset: Sendable {
  let name: String
  let type: String
  let bytes: [UInt8]
  let compressed: [UInt8]

  init(_ pieces: [[UInt8]], _ ending: String, type: String) {
    bytes = Array(pieces.joined(separator: [0x0A]))
    name = Hex.text(SHA256.hash(data: bytes).prefix(8)) + "." + ending
    compressed = Gzip.compress(bytes)
    self.type = type
  }

  var path: String { "/static/" + name }

  func response(to request: Request) -> Response {
    let isCompressed = Gzip.isAccepted(by: request)
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: "public, max-age=31536000, immutable", .vary: "Accept-Encoding",
    ]
    if isCompressed { headers[.contentEncoding] = "gzip" }
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: isCompressed ? compressed : bytes)))
  }
}
