import TraceModel

/// A term of the line that adds the statement up, with the sign before it.
struct SumTerm: TemplateData {
  var sign: String?
  var name: String
  var figure: String
  var isTotal = false

  static let fields: [TemplateField<SumTerm>] = [
    .optionalText("sign") { $0.sign },
    .text("name") { $0.name },
    .text("figure") { $0.figure },
    .flag("isTotal") { $0.isTotal },
  ]

  /// Sources, system, people, good answers: each sum equals its shown terms.
  static func terms(_ figures: OverviewFigures) -> [SumTerm] {
    let cost = figures.summary.cost
    guard figures.hasCost else { return [] }
    let money = figures.money
    let decimals = MoneyFormat.statementDecimals(of: cost.total)
    let sources = CostSource.allCases.filter { cost.bySource[$0] != nil }
    let parts = ShownParts(sources.map { cost.bySource[$0] ?? .zero }, decimals: decimals)
    var terms = zip(sources, parts.parts).enumerated().map { index, part in
      SumTerm(
        sign: index > 0 ? "+" : nil, name: part.0.word,
        figure: money.text(part.1, decimals: decimals))
    }
    let system = money.text(parts.total, decimals: decimals)
    terms.append(
      SumTerm(sign: terms.isEmpty ? nil : "=", name: "System", figure: system, isTotal: true))
    if let people = cost.handOffs {
      let both = ShownParts([cost.total, people], decimals: decimals)
      terms.append(
        SumTerm(
          sign: "+",
          name: handOffs(figures),
          figure: money.text(both.total - parts.total, decimals: decimals)))
      terms.append(
        SumTerm(
          sign: "=", name: "System and people", figure: money.text(both.total, decimals: decimals),
          isTotal: true))
    }
    if let each = figures.costPerGood {
      terms.append(
        SumTerm(sign: "÷", name: "Good answers", figure: Shown.count(figures.verdicts.good)))
      terms.append(SumTerm(sign: "=", name: "Per good answer", figure: each, isTotal: true))
    }
    return terms
  }
}

extension SumTerm {
  /// `Hand-offs, 87 × $3.77`
  private static func handOffs(_ figures: OverviewFigures) -> String {
    let count = Shown.count(figures.verdicts.handedOff)
    let each = figures.summary.cost.handOffCost.flatMap {
      $0.minutes.multiplied(by: $0.ratePerMinute)
    }
    return "Hand-offs, \(count)\(each.map { " × \(figures.money.exact($0))" } ?? "")"
  }
}

/// Whether a breakdown accounts for the whole total.
struct SumCheck: TemplateData {
  var text: String
  var isExact: Bool

  static let fields: [TemplateField<SumCheck>] = [
    .text("text") { $0.text },
    .flag("isExact") { $0.isExact },
  ]

  static func all(_ cost: CostSummary, _ money: MoneyFormat) -> [SumCheck] {
    let sums: [(String, [ExactDecimal])] = [
      ("Sources", Array(cost.bySource.values)), ("Bases", Array(cost.byBasis.values)),
      ("Features", Array(cost.byFeature.values)), ("Routes", Array(cost.byRoute.values)),
      ("Days", Array(cost.byDay.values)),
      (
        "Lines of charges.csv",
        cost.charges.filter { $0.currency == cost.currency }.map(\.amount)
      ),
    ]
    let total = money.exact(cost.total)
    return sums.filter { !$0.1.isEmpty }.map { name, amounts in
      let sum = amounts.reduce(ExactDecimal.zero, +)
      if sum == cost.total { return SumCheck(text: "\(name) add up to \(total)", isExact: true) }
      let isLess = sum < cost.total
      let difference = money.exact(isLess ? cost.total - sum : sum - cost.total)
      return SumCheck(
        text: "\(name) add up to \(money.exact(sum)), \(difference) \(isLess ? "less" : "more")",
        isExact: false)
    }
  }
}
