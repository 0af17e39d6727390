import TraceModel

/// The steps of one trace in time: a lane for each actor, bars to scale.
///
/// Positions are percentages and heights pixels, so one drawing fits every width. The figures
/// stand in the list of steps too.
struct Timeline: Sendable {
  /// Time lost, shaded across all lanes.
  let shaded: ClosedRange<Int64>?
  let lanes: [TimelineLane]
  let scale: TimeScale
  let title: String
  let hasSteps: Bool

  /// - Parameter end: of an axis that another drawing shares, which has no pauses cut out; nil for an
  ///   axis of its own, above a list of the steps.
  init(
    _ bars: [TimelineBar], shaded: ClosedRange<Int64>?, title: String, upTo end: Int64? = nil
  ) {
    lanes = TimelineLane.lanes(of: bars)
    scale = end.map { TimeScale(upTo: $0, headroom: 7) } ?? TimeScale(bars.map(\.span), headroom: 7)
    hasSteps = end == nil
    self.shaded = shaded
    self.title = title
  }

  static let top = 26

  var height: Int { lanes.reduce(Self.top) { $0 + $1.height } + 4 }

  var html: HTML {
    var drawing = TimelineDrawing(self)
    return drawing.draw()
  }
}

/// Draws a `Timeline`; words are placed once all bars stand.
private struct TimelineDrawing {
  private let timeline: Timeline
  private let tops: [Int]
  private var labels = TimelineLabels()
  private var svg = HTMLBuilder()
  /// Where the bar of each step stands: lane, row and percentages. Nil for a step without one.
  private var places: [(row: TimelineLabels.Row, range: ClosedRange<Double>)?]

  init(_ timeline: Timeline) {
    self.timeline = timeline
    var top = Timeline.top
    tops = timeline.lanes.map { lane in
      defer { top += lane.height }
      return top
    }
    let steps = timeline.lanes.reduce(0) { $1.bars.reduce($0) { max($0, $1.step + 1) } }
    places = Array(repeating: nil, count: steps)
    for (laneIndex, lane) in timeline.lanes.enumerated() {
      for (bar, rowIndex) in zip(lane.bars, lane.rows) {
        let row = TimelineLabels.Row(lane: laneIndex, row: rowIndex)
        let start = timeline.scale.position(bar.span.lowerBound)
        let end = timeline.scale.position(bar.span.upperBound)
        places[bar.step] = (row, start...max(start, end))
        labels.take(start...max(end, start + Self.leastWidth), in: row)
      }
    }
    // Words keep off the upright arrows, too.
    for bar in timeline.lanes.flatMap(\.bars) {
      guard case .fallback(let step, _)? = bar.origin, let from = place(of: step)?.row,
        let to = places[bar.step]
      else { continue }
      let x = to.range.lowerBound
      for lane in min(from.lane, to.row.lane)...max(from.lane, to.row.lane)
      where lane != to.row.lane && lane != from.lane {
        for row in 0..<timeline.lanes[lane].rowCount {
          labels.take(max(0, x - 0.2)...(x + 0.2), in: TimelineLabels.Row(lane: lane, row: row))
        }
      }
    }
  }

  /// In percent: a bar of two pixels in the narrowest drawing.
  private static let leastWidth = 0.36

  mutating func draw() -> HTML {
    svg.markup("<svg width=\"100%\" height=\"")
    svg.number(timeline.height)
    svg.markup("\" role=\"img\" aria-label=\"")
    let steps = timeline.hasSteps ? " The same steps are listed below with times." : ""
    svg.plain("\(timeline.title).\(steps)")
    svg.markup("\">")
    drawGround()
    drawPauses()
    if let shaded = timeline.shaded { drawShade(shaded) }
    let bars = timeline.lanes.flatMap(\.bars)
    for bar in bars { drawArrow(to: bar) }
    for lane in timeline.lanes { drawBars(of: lane) }
    let hasFewBars = bars.count <= 40
    for bar in bars where bar.isImportant { drawWords(of: bar) }
    for bar in bars where !bar.isImportant && hasFewBars { drawWords(of: bar) }
    svg.markup("</svg>")
    return svg.html
  }

  // MARK: - Ground

