import TraceModel

/// One bar of what the sources cost.
struct CostSplit: TemplateData {
  var headline: String
  var bar: HTML
  var keys: [CostKey]

  /// Nil for a total of zero or less, which has no parts to draw.
  init?(_ sources: [CostSource], _ sums: [ExactDecimal], _ money: MoneyFormat, decimals: Int) {
    let total = sums.reduce(.zero, +)
    guard total > .zero, sums.allSatisfy({ $0 >= .zero }) else { return nil }
    headline = money.amount(total)
    let words = zip(sources, sums).map { "\($0.word) \(money.text($1, decimals: decimals))" }
    let shares = Self.percents(sums)
    keys = zip(sources, zip(sums, shares)).map { source, part in
      let isSmall = part.1 == 0 && part.0 > .zero
      return CostKey(
        source: source, words: "\(source.word) \(isSmall ? "under 1%" : "\(part.1)%")")
    }
    var svg = HTMLBuilder()
    svg.markup("<svg class=\"splitbar\" role=\"img\" aria-label=\"")
    svg.plain(words.joined(separator: ", "))
    svg.markup("\">")
    var before = ExactDecimal.zero
    for (source, sum) in zip(sources, sums) {
      let start = Self.share(before, of: total)
      before += sum
      svg.markup("<rect y=\"0\" height=\"18\" class=\"")
      svg.plain(source.fillClass)
      svg.markup("\" x=\"")
      svg.plain(shownPercentage(start))
      svg.markup("%\" width=\"")
      svg.plain(shownPercentage(Self.share(before, of: total) - start))
      svg.markup("%\"/>")
    }
    svg.markup("</svg>")
    bar = svg.html
  }

  /// Whole percents that add up to 100.
  private static func percents(_ sums: [ExactDecimal]) -> [Int] {
    let total = sums.reduce(.zero, +)
    let exact = sums.map { share($0, of: total) }
    var percents = exact.map { Int($0) }
    let order = exact.indices.sorted {
      let left = exact[$0] - Double(percents[$0])
      let right = exact[$1] - Double(percents[$1])
      return left == right ? $0 < $1 : left > right
    }
    for index in order.prefix(max(0, 100 - percents.reduce(0, +))) { percents[index] += 1 }
    return percents
  }

  /// A width to draw; amounts themselves are never taken from it.
  private static func share(_ part: ExactDecimal, of total: ExactDecimal) -> Double {
    100 * part.units.nearestDouble / total.units.nearestDouble
  }

  static let fields: [TemplateField<CostSplit>] = [
    .text("headline") { $0.headline },
    .html("barHTML") { $0.bar },
    .list("keys") { $0.keys },
  ]
}

struct CostKey: TemplateData {
  var source: CostSource
  var words: String

  static let fields: [TemplateField<CostKey>] = [
    .text("fill") { $0.source.fillClass },
    .text("words") { $0.words },
  ]
}

extension CostSource {
  fileprivate var fillClass: String {
    switch self {
    case .model: "f-model"
    case .tool: "f-tool"
    case .infrastructure: "f-infra"
    }
  }
}

/// The trace's cost beside the average of its feature.
struct UsualCost: TemplateData {
  var feature: String?
  var rows: [UsualRow]
  var traces: Int

  init?(_ facts: TraceFacts) {
    guard let usual = facts.trace.usual, usual.traces > 1 else { return nil }
    let cost = facts.trace.cost
    let decimals = facts.ledgerDecimals
    let here = CostSource.allCases.map { cost.bySource[$0] }
    let average = CostSource.allCases.map { usual.averageBySource[$0] }
    let shownHere = ShownParts(here.compactMap { $0 }, decimals: decimals)
    let shownAverage = ShownParts(average.compactMap { $0 }, decimals: decimals)
    var hereParts = shownHere.parts[...]
    var averageParts = shownAverage.parts[...]
    let rows = CostSource.allCases.enumerated().compactMap { index, source -> UsualRow? in
      let left = here[index] == nil ? nil : hereParts.popFirst()
      let right = average[index] == nil ? nil : averageParts.popFirst()
      guard left != nil || right != nil else { return nil }
      let shown = [left, right].map { $0.map { facts.money.text($0, decimals: decimals) } ?? "–" }
      return UsualRow(name: source.word, here: shown[0], average: shown[1])
    }
    let total = UsualRow(
      name: "Total",
      here: cost.bySource.isEmpty ? "–" : facts.money.text(cost.total, decimals: decimals),
      average: facts.money.text(usual.averageCost, decimals: decimals))
    self.rows = [total] + rows
    feature = facts.trace.feature.map { oneLine($0.text, upTo: 40) }
    traces = usual.traces
  }

  static let fields: [TemplateField<UsualCost>] = [
    .optionalText("feature") { $0.feature },
    .list("rows") { $0.rows },
    .text("traces") { Shown.count($0.traces) },
  ]
}

struct UsualRow: TemplateData {
  var name: String
  var here: String
  var average: String

  static let fields: [TemplateField<UsualRow>] = [
    .text("name") { $0.name },
    .text("here") { $0.here },
    .text("average") { $0.average },
  ]
}

extension Int128 {
  /// The nearest `Double`; the compiler has an instruction for 64 bits and a long loop for more.
  fileprivate var nearestDouble: Double {
    Int64(exactly: self).map { Double($0) } ?? Double(self)
  }
}
