import TraceModel

/// A difference of two rates as a dot with its interval, around an upright line at zero.
struct DifferenceChart: Sendable {
  /// What the ends of the axis stand for, in shares.
  let reach: Double

  /// As wide as the intervals ask for, in three steps.
  init(showing differences: [RateDifference]) {
    let widest = differences.map { max(abs($0.low), abs($0.high)) }.max() ?? 0
    reach = [0.2, 0.4].first { widest <= $0 } ?? 1
  }

  var labels: HTML {
    var svg = HTMLBuilder()
    svg.open("svg", ["class": "ciaxis", "aria-hidden": "true"])
    let points = Int((reach * 50).rounded())
    for (place, words) in [(0.25, "−\(points)"), (0.5, "0"), (0.75, "+\(points)")] {
      svg.element(
        "text", ["class": "t-faint t-mid", "x": percent(place), "y": "11"], text: words)
    }
    svg.close("svg")
    return svg.html
  }

  /// - Parameter isSure: drawn full; open where it is told of no winner.
  func draw(_ difference: RateDifference?, isSure: Bool) -> HTML {
    var svg = HTMLBuilder()
    svg.open("svg", ["class": isSure ? "difci" : "difci un", "aria-hidden": "true"])
    for (place, kind) in [(0.25, "grid-l"), (0.75, "grid-l"), (0.5, "z")] {
      let x = percent(place)
      svg.element("line", ["class": kind, "x1": x, "x2": x, "y1": "-8", "y2": "28"])
    }
    if let difference {
      svg.element(
        "line",
        [
          "class": "w", "x1": percent(place(difference.low)), "x2": percent(place(difference.high)),
          "y1": "10", "y2": "10",
        ])
      svg.element(
        "circle", ["class": "d", "cx": percent(place(difference.value)), "cy": "10", "r": "4.5"])
    }
    svg.close("svg")
    return svg.html
  }

  private func place(_ share: Double) -> Double {
    min(1, max(0, 0.5 + share / reach / 2))
  }
}
