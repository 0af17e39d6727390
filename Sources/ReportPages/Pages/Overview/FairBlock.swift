import TraceModel

/// What may be compared with what this week, and what may not and why.
struct FairBlock: TemplateData {
  var about: Phrase
  var axis: HTML
  var rows: [FairRow]
  var more: Phrase?
  var method: Phrase?
  var unfair: [Phrase]
  var unfairNote: Phrase

  static let mostRows = 8
  static let mostPairs = 6

  static let fields: [TemplateField<FairBlock>] = [
    .html("aboutHTML") { $0.about.html },
    .html("axisHTML") { $0.axis },
    .flag("hasRows") { !$0.rows.isEmpty },
    .list("rows") { $0.rows },
    .optionalHTML("moreHTML") { $0.more?.html },
    .optionalHTML("methodHTML") { $0.method?.html },
    .flag("hasUnfair") { !$0.unfair.isEmpty },
    .list("unfair") { $0.unfair.map { Markup(html: $0.html) } },
    .html("unfairNoteHTML") { $0.unfairNote.html },
  ]

  /// Nil where there were no two of anything.
  init?(_ figures: OverviewFigures) {
    let all = figures.summary.comparisons
    let pairs = UnfairWords.all(figures.summary.unfair)
    guard !all.isEmpty || !pairs.isEmpty else { return nil }
    let told = all.filter { $0.reading != .tooFew }
    let shown = Array((told.isEmpty ? Array(all.prefix(3)) : told).prefix(Self.mostRows))
    let chart = DifferenceChart(showing: shown.compactMap(\.difference))
    let money = figures.money
    rows = shown.map { FairRow($0, chart, money) }
    axis = chart.labels
    about =
      all.isEmpty
      ? "No two models, prompts or routes of one feature ran under equal conditions."
      : "Same feature, environment, prompt text, tools and settings, and for models and prompts the same route; answered by first attempts."
    more = Self.more(all, told: told.count, shown: shown.count)
    method = Self.method(told: told.count)
    unfair = Array(pairs.prefix(Self.mostPairs))
    let rest = pairs.count - unfair.count
    let others: Phrase =
      rest > 0 ? " \(rest, "other pair stands", "other pairs stand") in summary.json." : ""
    unfairNote =
      "What differs between these is a difference of systems; no winner is named.\(others)"
  }

  private static func more(_ all: [Comparison], told: Int, shown: Int) -> Phrase? {
    var sentences: [Phrase] = []
    if told > shown {
      sentences.append("\(told - shown) more with enough judged requests stand in summary.json.")
    }
    let few = all.count - told
    if few > 0 {
      let which: Phrase =
        told == 0 ? "\(few, "pair", "pairs")" : "\(few, "other pair", "other pairs")"
      sentences.append(
        "\(which) ran alike and \(few == 1 ? "has" : "have") too few judged requests on a side to tell."
      )
    }
    return sentences.isEmpty ? nil : Phrase(sentences: sentences)
  }

  private static func method(told: Int) -> Phrase? {
    guard told > 0 else { return nil }
    let test: Phrase =
      "Intervals: 95%, by Newcombe. A winner is named only where the interval leaves out zero and chance alone makes such a difference in at most one of twenty cases (Fisher's exact test)"
    guard told > 1 else { return "\(test)." }
    return
      "\(test), corrected for the \(told) comparisons of this report at once (false discovery rate, Benjamini and Hochberg)."
  }
}

/// One comparison.
struct FairRow: TemplateData {
  var on: HTML
  /// What was equal beside the feature, for whoever looks closer.
  var equal: String
  var arms: HTML
  var good: HTML
  var chart: HTML
  var points: String
  var interval: String
  var isClear: Bool
  var reading: HTML
  var cost: HTML
  var chance: Phrase
  var sides: [FairSide]

  static let fields: [TemplateField<FairRow>] = [
    .html("onHTML") { $0.on },
    .text("equal") { $0.equal },
    .html("armsHTML") { $0.arms },
    .html("goodHTML") { $0.good },
    .html("chartHTML") { $0.chart },
    .text("points") { $0.points },
    .text("interval") { $0.interval },
    .flag("isClear") { $0.isClear },
    .html("readingHTML") { $0.reading },
    .html("costHTML") { $0.cost },
    .html("chanceHTML") { $0.chance.html },
    .list("sides") { $0.sides },
  ]

  init(_ comparison: Comparison, _ chart: DifferenceChart, _ money: MoneyFormat) {
    let (a, b) = (comparison.a, comparison.b)
    on = comparison.cohort.shownHTML(comparison.of)
    equal = comparison.cohort.equalWords
    arms = stacked("\(name: a.name)", "\(name: b.name)")
    good = stacked(Self.rate(a), Self.rate(b))
    let isTold = comparison.reading != .tooFew
    self.chart = chart.draw(comparison.difference, isSure: isTold && comparison.isClear)
    isClear = comparison.isClear
    if let difference = comparison.difference, min(a.judged, b.judged) >= 10 {
      points = Shown.signedPoints(difference.value)
      interval =
        "(\(Shown.signedPoints(difference.low)) to \(Shown.signedPoints(difference.high)))"
    } else {
      points = "–"
      interval = ""
    }
    reading = comparison.reading.shown.html
    cost = stacked(
      "\(a.costPerTrace.map(money.amount) ?? "–")", "\(b.costPerTrace.map(money.amount) ?? "–")")
    chance = comparison.chanceWords
    sides = [FairSide(a, money), FairSide(b, money)]
  }

