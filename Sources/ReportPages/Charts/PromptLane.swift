/// From the first to the last use of a prompt's version, over the days of the period.
func promptLane(from start: Double, to end: Double, isChanged: Bool) -> HTML {
  var svg = HTMLBuilder()
  svg.open("svg", ["class": "lane", "aria-hidden": "true"])
  for day in 1..<7 {
    let x = percent(Double(day) / 7)
    svg.element("line", ["class": "grid-l", "x1": x, "x2": x, "y1": "0", "y2": "26"])
  }
  svg.element(
    "rect",
    [
      "class": isChanged ? "seg a" : "seg b", "x": percent(start),
      "width": percent(max(end - start, 0.004)), "y": "4", "height": "18", "rx": "2",
    ])
  svg.close("svg")
  return svg.html
}

/// The labels over a column of lanes.
func laneAxis(_ labels: [String]) -> HTML {
  var svg = HTMLBuilder()
  svg.open("svg", ["class": "ciaxis", "aria-hidden": "true"])
  // Every second one: seven do not fit beside the figures.
  for (index, label) in labels.enumerated() where index.isMultiple(of: 2) {
    let x = percent(Double(index) / Double(labels.count))
    svg.element("text", ["class": "t-faint", "x": x, "y": "11"], text: label)
  }
  svg.close("svg")
  return svg.html
}