  private mutating func drawGround() {
    for (index, lane) in timeline.lanes.enumerated() where index.isMultiple(of: 2) {
      svg.markup("<rect class=\"lane-bg\" x=\"0\" width=\"100%\"")
      attribute(" y", tops[index])
      attribute(" height", lane.height)
      svg.markup("/>")
    }
    let strips = timeline.scale.pauses.map { timeline.scale.position($0.start + $0.length / 2) }
    var lastLabel = -100.0
    for tick in timeline.scale.ticks {
      let x = timeline.scale.position(tick)
      svg.markup("<line class=\"grid-l\"")
      percent(" x1", x)
      percent(" x2", x)
      svg.markup(" y1=\"22\"")
      attribute(" y2", timeline.height)
      svg.markup("/>")
      guard x - lastLabel > 7, x < 97, !strips.contains(where: { abs($0 - x) < 9 }) else {
        continue
      }
      lastLabel = x
      axisWords(tickWords(tick), at: x, isFirst: tick == 0)
    }
  }

  /// One unit for the whole axis.
  private func tickWords(_ tick: Int64) -> String {
    guard tick > 0 else { return "0 s" }
    let minute: Int64 = 60_000_000_000
    let isInMinutes = timeline.scale.tickStep % minute == 0 && tick < 60 * minute
    return isInMinutes ? "\(tick / minute) min" : shortDuration(tick)
  }

  private mutating func drawPauses() {
    for pause in timeline.scale.pauses {
      let start = timeline.scale.position(pause.start)
      let end = timeline.scale.position(pause.end)
      svg.markup("<rect fill=\"url(#p-none)\" opacity=\".55\" y=\"22\"")
      percent(" x", start)
      percent(" width", end - start)
      attribute(" height", timeline.height - 22)
      svg.markup("/>")
      svg.markup("<text class=\"t-mid halo\" y=\"16\"")
      percent(" x", (start + end) / 2)
      svg.markup(">")
      svg.plain("\(shortDuration(pause.length)) pause")
      svg.markup("</text>")
    }
  }

  private mutating func drawShade(_ span: ClosedRange<Int64>) {
    let start = timeline.scale.position(span.lowerBound)
    svg.markup("<rect class=\"shade\" y=\"22\"")
    percent(" x", start)
    percent(" width", timeline.scale.position(span.upperBound) - start)
    attribute(" height", timeline.height - 22)
    svg.markup("/>")
  }

  private mutating func axisWords(_ words: String, at x: Double, isFirst: Bool) {
    if isFirst {
      svg.markup("<text class=\"t-faint\" y=\"16\"")
    } else {
      svg.markup("<text class=\"t-faint t-mid\" y=\"16\"")
    }
    percent(" x", x)
    svg.markup(">")
    svg.plain(words)
    svg.markup("</text>")
  }

  // MARK: - Bars

  private mutating func drawBars(of lane: TimelineLane) {
    var lastEnd: [String: Double] = [:]
    for bar in lane.bars {
      guard let (row, range) = places[bar.step] else { continue }
      if lane.bars.count > 400 {
        // Bars of hundreds of steps that would fall on the same pixels are drawn once.
        let key = "\(row.row) \(bar.look.rawValue)"
        let end = max(range.upperBound, range.lowerBound + 0.05)
        if let last = lastEnd[key], end <= last { continue }
        lastEnd[key] = end
      }
      svg.markup("<rect rx=\"2\" height=\"16\" class=\"lanebar ")
      svg.plain(bar.look.rawValue)
      svg.markup("\"")
      percent(" x", range.lowerBound)
      if range.upperBound - range.lowerBound < 0.25 {
        svg.markup(" width=\"2\"")
      } else {
        percent(" width", range.upperBound - range.lowerBound)
      }
      attribute(" y", barTop(row))
      svg.markup("/>")
    }
  }

  /// Nil for a step without a bar; an arrow may come from one.
  private func place(
    of step: Int
  ) -> (row: TimelineLabels.Row, range: ClosedRange<Double>)? {
    places.indices.contains(step) ? places[step] : nil
  }

  private func barTop(_ row: TimelineLabels.Row) -> Int { tops[row.lane] + 8 + 20 * row.row }

  private mutating func drawWords(of bar: TimelineBar) {
    guard let (row, range) = places[bar.step] else { return }
    let number = "\(bar.step + 1)"
    let texts =
      bar.words.isEmpty
      ? [number] : ["\(number) \(bar.words)", "\(number) \(firstPart(bar.words))", number]
    let taken = range.lowerBound...max(range.upperBound, range.lowerBound + Self.leastWidth)
    guard let place = labels.place(texts, at: taken, in: row) else { return }
    words(place, at: range, y: barTop(row), tone: tone(of: bar, at: place.side))
  }

  private func firstPart(_ words: String) -> String {
    words.split(separator: ",", maxSplits: 1).first.map(String.init) ?? words
  }