  private static func rate(_ arm: ComparedArm) -> Phrase {
    arm.judged < 10
      ? "\(Shown.percent(arm.good, of: arm.judged))"
      : "\(Shown.percent(arm.good, of: arm.judged)) \(soft: "of \(Shown.count(arm.judged))")"
  }
}

/// All figures of one side.
struct FairSide: TemplateData {
  var arm: ComparedArm
  var money: MoneyFormat

  init(_ arm: ComparedArm, _ money: MoneyFormat) {
    self.arm = arm
    self.money = money
  }

  private static func interval(_ rate: Rate?, of judged: Int) -> String {
    guard let rate, judged >= 10 else { return "" }
    return "\(Shown.percent(share: rate.low)) to \(Shown.percent(share: rate.high))"
  }

  static let fields: [TemplateField<FairSide>] = [
    .html("nameHTML") { .name($0.arm.name) },
    .text("traces") { Shown.count($0.arm.traces) },
    .text("good") { Shown.rate($0.arm.good, of: $0.arm.judged, "") },
    .text("goodInterval") { interval($0.arm.goodRate, of: $0.arm.judged) },
    .text("handedOver") { Shown.rate($0.arm.handedOff, of: $0.arm.judged, "") },
    .text("handedOverInterval") { interval($0.arm.handOffRate, of: $0.arm.judged) },
    .text("cost") { side in side.arm.costPerTrace.map(side.money.amount) ?? "–" },
    .text("perGood") { side in side.arm.costPerGood.map(side.money.amount) ?? "–" },
    .text("perGoodWithHandOffs") { side in
      side.arm.costPerGoodWithHandOffs.map(side.money.amount) ?? "–"
    },
    .text("median") { $0.arm.p50Milliseconds.map { Shown.duration(milliseconds: $0) } ?? "–" },
    .text("slowest") { $0.arm.p95Milliseconds.map { Shown.duration(milliseconds: $0) } ?? "–" },
    .text("retried") { Shown.percent($0.arm.retried, of: $0.arm.traces + $0.arm.retried) },
  ]
}

private func stacked(_ one: Phrase, _ other: Phrase) -> HTML {
  var builder = HTMLBuilder()
  builder.markup(one.html)
  builder.markup("<br>")
  builder.markup(other.html)
  return builder.html
}

extension Comparison {
  fileprivate var isClear: Bool {
    if case .higher = reading { true } else { false }
  }

  fileprivate var chanceWords: Phrase {
    let handOffs: Phrase =
      handOffDifference.map { difference in
        min(a.judged, b.judged) < 10
          ? ""
          : " Handed over, A minus B: \(Shown.points(from: difference.low, to: difference.high))."
      } ?? ""
    guard let chance, let correctedChance else {
      return "Too few judged on a side to say how likely chance is.\(handOffs)"
    }
    let words = Shown.chance(chance)
    let corrected = Shown.chance(correctedChance)
    let both: Phrase = corrected == words ? "" : ", corrected \(corrected)"
    let only: Phrase =
      chance <= 0.05 && correctedChance > 0.05
      ? " Alone it would count; among so many comparisons it does not." : ""
    return "Chance alone: \(words)\(both).\(only)\(handOffs)"
  }
}

extension ComparisonReading {
  var shown: Phrase {
    switch self {
    case .higher(let name): "\(name: name) higher"
    case .noClearDifference: "No clear difference"
    case .tooFew: "Too few to tell"
    }
  }
}

extension Cohort {
  /// The feature, and what tells it from other cohorts of the feature.
  fileprivate func shownHTML(_ kind: ComparedKind) -> HTML {
    let on: Phrase = feature.map { "\(name: $0)" } ?? "no feature logged"
    var with: [Phrase] = []
    if let route { with.append("route \(name: route)") }
    switch kind {
    case .model, .route:
      if let promptName {
        let version = promptVersion.map { "@\($0)" } ?? ""
        with.append("prompt \(name: Name("\(promptName)\(version)"))")
      }
    case .prompt:
      if let model { with.append("model \(name: model)") }
    }
    guard !with.isEmpty else { return on.html }
    let all: Phrase = "\(on)\(soft: ", ")\(Phrase(list: with))"
    return all.html
  }

  fileprivate var equalWords: String {
    var words: [String] = []
    if let environment { words.append("environment \(environment)") }
    if let promptText { words.append("text \(promptText)") }
    if let tools {
      words.append(tools.isEmpty ? "no tools" : "tools \(tools.map(\.text).joined(separator: " "))")
    }
    if let toolSchemaVersion { words.append("tool schema \(toolSchemaVersion)") }
    if let settings { words.append(settings.text) }
    return clipped(words.joined(separator: " · "), to: 300)
  }
}

extension Phrase.StringInterpolation {
  mutating func appendInterpolation(soft words: String) {
    appendInterpolation(Phrase(html: .soft(words)))
  }
}

extension Shown {
  /// `−8.0`, `+12.3`: points of a percentage.
  static func signedPoints(_ difference: Double) -> String {
    let size = points(difference).dropLast(" points".count)
    return (difference >= 0.0005 ? "+" : difference <= -0.0005 ? "−" : "") + size
  }

  /// `1 in 250`, as far as it is worth saying.
  static func chance(_ chance: Double) -> String {
    guard chance > 0.000001 else { return "less than 1 in 1,000,000" }
    guard chance < 0.095 else { return percent(share: chance) }
    return "1 in \(count(Int((1 / chance).rounded())))"
  }
}
