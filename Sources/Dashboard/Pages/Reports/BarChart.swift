/// Upright bars with their values on them.
struct BarChart {
  var bars: [(label: String, value: Int)]
  var sentence: String

  private static let above = 20.0
  private static let below = 24.0
  /// Of its place, how much a bar takes.
  private static let share = 0.74

  var html: String {
    let largest = Double(max(1, bars.map(\.value).max() ?? 0))
    let place = 100 / Double(max(1, bars.count))
    let floor = Self.above + Drawing.height
    let parts = bars.enumerated().flatMap { index, bar in
      // What is not nothing is seen.
      let height = bar.value == 0 ? 0 : max(2, Drawing.height * Double(bar.value) / largest)
      let middle = place * (Double(index) + 0.5)
      return [
        rectangle(x: middle - place * Self.share / 2, y: floor - height, width: place * Self.share, height: height),
        Drawing.text(
          Shown.grouped(bar.value), x: middle, y: floor - height - 6, bar.value == 0 ? "value none" : "value"),
        Drawing.text(bar.label, x: middle, y: floor + 18, "label"),
      ]
    }
    let base = Drawing.number(floor)
    return Drawing.picture(
      parts + ["<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(base)\" y2=\"\(base)\"/>"],
      height: floor + Self.below, saying: sentence)
  }

  private func rectangle(x: Double, y: Double, width: Double, height: Double) -> String {
    guard height > 0 else { return "" }
    return
      "<rect class=\"bar\" x=\"\(Drawing.percent(x))\" y=\"\(Drawing.number(y))\" width=\"\(Drawing.percent(width))\" "
      + "height=\"\(Drawing.number(height))\" rx=\"2\"/>"
  }
}

/// A lying bar whose parts stand beside each other; words beside it say the same.
struct ShareBar {
  /// Of the whole width, and the class that colours it.
  var parts: [(share: Double, kind: String)]

  private static let height = 18.0

  var html: String {
    var x = 0.0
    let rectangles = parts.filter { $0.share > 0 }.map { part in
      defer { x += part.share * 100 }
      let place = "x=\"\(Drawing.percent(x))\" width=\"\(Drawing.percent(part.share * 100))\""
      return "<rect class=\"\(part.kind)\" \(place) height=\"\(Drawing.number(Self.height))\"/>"
        // A gap of two pixels, so that the parts are two without colour as well.
        + (x > 0
          ? "<rect class=\"gap\" x=\"\(Drawing.percent(x))\" width=\"2\" height=\"\(Drawing.number(Self.height))\"/>"
          : "")
    }
    return "<svg class=\"share\" width=\"100%\" height=\"\(Drawing.number(Self.height))\" aria-hidden=\"true\">"
      + rectangles.joined() + "</svg>"
  }
}
