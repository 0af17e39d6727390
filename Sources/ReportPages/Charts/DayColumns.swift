import TraceModel

/// A column for each day, stacked by source from zero, its total above and its requests below.
struct DayColumns: Sendable {
  struct Day: Sendable {
    var label: String
    var parts: [CostSource: ExactDecimal]
    /// As the table beside the chart shows it.
    var total: String
    var requests: String
  }

  let days: [Day]
  let money: MoneyFormat

  private static let height = 250.0

  var html: HTML {
    let scale = AmountScale(reaching: days.map(\.drawn).max() ?? .zero)
    var svg = HTMLBuilder()
    svg.open(
      "svg",
      [
        "class": "daychart", "width": "100%", "height": "292", "role": "img",
        "aria-labelledby": "days-t days-d",
      ])
    svg.element("title", ["id": "days-t"], text: "Cost per day by source")
    svg.element(
      "desc", ["id": "days-d"],
      text: days.map { "\($0.label) \($0.total)" }.joined(separator: ", "))
    svg.element("line", ["class": "axis-l", "x1": "0", "x2": "100%", "y1": "250", "y2": "250"])
    for tick in scale.ticks {
      let y = Self.height - Self.height * tick.share(of: scale.top)
      svg.element(
        "line",
        ["class": "grid-l", "x1": "0", "x2": "100%", "y1": pixels(y), "y2": pixels(y)])
      let label = money.text(tick, decimals: tick.decimals)
      svg.element("text", ["class": "t-faint", "x": "0", "y": pixels(y - 4)], text: label)
    }
    for (index, day) in days.enumerated() { draw(day, at: index, against: scale.top, in: &svg) }
    svg.element("text", ["class": "t-faint", "x": "0", "y": "284"], text: "req.")
    svg.close("svg")
    return svg.html
  }

  private func draw(_ day: Day, at index: Int, against top: ExactDecimal, in svg: inout HTMLBuilder)
  {
    let slot = 0.92 / Double(max(days.count, 1))
    let x = 0.08 + slot * Double(index)
    let middle = percent(x + slot * 0.31)
    var y = Self.height
    for source in CostSource.allCases {
      guard let amount = day.parts[source], amount > .zero else { continue }
      let height = Self.height * amount.share(of: top)
      y -= height
      svg.element(
        "rect",
        [
          "class": "f-\(source.style)", "x": percent(x), "width": percent(slot * 0.62),
          "y": pixels(y), "height": pixels(max(height, 1)),
        ])
    }
    // A label for every day where there is room, else for about ten of them.
    guard index % max(1, (days.count + 9) / 10) == 0 else { return }
    svg.element(
      "text", ["class": "t-strong t-mid", "x": middle, "y": pixels(y - 7)], text: day.total)
    svg.element("text", ["class": "t-mid", "x": middle, "y": "268"], text: day.label)
    svg.element("text", ["class": "t-mid t-faint", "x": middle, "y": "284"], text: day.requests)
  }
}

extension DayColumns.Day {
  /// What is drawn: credits have no height.
  fileprivate var drawn: ExactDecimal {
    parts.values.filter { $0 > .zero }.reduce(.zero, +)
  }
}

/// Three steps from zero whose labels are round: 1, 2, 3 or 5 and zeros.
struct AmountScale: Sendable, Equatable {
  let step: ExactDecimal

  init(reaching amount: ExactDecimal) {
    var step: Int128 = 1
    let factors: [Int128] = [1, 2, 3, 5]
    while step < Int128.max / 1000 {
      if let factor = factors.first(where: { step * $0 * 3 >= amount.units }) {
        self.step = ExactDecimal(units: step * factor)
        return
      }
      step *= 10
    }
    self.step = ExactDecimal(units: step)
  }

  var ticks: [ExactDecimal] { (1...3).map { ExactDecimal(units: step.units * $0) } }
  var top: ExactDecimal { ticks[2] }
}

extension CostSource {
  /// The name of its colour and texture in the stylesheet.
  var style: String {
    switch self {
    case .model: "model"
    case .tool: "tool"
    case .infrastructure: "infra"
    }
  }
}
