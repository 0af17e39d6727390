import TraceModel

/// The timeline with its names, legend and the sentence above it.
struct TraceTimeline: TemplateData {
  var title: String
  var lead: String
  var drawing: HTML
  var lanes: [LaneName]
  var keys: [LaneKey]
  var hasRetry: Bool
  var hasFallback: Bool

  /// Nil where no step has a time.
  init?(_ facts: TraceFacts) {
    let bars = facts.timelineBars
    guard !bars.isEmpty else { return nil }
    let wasted = facts.longestWaste
    let lanes = TimelineLane.lanes(of: bars).count
    title =
      "Timeline of \(Shown.count(bars.count, "step", "steps")) in "
      + Shown.count(lanes, "lane", "lanes")
    let timeline = Timeline(bars, shaded: wasted?.span, title: title)
    drawing = timeline.html
    self.lanes = timeline.lanes.map(LaneName.init)
    lead = facts.timelineLead(timeline, wasted)
    let looks = Set(bars.map(\.look))
    keys = LaneKey.all.filter { key in key.looks.contains { looks.contains($0) } }
    hasRetry = bars.contains { if case .retry = $0.origin { true } else { false } }
    hasFallback = bars.contains { if case .fallback = $0.origin { true } else { false } }
  }

  static let fields: [TemplateField<TraceTimeline>] = [
    .text("title") { $0.title },
    .text("lead") { $0.lead },
    .html("drawingHTML") { $0.drawing },
    .list("lanes") { $0.lanes },
    .list("keys") { $0.keys },
    .flag("hasRetry") { $0.hasRetry },
    .flag("hasFallback") { $0.hasFallback },
  ]
}

struct LaneName: TemplateData {
  var icon: String
  var name: HTML
  var rows: Int

  init(_ lane: TimelineLane) {
    icon = lane.actor.icon
    name = lane.actor.html
    rows = lane.rowCount
  }

  static let fields: [TemplateField<LaneName>] = [
    .text("icon") { $0.icon },
    .html("nameHTML") { $0.name },
    .text("rows") { String($0.rows) },
  ]
}

struct LaneKey: TemplateData {
  var looks: [TimelineBar.Look]
  var word: String

  static let all = [
    LaneKey(looks: [.model], word: "model"),
    LaneKey(looks: [.tool], word: "tool"),
    LaneKey(looks: [.app, .router, .guardrail], word: "other"),
    LaneKey(looks: [.user], word: "user again"),
    LaneKey(looks: [.bad], word: "failed or rejected"),
    LaneKey(looks: [.old], word: "old data"),
  ]

  static let fields: [TemplateField<LaneKey>] = [
    .text("look") { $0.looks[0].rawValue },
    .text("word") { $0.word },
  ]
}

/// Time that one call spent on attempts which were not used.
struct Waste {
  var actor: Actor
  var span: ClosedRange<Int64>
}

extension TraceFacts {
  var timelineBars: [TimelineBar] {
    steps.indices.filter { steps[$0].isOfTheRun }.compactMap { index in
      guard let span = span(of: index) else { return nil }
      return TimelineBar(
        step: index, actor: actors[index], span: span, look: look(of: index),
        words: barWords(of: index), origin: barOrigin(of: index))
    }
  }

  private func barWords(of index: Int) -> String {
    let took =
      steps[index].event.durationNanoseconds.map { ", \(Shown.duration(nanoseconds: $0))" } ?? ""
    let kind =
      switch steps[index].attempt?.kind {
      case .retry: "↻ retry, "
      case .fallback: "⤳ fallback, "
      case .first, nil: ""
      }
    if steps[index].hasFailed { return "\(kind)\(StepWords.failureWord(of: steps[index]))\(took)" }
    if rejection(of: index) != nil { return "\(kind)draft, rejected" }
    if let age = dataAge(of: index), isStale(index) {
      return "\(kind)old data, \(Shown.duration(nanoseconds: age)) old"
    }
    switch steps[index].event.stage {
    case .request: return look(of: index) == .user ? "user again" : "request"
    case .answer: return "reply"
    case .guardrail: return "passed"
    case .model:
      let name = steps[index].event.name.map { oneLine($0, upTo: 22) } ?? "answer"
      return "\(kind)\(name)\(took)"
    case .tool:
      guard let age = dataAge(of: index) else { return "\(kind)answered\(took)" }
      return "\(kind)answered, data \(Shown.duration(nanoseconds: age)) old"
    case .route, .prompt, .verdict, .note, .infrastructure, .unknown: return ""
    }
  }

  private func barOrigin(of index: Int) -> TimelineBar.Origin? {
    guard let attempt = steps[index].attempt, let previous = attempt.previous,
      steps.indices.contains(previous)
    else { return nil }
    switch attempt.kind {
    case .first: return nil
    case .retry: return .retry(ofStep: previous)
    case .fallback:
      let check = rejection(of: previous)
      let trigger =
        attempt.trigger.map { oneLine($0, upTo: 36) }
        ?? (check == nil ? StepWords.failureWord(of: steps[previous]) : "check failed")
      return .fallback(fromStep: check ?? previous, trigger: trigger)
    }
  }

  /// The call that lost most time to attempts that were not used, if it was a quarter of the wait.
  var longestWaste: Waste? {
    guard let latency = trace.latencyNanoseconds, latency > 0 else { return nil }
    let wastes = trace.calls.compactMap { call -> Waste? in
      let lost = call.steps.filter {
        steps.indices.contains($0) && steps[$0].hasFailed && steps[$0].attempt?.isUsed == false
      }
      let spans = lost.compactMap(span)
      guard let start = spans.map(\.lowerBound).min(), let end = spans.map(\.upperBound).max(),
        let first = lost.first
      else { return nil }
      return Waste(actor: actors[first], span: start...end)
    }
    let longest = wastes.max {
      $0.span.upperBound - $0.span.lowerBound < $1.span.upperBound - $1.span.lowerBound
    }
    guard let longest, longest.span.upperBound - longest.span.lowerBound >= latency / 4 else {
      return nil
    }
    return longest
  }

  func timelineLead(_ timeline: Timeline, _ waste: Waste?) -> String {
    var sentences = ["Seconds since the request."]
    if let waste, let latency = trace.latencyNanoseconds {
      let lost = waste.span.upperBound - waste.span.lowerBound
      let share = Int((Double(lost) / Double(latency) * 100).rounded())
      let what = if case .tool = waste.actor { "one tool" } else { "one model" }
      sentences.append(
        "The shaded \(Shown.duration(nanoseconds: lost)) went to attempts at \(what) that failed, "
          + "\(min(100, share))% of the wait.")
    }
    if !timeline.scale.pauses.isEmpty { sentences.append("A long pause is drawn short.") }
    if timeline.lanes.reduce(0, { $0 + $1.bars.count }) > 40 {
      sentences.append("Very short bars are drawn two pixels wide.")
    }
    let untimed = steps.count { $0.isOfTheRun && $0.event.start == nil }
    if untimed > 0 {
      sentences.append("\(Shown.count(untimed, "step has", "steps have")) no time and no bar.")
    }
    return sentences.joined(separator: " ")
  }
}
