import TraceModel

/// The steps of a trace in three rows: models, tools, the rest. Nil without times.
func miniTimeline(_ trace: TraceCase) -> HTML? {
  let steps = trace.steps.filter { $0.event.start != nil && $0.event.stage.isDrawn }
  guard steps.count <= 60, let first = steps.compactMap(\.event.start).min(),
    let last = steps.compactMap(\.event.end).max(), last > first
  else { return nil }
  let length = Double(last.nanoseconds) - Double(first.nanoseconds)
  var svg = HTMLBuilder()
  svg.open("svg", ["class": "mini", "aria-hidden": "true"])
  for y in ["6", "17", "28"] {
    svg.element("line", ["class": "grid-l", "x1": "0", "x2": "100%", "y1": y, "y2": y])
  }
  for step in steps {
    guard let start = step.event.start else { continue }
    let place = (Double(start.nanoseconds) - Double(first.nanoseconds)) / length
    let width = max(Double(step.event.durationNanoseconds ?? 0) / length, 0.01)
    svg.element(
      "rect",
      [
        "class": step.event.miniStyle, "x": percent(min(place, 0.99)), "y": step.event.miniRow,
        "width": percent(min(width, max(0.01, 1 - place))), "height": "8", "rx": "1.5",
      ])
  }
  svg.close("svg")
  return svg.html
}

extension Stage {
  fileprivate var isDrawn: Bool {
    switch self {
    case .route, .prompt, .model, .tool, .guardrail, .answer, .infrastructure, .unknown: true
    case .request, .verdict, .note: false
    }
  }
}

extension Event {
  fileprivate var miniStyle: String {
    switch status {
    case .error, .timeout, .blocked, .cancelled: return "bad"
    case .ok, .unknown: break
    }
    switch stage {
    case .model: return "m"
    case .tool: return "t"
    case .request, .route, .prompt, .guardrail, .answer, .verdict, .note, .infrastructure, .unknown:
      return "i"
    }
  }

  fileprivate var miniRow: String {
    switch stage {
    case .model: "2"
    case .tool: "13"
    case .request, .route, .prompt, .guardrail, .answer, .verdict, .note, .infrastructure, .unknown:
      "24"
    }
  }
}
