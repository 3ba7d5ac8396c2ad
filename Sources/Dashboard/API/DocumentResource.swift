import HTTPTypes
import Hummingbird
import NIOCore

/// The OpenAPI document: what it says is what the other operations do, and a test holds one against the other.
struct DocumentResource: APIResource {
  private static let bytes = ByteBuffer(bytes: PackageResources.openapi_json)
  private static let tag = EntityTags.weak(PackageResources.openapi_json)

  var operations: [Operation] {
    [.get("/openapi.json", nil) { call in call.readable(Self.bytes, tag: Self.tag) }]
  }
}
