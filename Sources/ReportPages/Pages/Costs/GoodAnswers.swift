import TraceModel

/// What an answer judged good costs, feature by feature, with the people who took over.
struct GoodAnswers: TemplateData {
  var take: Phrase
  var rows: [GoodAnswersRow]
  var total: GoodAnswersRow
  var hasPeople: Bool
  var assumed: Phrase?

  static let fields: [TemplateField<GoodAnswers>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
    .object("total") { $0.total },
    .flag("hasPeople") { $0.hasPeople },
    .optionalHTML("assumedHTML") { $0.assumed?.html },
  ]
}

struct GoodAnswersRow: TemplateData {
  var name: HTML
  var requests: String
  var system: String
  var handedOff: String
  var people: String
  var bar: HTML
  var good: String
  var perGood: String
  var perGoodWithPeople: String

  static let fields: [TemplateField<GoodAnswersRow>] = [
    .html("nameHTML") { $0.name },
    .text("requests") { $0.requests },
    .text("system") { $0.system },
    .text("handedOff") { $0.handedOff },
    .text("people") { $0.people },
    .html("barHTML") { $0.bar },
    .text("good") { $0.good },
    .text("perGood") { $0.perGood },
    .text("perGoodWithPeople") { $0.perGoodWithPeople },
  ]
}

extension GoodAnswers {
  /// Nil where nothing was judged.
  init?(_ figures: OverviewFigures) {
    let summary = figures.summary
    guard figures.hasVerdicts, let perGood = summary.cost.total.divided(by: summary.verdicts.good)
    else { return nil }
    let money = figures.money
    let handOff = summary.cost.handOffCost
    let each = handOff.flatMap { $0.minutes.multiplied(by: $0.ratePerMinute) }
    var lines = (summary.groups[.feature] ?? []).filter { $0.traces > 0 }.prefix(20).map {
      Line(
        name: .name($0.name, orIfEmpty: "without a feature"), traces: $0.traces,
        judged: $0.judged, good: $0.good, handedOff: $0.handedOff, cost: $0.cost, each: each)
    }
    let whole = Line(
      name: .text("All requests"), traces: summary.traces, judged: summary.verdicts.judged,
      good: summary.verdicts.good, handedOff: summary.verdicts.handedOff,
      cost: summary.cost.total, each: each)
    let most = (lines + [whole]).compactMap(\.perRequest).max() ?? .zero
    if lines.count == 1 { lines = [] }
    rows = lines.map { $0.row(money, most: most) }
    total = whole.row(money, most: most)
    hasPeople = each != nil
    let shown = money.amount(perGood)
    if let withPeople = whole.people.flatMap({
      (summary.cost.total + $0).divided(by: summary.verdicts.good)
    }) {
      take =
        "A good answer costs \(shown), and \(money.amount(withPeople)) with the people who took over."
    } else {
      take = "A good answer costs \(shown)."
    }
    assumed = handOff.flatMap { handOff in
      each.map {
        "Assumed by the configuration: a hand-off takes \(handOff.minutes.digits) minutes at \(money.exact(handOff.ratePerMinute)) a minute, \(money.exact($0)) each. It is beside the spend, never in it."
      }
    }
  }

  private struct Line {
    var name: HTML
    var traces: Int
    var judged: Int
    var good: Int
    var handedOff: Int
    var cost: ExactDecimal
    var each: ExactDecimal?

    var people: ExactDecimal? { each.flatMap { $0.multiplied(by: ExactDecimal(handedOff)) } }
    var perRequest: ExactDecimal? { (cost + (people ?? .zero)).divided(by: traces) }

    func row(_ money: MoneyFormat, most: ExactDecimal) -> GoodAnswersRow {
      func shown(_ amount: ExactDecimal?) -> String { amount.map(money.amount) ?? "–" }
      let system = cost.divided(by: traces) ?? .zero
      let beside = people?.divided(by: traces)
      return GoodAnswersRow(
        name: name, requests: Shown.count(traces), system: money.amount(system),
        handedOff: Shown.count(handedOff), people: shown(beside),
        bar: splitBar(
          system.share(of: most), (beside ?? .zero).share(of: most), shown(perRequest)),
        good: judged == 0 ? "not judged" : Shown.percent(good, of: judged),
        perGood: shown(cost.divided(by: good)),
        perGoodWithPeople: shown(people.flatMap { (cost + $0).divided(by: good) }))
    }
  }
}

/// Two parts of a cost behind each other, with their sum written at the end.
private func splitBar(_ system: Double, _ people: Double, _ sum: String) -> HTML {
  // The sum needs a fifth of the width.
  let first = min(max(system, 0), 1) * 0.7
  let second = min(max(people, 0), 1) * 0.7
  var svg = HTMLBuilder()
  svg.open("svg", ["class": "splitbar", "aria-hidden": "true"])
  svg.element(
    "rect", ["class": "f-model", "x": "0", "width": percent(first), "height": "18"])
  if second > 0 {
    svg.element(
      "rect",
      ["class": "f-handoff", "x": percent(first), "width": percent(second), "height": "18"])
  }
  svg.element(
    "text",
    ["x": percent(first + second), "dx": "7", "y": "13.5", "class": "t-strong"], text: sum)
  svg.close("svg")
  return svg.html
}
