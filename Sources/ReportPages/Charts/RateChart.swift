import TraceModel

/// The shared axis of a column of rates; it may start above zero and then says so.
struct RateAxis: Sendable, Equatable {
  /// The left end, a multiple of a fifth.
  let low: Double

  /// Starts at the fifth below the lowest interval and dot, and shows at least two fifths.
  ///
  /// - Parameter dots: rates whose intervals may run out of the axis, because they rest on few.
  init(showing rates: [Rate], dots: [Double]) {
    let lowest = (rates.map(\.low) + dots).min() ?? 0
    low = min(0.6, max(0, (lowest * 5).rounded(.down) / 5))
  }

  var ticks: [Double] { stride(from: low, through: 1.001, by: 0.2).map { min($0, 1) } }

  func place(_ share: Double) -> Double { (share - low) / (1 - low) }

  /// The labels over the column.
  var labels: HTML {
    var svg = HTMLBuilder()
    svg.open("svg", ["class": "ciaxis", "aria-hidden": "true"])
    for tick in ticks {
      let place = place(tick)
      let anchor = place <= 0 ? "t-faint" : place >= 1 ? "t-faint t-end" : "t-faint t-mid"
      let label = "\(Int((tick * 100).rounded()))%"
      svg.element("text", ["class": anchor, "x": percent(place), "y": "11"], text: label)
    }
    svg.close("svg")
    return svg.html
  }
}

/// A rate as a dot with its interval; open where it rests on few.
struct RateChart: Sendable {
  let axis: RateAxis
  /// The rate of all requests, as a dashed line.
  let reference: Rate?

  /// - Parameter before: the rate of the previous week, as a small open dot.
  func draw(_ rate: Rate?, isFew: Bool = false, before: RateDot? = nil) -> HTML {
    var svg = HTMLBuilder()
    let now = rate.map(Self.words) ?? "no rate"
    let words = before.map { "\(now), \($0.week) \(Shown.percent(share: $0.rate))" } ?? now
    svg.open("svg", ["class": isFew ? "ci few" : "ci", "role": "img", "aria-label": words])
    for tick in axis.ticks { rule(at: tick, class: "grid-l", in: &svg) }
    if let reference { rule(at: reference.value, class: "ref", in: &svg) }
    if let before {
      svg.element(
        "circle", ["class": "p", "cx": percent(clamped(before.rate)), "cy": "11", "r": "3.6"])
    }
    if let rate {
      let ends = (percent(clamped(rate.low)), percent(clamped(rate.high)))
      svg.element("line", ["class": "w", "x1": ends.0, "x2": ends.1, "y1": "11", "y2": "11"])
      svg.element(
        "circle", ["class": "d", "cx": percent(clamped(rate.value)), "cy": "11", "r": "4.6"])
    }
    svg.close("svg")
    return svg.html
  }

  private func clamped(_ share: Double) -> Double { min(1, max(0, axis.place(share))) }

  private func rule(at share: Double, class name: String, in svg: inout HTMLBuilder) {
    let x = percent(axis.place(share))
    svg.element("line", ["class": name, "x1": x, "x2": x, "y1": "-9", "y2": "31"])
  }

  private static func words(_ rate: Rate) -> String {
    "\(Shown.percent(share: rate.value)) good, interval \(Shown.percent(share: rate.low)) to \(Shown.percent(share: rate.high))"
  }
}
