/// Pictures as SVG: positions in attributes, looks in classes, so that no policy has to allow inline styles.
///
/// Across the picture everything is in percent and down it in pixels, so that it is as wide as there is room while its
/// words stay as large as all others.
enum Drawing {
  static let height = 168.0

  /// A number as an attribute has it.
  static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.magnitude < 1e15 else { return "0" }
    let whole = Int(hundredths)
    let fraction = whole.magnitude % 100
    let digits =
      fraction == 0 ? "" : fraction % 10 == 0 ? ".\(fraction / 10)" : ".\(fraction < 10 ? "0" : "")\(fraction)"
    return (whole < 0 ? "-" : "") + String(whole.magnitude / 100) + digits
  }

  static func percent(_ value: Double) -> String { number(value) + "%" }

  static func text(_ words: String, x: Double, y: Double, dx: Double = 0, _ kind: String) -> String {
    let shift = dx == 0 ? "" : " dx=\"\(number(dx))\""
    let attributes = "x=\"\(percent(x))\" y=\"\(number(y))\"\(shift) class=\"\(kind)\""
    return "<text \(attributes)>\(EscapedHTML.escaped(words))</text>"
  }

  /// A picture of a height, with what it shows in one sentence for whoever cannot see it.
  static func picture(_ parts: [String], height: Double, saying sentence: String) -> String {
    let label = EscapedHTML.escaped(sentence)
    return "<svg class=\"chart\" width=\"100%\" height=\"\(number(height))\" role=\"img\" aria-label=\"\(label)\">"
      + parts.joined() + "</svg>"
  }

  /// The round number at or above the largest value, and how far apart the lines of the scale are.
  static func scale(upTo largest: Int) -> (top: Int, step: Int) {
    let largest = max(1, min(largest, 1 << 50))
    var unit = 1
    while true {
      for factor in [1, 2, 5] where largest <= unit * factor * 5 {
        let step = unit * factor
        return ((largest + step - 1) / step * step, step)
      }
      unit *= 10
    }
  }
}