  private func tone(of bar: TimelineBar, at side: TimelineLabels.Place.Side) -> StaticString {
    switch (bar.look, side) {
    case (.bad, .inside): "xi"
    case (.bad, _): "halo x"
    case (.old, .inside): "on-old"
    case (.old, _): "halo o"
    case (.model, .inside): "on-bar"
    case (_, .inside): "on-light"
    default: "halo"
    }
  }

  private mutating func words(
    _ place: TimelineLabels.Place, at range: ClosedRange<Double>, y: Int, tone: StaticString
  ) {
    svg.markup("<text class=\"lab ")
    svg.markup(tone)
    switch place.side {
    case .inside:
      svg.markup("\" dx=\"7\"")
      percent(" x", range.lowerBound)
    case .right:
      svg.markup("\" dx=\"6\"")
      percent(" x", range.upperBound)
    case .left:
      svg.markup(" t-end\" dx=\"-6\"")
      percent(" x", range.lowerBound)
    }
    svg.markup(" y=\"")
    svg.number(y + 12)
    svg.markup(".5\">")
    svg.plain(place.text)
    svg.markup("</text>")
  }

  // MARK: - Arrows

  private mutating func drawArrow(to bar: TimelineBar) {
    guard let (row, range) = places[bar.step] else { return }
    switch bar.origin {
    case .retry(let step)?:
      guard let from = place(of: step), range.lowerBound - from.range.upperBound > 0.6 else {
        return
      }
      line(
        "jump r", from: from.range.upperBound, to: range.lowerBound,
        y1: barTop(from.row) + 8, y2: barTop(row) + 8)
    case .fallback(let step, let trigger)?:
      guard let from = place(of: step), from.row.lane != row.lane else { return }
      let isDown = from.row.lane < row.lane
      let x = range.lowerBound
      line(
        "jump", from: x, to: x, y1: barTop(from.row) + (isDown ? 17 : -1),
        y2: barTop(row) + (isDown ? -2 : 18))
      if let trigger { triggerWords(trigger, at: x, between: from.row, and: row) }
    case nil:
      break
    }
  }

  /// The trigger stands in the first lane between the two that has room for it.
  private mutating func triggerWords(
    _ trigger: String, at x: Double, between: TimelineLabels.Row, and row: TimelineLabels.Row
  ) {
    let lanes = min(between.lane, row.lane)...max(between.lane, row.lane)
    let inner = lanes.filter { $0 != between.lane && $0 != row.lane }
    for lane in inner + [between.lane] {
      let place = TimelineLabels.Row(lane: lane, row: 0)
      guard let found = labels.place(trigger, at: x, in: place) else { continue }
      words(found, at: x...x, y: barTop(place), tone: "halo j")
      return
    }
  }

  private mutating func line(
    _ kind: StaticString, from x1: Double, to x2: Double, y1: Int, y2: Int
  ) {
    svg.markup("<line class=\"")
    svg.markup(kind)
    svg.markup("\"")
    percent(" x1", x1)
    percent(" x2", x2)
    attribute(" y1", y1)
    attribute(" y2", y2)
    svg.markup("/>")
  }

  private mutating func attribute(_ name: StaticString, _ value: Int) {
    svg.markup(name)
    svg.markup("=\"")
    svg.number(value)
    svg.markup("\"")
  }

  private mutating func percent(_ name: StaticString, _ value: Double) {
    svg.markup(name)
    svg.markup("=\"")
    svg.plain(shownPercentage(value))
    svg.markup("%\"")
  }
}

/// `6.85`: a position in percent with two decimals, without a language setting.
func shownPercentage(_ value: Double) -> String {
  let hundredths = Int((min(max(value, 0), 100) * 100).rounded())
  let (whole, fraction) = UInt64(hundredths).quotientAndRemainder(dividingBy: 100)
  return String(figureUpTo: 15) {
    $0.digits(whole)
    if fraction > 0 {
      $0.text(".")
      $0.digits(fraction, atLeast: 2)
    }
  }
}

/// `60 s`, `1.5 s`, `2 min`: no digits that say nothing.
func shortDuration(_ nanoseconds: Int64) -> String {
  let second: Int64 = 1_000_000_000
  if nanoseconds % (3600 * second) == 0 { return "\(nanoseconds / (3600 * second)) h" }
  if nanoseconds % (60 * second) == 0, nanoseconds > 120 * second {
    return "\(nanoseconds / (60 * second)) min"
  }
  if nanoseconds % second == 0, nanoseconds < 600 * second { return "\(nanoseconds / second) s" }
  return Shown.duration(nanoseconds: nanoseconds)
}
