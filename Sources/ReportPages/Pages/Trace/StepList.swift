import TraceModel

/// The list of steps. In a long trace, runs of the same fine step fold to one line.
struct StepList: TemplateData {
  var lines: [StepLine]
  var lead: String
  /// Steps beyond the most a page holds.
  var leftOut: String?

  /// From here on runs are folded.
  static let longTrace = 40
  /// A page holds no more steps than this.
  static let mostSteps = 2000

  init(_ facts: TraceFacts) {
    let spans = facts.steps.indices.filter { facts.steps[$0].isOfTheRun }.compactMap(facts.span)
    let scale = TimeScale(spans)
    let count = facts.steps.count
    let shown = min(count, Self.mostSteps)
    let runs = count > Self.longTrace ? facts.runs(upTo: shown) : (0..<shown).map { $0...$0 }
    lines = runs.map { run in
      let rows = run.map { facts.row(of: $0, on: scale) }
      return rows.count == 1
        ? StepLine(row: rows[0], fold: nil)
        : StepLine(row: nil, fold: facts.fold(run, rows, on: scale))
    }
    lead =
      runs.count < shown
      ? "\(Shown.count(count)) steps in \(Shown.count(runs.count)) lines: runs of the same fine "
        + "step are folded, failed steps never are."
      : "Open a step for the exact prompt, settings, tool input and output."
    leftOut =
      shown < count
      ? "The first \(Shown.count(shown)) of \(Shown.count(count)) steps stand here; the others are "
        + "in the log only." : nil
  }

  static let fields: [TemplateField<StepList>] = [
    .list("lines") { $0.lines },
    .text("lead") { $0.lead },
    .optionalText("leftOut") { $0.leftOut },
  ]
}

/// A step, or a run of them.
struct StepLine: TemplateData {
  var row: StepRow?
  var fold: StepFold?

  static let fields: [TemplateField<StepLine>] = [
    .optionalObject("row") { $0.row },
    .optionalObject("fold") { $0.fold },
  ]
}

/// A run of the same fine step.
struct StepFold: TemplateData {
  var first: Int
  var last: Int
  var icon: String
  var actor: HTML
  var what: String
  var bar: HTML
  var took: String?
  var cost: String?
  var rows: [StepRow]

  static let fields: [TemplateField<StepFold>] = [
    .text("range") { "\($0.first + 1)–\($0.last + 1)" },
    .text("icon") { $0.icon },
    .html("actorHTML") { $0.actor },
    .text("count") { "× \($0.rows.count)" },
    .text("what") { $0.what },
    .html("barHTML") { $0.bar },
    .optionalText("took") { $0.took },
    .optionalText("cost") { $0.cost },
    .list("rows") { $0.rows },
  ]
}

extension TraceFacts {
  /// Steps in runs of two or more of the same actor, all fine; everything else stands alone.
  fileprivate func runs(upTo count: Int) -> [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    for index in 0..<count {
      if let last = runs.last, isFine(index), isFine(last.upperBound),
        actors[last.upperBound] == actors[index],
        steps[last.upperBound].event.stage == steps[index].event.stage
      {
        runs[runs.count - 1] = last.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
    return runs
  }

  private func isFine(_ index: Int) -> Bool {
    let step = steps[index]
    let isOrdinary = step.attempt.map { $0.kind == .first && $0.isUsed } ?? true
    let isWorthALine =
      step.event.stage == .request || step.event.stage == .answer || !step.isOfTheRun
    return isOrdinary && !isWorthALine && !isBad(index) && !isStale(index) && !step.isSuperseded
      && step.event.status == .ok && !step.isUnpriced
  }

  fileprivate func fold(_ run: ClosedRange<Int>, _ rows: [StepRow], on scale: TimeScale) -> StepFold
  {
    let durations = run.compactMap { steps[$0].event.durationNanoseconds }
    let longest = durations.max().map { ", the longest \(Shown.duration(nanoseconds: $0))" } ?? ""
    let costs = run.compactMap(cost)
    let total = durations.reduce(Int64(0)) { $0.addingClamped($1) }
    return StepFold(
      first: run.lowerBound, last: run.upperBound, icon: actors[run.lowerBound].icon,
      actor: actors[run.lowerBound].html, what: "\(run.count) calls, all fine\(longest)",
      bar: miniBar(of: run, look: look(of: run.lowerBound), on: scale),
      took: durations.isEmpty ? nil : Shown.duration(nanoseconds: total),
      cost: costs.isEmpty ? nil : money.text(costs.reduce(.zero, +), decimals: ledgerDecimals),
      rows: rows)
  }
}
