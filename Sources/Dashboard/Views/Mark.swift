/// A sign taken in at a glance: a shape and a word always, colour only as the third.
struct Mark: Equatable {
  /// The class that colours it.
  var kind: String
  /// The shape: a symbol of `icons.mustache`, without its `i-`.
  var icon: String
  var word: String
  /// For a mark that speaks of a moment: as machines read it, and exact for people.
  var time: (machine: String, exact: String)?

  /// As templates have it: `{{{priority}}}`.
  var html: String {
    let shape = Self.shape(icon) + EscapedHTML.escaped(word)
    guard let time else { return #"<span class="mark \#(kind)">\#(shape)</span>"# }
    let exact = EscapedHTML.escaped(time.exact)
    return #"<time class="mark \#(kind)" datetime="\#(time.machine)" title="\#(exact)">\#(shape)</time>"#
  }

  /// An icon that stands beside its word.
  static func shape(_ icon: String) -> String {
    ##"<svg class="i" aria-hidden="true"><use href="#i-\##(icon)"/></svg>"##
  }

  static func == (left: Mark, right: Mark) -> Bool { left.html == right.html }
}
