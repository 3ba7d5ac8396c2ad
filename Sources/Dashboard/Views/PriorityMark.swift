import Desk

/// A priority as rows and pages show it: a triangle, two bars, a chevron, each with its word.
struct PriorityMark {
  let mark: Mark

  init(_ priority: Priority, _ words: Catalogue) {
    let name = priority.rawValue
    mark = Mark(kind: name, icon: name, word: words("common." + name))
  }

  var html: String { mark.html }
}
