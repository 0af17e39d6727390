import TraceModel

/// A few weeks of one number, the last one as a dot, over the usual range as a grey band.
///
/// Each week has its place; a line joins only weeks that follow each other.
struct Sparkline: Sendable {
  /// One a week, nil where nothing is known; the last is this week's.
  let points: [Double?]
  let band: ClosedRange<Double>?
  /// The same in words.
  let words: String

  func draw() -> HTML {
    var svg = HTMLBuilder()
    svg.open("svg", ["class": "spark", "role": "img", "aria-label": words])
    if let band {
      let (top, bottom) = (y(band.upperBound), y(band.lowerBound))
      svg.element(
        "rect",
        [
          "class": "bd", "x": "0", "width": "100%", "y": percent(top),
          "height": percent(max(0.04, bottom - top)),
        ])
    }
    for (index, (from, to)) in zip(points, points.dropFirst()).enumerated() {
      guard let from, let to else { continue }
      svg.element(
        "line",
        [
          "class": "ln", "x1": percent(x(index)), "y1": percent(y(from)),
          "x2": percent(x(index + 1)), "y2": percent(y(to)),
        ])
    }
    for (index, point) in points.enumerated() {
      let isLast = index == points.count - 1
      guard let point, isLast || isAlone(index) else { continue }
      svg.element(
        "circle",
        [
          "class": "pt", "cx": percent(x(index)), "cy": percent(y(point)), "r": isLast ? "3" : "1",
        ])
    }
    svg.close("svg")
    return svg.html
  }

  /// No line leads to or from it.
  private func isAlone(_ index: Int) -> Bool {
    func isKnown(_ index: Int) -> Bool { points.indices.contains(index) && points[index] != nil }
    return !isKnown(index - 1) && !isKnown(index + 1)
  }

  private func x(_ index: Int) -> Double {
    0.02 + 0.94 * Double(index) / Double(max(1, points.count - 1))
  }

  /// From the top; the least stands at 0.86, the most at 0.14.
  private func y(_ value: Double) -> Double {
    let all = points.compactMap { $0 } + [band?.lowerBound, band?.upperBound].compactMap { $0 }
    guard let least = all.min(), let most = all.max(), most > least else { return 0.5 }
    return 0.86 - 0.72 * (value - least) / (most - least)
  }
}
