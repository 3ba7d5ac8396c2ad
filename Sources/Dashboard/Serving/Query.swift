import Hummingbird

/// What stands behind the `?` of a URL.
struct Query {
  private let fields: [(name: String, value: String)]

  init(_ request: Request) {
    fields = URLEncoded.fields(request.uri.query ?? "")
  }

  /// What stands behind the `?` of a path of ours.
  init(path: String) {
    fields = URLEncoded.fields(path.split(separator: "?", maxSplits: 1).dropFirst().first ?? "")
  }

  /// The first value of a name that is not empty.
  subscript(name: String) -> String? {
    fields.first { $0.name == name && !$0.value.isEmpty }?.value
  }

  /// All values of a name.
  func all(_ name: String) -> [String] {
    fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }
}
