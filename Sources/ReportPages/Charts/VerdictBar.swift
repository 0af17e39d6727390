import TraceModel

/// What a request ended as: the classes of verdicts in the order that every bar keeps, and none.
enum Ending: CaseIterable, Sendable {
  case good, partial, bad, unsafe, handedOff, none

  init(_ verdictClass: VerdictClass?) {
    switch verdictClass {
    case .good: self = .good
    case .partial: self = .partial
    case .bad: self = .bad
    case .unsafe: self = .unsafe
    case .handedOff: self = .handedOff
    case nil: self = .none
    }
  }

  var word: String {
    switch self {
    case .good: "Good"
    case .partial: "Partial"
    case .bad: "Wrong or failed"
    case .unsafe: "Unsafe"
    case .handedOff: "Handed to a person"
    case .none: "No verdict"
    }
  }

  /// The name of its colour, texture and mark in the stylesheet.
  var style: String {
    switch self {
    case .good: "correct"
    case .partial: "partial"
    case .bad: "wrong"
    case .unsafe: "unsafe"
    case .handedOff: "human"
    case .none: "none"
    }
  }
}

/// How many requests ended how.
struct Endings: Sendable, Equatable {
  private let counts: [Ending: Int]
  let traces: Int

  init(_ classes: [VerdictClass: Int], of traces: Int) {
    var counts = Dictionary(uniqueKeysWithValues: classes.map { (Ending($0.key), $0.value) })
    counts[.none] = max(0, traces - classes.values.reduce(0, +))
    self.counts = counts
    self.traces = max(traces, counts.values.reduce(0, +))
  }

  subscript(ending: Ending) -> Int { counts[ending] ?? 0 }

  /// One stacked bar in the fixed order.
  var bar: HTML {
    let present = Ending.allCases.filter { self[$0] > 0 }
    let words = present.map { "\($0.word) \(Shown.count(self[$0]))" }.joined(separator: ", ")
    var svg = HTMLBuilder()
    svg.open("svg", ["class": "comp sep", "role": "img", "aria-label": words])
    var before = 0
    for ending in present {
      let share = Double(self[ending]) / Double(traces)
      svg.element(
        "rect",
        [
          "class": "f-\(ending.style)", "x": percent(Double(before) / Double(traces)), "y": "0",
          "width": percent(share), "height": "14",
        ])
      before += self[ending]
    }
    svg.close("svg")
    return svg.html
  }
}

/// The square of a legend or of a row's head.
func swatch(_ style: String, class name: String = "sw") -> HTML {
  var svg = HTMLBuilder()
  svg.open("svg", ["class": name, "aria-hidden": "true", "width": "14", "height": "12"])
  svg.element("rect", ["class": "f-\(style)", "width": "14", "height": "12", "rx": "2"])
  svg.close("svg")
  return svg.html
}
