/// Two lines over time, told apart by colour and by dash, and named at their ends.
struct LineChart {
  struct Line {
    var name: String
    /// The class that colours and dashes it.
    var kind: String
    var values: [Int]
  }

  /// What stands below each point; empty where nothing does.
  var labels: [String]
  var lines: [Line]
  var sentence: String

  private static let below = 24.0
  private static let top = 8.0
  /// Names at the ends of two lines that end near each other are kept apart.
  private static let lineHeight = 16.0

  var html: String {
    let scale = Drawing.scale(upTo: lines.flatMap(\.values).max() ?? 0)
    let parts = grid(scale) + lines.map { polyline($0, scale.top) } + names(scale.top) + axis
    return Drawing.picture(parts, height: Self.top + Drawing.height + Self.below, saying: sentence)
  }

  private func y(_ value: Int, _ top: Int) -> Double {
    Self.top + Drawing.height * (1 - Double(value) / Double(max(1, top)))
  }

  private func x(_ index: Int) -> Double {
    labels.count < 2 ? 50 : 100 * Double(index) / Double(labels.count - 1)
  }

  private func grid(_ scale: (top: Int, step: Int)) -> [String] {
    stride(from: 0, through: scale.top, by: scale.step).map { value in
      let height = Drawing.number(y(value, scale.top))
      return "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(height)\" y2=\"\(height)\"/>"
        + Drawing.text(Shown.grouped(value), x: 0, y: y(value, scale.top) + 4, dx: -8, "scale")
    }
  }

  /// Drawn on a plane of its own that is stretched; its stroke is not.
  private func polyline(_ line: Line, _ top: Int) -> String {
    let width = max(1, labels.count - 1)
    let points = line.values.enumerated().map { index, value in
      "\(labels.count < 2 ? 0 : index),\(Drawing.number(y(value, top) - Self.top))"
    }
    let drawn = labels.count < 2 ? points + points.map { "1" + $0.dropFirst() } : points
    return "<svg x=\"0\" y=\"\(Drawing.number(Self.top))\" width=\"100%\" height=\"\(Drawing.number(Drawing.height))\" "
      + "viewBox=\"0 0 \(width) \(Drawing.number(Drawing.height))\" preserveAspectRatio=\"none\" class=\"open\">"
      + "<polyline class=\"\(line.kind)\" vector-effect=\"non-scaling-stroke\" points=\"\(drawn.joined(separator: " "))\"/>"
      + "</svg>"
  }

  private func names(_ top: Int) -> [String] {
    var ends = lines.map { (line: $0, y: y($0.values.last ?? 0, top) + 4) }.sorted { $0.y < $1.y }
    for index in ends.indices.dropFirst() {
      ends[index].y = max(ends[index].y, ends[index - 1].y + Self.lineHeight)
    }
    let overrun = max(0, (ends.last?.y ?? 0) - Self.top - Drawing.height - 4)
    return ends.map { Drawing.text($0.line.name, x: 100, y: $0.y - overrun, dx: 8, "name \($0.line.kind)") }
  }

  private var axis: [String] {
    labels.enumerated().filter { !$0.element.isEmpty }.map { index, label in
      Drawing.text(label, x: x(index), y: Self.top + Drawing.height + 20, "label")
    }
  }
}
