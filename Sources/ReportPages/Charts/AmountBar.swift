import TraceModel

/// A horizontal bar from zero; the amount is printed beside it.
func amountBar(_ share: Double) -> HTML {
  var svg = HTMLBuilder()
  svg.open("svg", ["class": "barsvg bar", "aria-hidden": "true"])
  if share > 0 {
    svg.element(
      "rect", ["class": "b", "x": "0", "y": "2", "width": percent(min(1, share)), "height": "12"])
  }
  svg.close("svg")
  return svg.html
}
