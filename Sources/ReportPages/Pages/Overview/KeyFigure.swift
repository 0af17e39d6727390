import TraceModel

/// One of the figures under the opening sentences.
struct KeyFigure: TemplateData {
  var title: String
  /// The figure, or a dash where nothing was counted.
  var figure: String
  var unit: String?
  /// What qualifies the figure.
  var detail: String?
  /// What it rests on.
  var base: String?
  /// How it moved since the previous report; stands in the place of the detail.
  var change: HTML?
  /// The weeks before, drawn.
  var spark: HTML?
  /// The heaviest finding that undermines it.
  var caveat: HTML?

  static let fields: [TemplateField<KeyFigure>] = [
    .text("title") { $0.title },
    .text("figure") { $0.figure },
    .optionalText("unit") { $0.unit },
    .optionalText("detail") { $0.detail },
    .optionalText("base") { $0.base },
    .optionalHTML("changeHTML") { $0.change },
    .optionalHTML("sparkHTML") { $0.spark },
    .optionalHTML("caveatHTML") { $0.caveat },
  ]
}

extension OverviewFigures {
  var keyFigures: [KeyFigure] {
    let named: [(CheckedFigure, KeyFigure)] = [
      (.goodAnswers, goodAnswers), (.handedOver, handedOver), (.cost, cost), (.perGood, perGood),
      (.thrownAway, thrownAway), (.slowest, slowest),
    ]
    let figures = named.map { checked, figure in
      var figure = figure
      // Of one request its own page says it, and what was not counted is not undermined.
      if !isOneTrace, figure.figure != "–" {
        figure.caveat = caveats(for: checked, atMost: 1).first?.html
      }
      return figure
    }
    guard let change = summary.change, let history, !isOneTrace else { return figures }
    return zip(figures, moves(change, history)).map { $0.moved($1) }
  }

  private var goodAnswers: KeyFigure {
    let title = "Good answers"
    let base = "\(Shown.count(verdicts.good)) of \(Shown.count(verdicts.judged)) judged"
    guard hasVerdicts else {
      return KeyFigure(
        title: title, figure: "–", detail: "no verdicts",
        base: "0 of \(Shown.count(summary.traces)) judged")
    }
    guard verdicts.judged >= 10 else {
      return KeyFigure(
        title: title, figure: Shown.count(verdicts.good), unit: "of \(verdicts.judged)",
        detail: "too few for a rate", base: "\(Shown.count(verdicts.judged)) judged")
    }
    let interval = verdicts.goodRate.map {
      "95% interval \(Shown.percent(share: $0.low)) to \(Shown.percent(share: $0.high))"
    }
    return KeyFigure(
      title: title, figure: percentFigure(verdicts.good, of: verdicts.judged), unit: "%",
      detail: interval, base: base)
  }

  private func percentFigure(_ part: Int, of base: Int) -> String {
    String(Shown.percent(part, of: base).dropLast())
  }

  private var handedOver: KeyFigure {
    let title = "Handed to a person"
    guard hasVerdicts || verdicts.handedOff > 0 else {
      return KeyFigure(title: title, figure: "–", detail: "not recorded", base: "needs a verdict")
    }
    if isOneTrace {
      return KeyFigure(title: title, figure: Shown.count(verdicts.handedOff), unit: "of 1")
    }
    let priced = summary.cost.handOffs.map { "\(money.amount($0)) of people’s time" }
    let share =
      verdicts.judged < 10
      ? "of \(Shown.count(verdicts.judged)) judged"
      : "\(Shown.percent(verdicts.handedOff, of: verdicts.judged)) of judged"
    return KeyFigure(
      title: title, figure: Shown.count(verdicts.handedOff), detail: priced, base: share)
  }

  private var cost: KeyFigure {
    guard hasCost else {
      return KeyFigure(title: "Cost", figure: "–", detail: "no cost logged")
    }
    let unpriced = summary.cost.unpricedEvents
    let each = isOneTrace ? nil : costPerRequest.map { "\($0) per request" }
    return KeyFigure(
      title: "Cost", figure: money.amount(summary.cost.total),
      detail: unpriced > 0 ? "and \(Shown.count(unpriced, "step", "steps")) without a price" : nil,
      base: each ?? "1 request")
  }

  private var perGood: KeyFigure {
    let title = "Cost per good answer"
    guard hasCost else { return KeyFigure(title: title, figure: "–", detail: "no cost logged") }
    guard hasVerdicts else { return KeyFigure(title: title, figure: "–", detail: "needs verdicts") }
    guard let figure = costPerGood else {
      return KeyFigure(title: title, figure: "–", detail: "no good answer yet")
    }
    return KeyFigure(
      title: title, figure: figure,
      detail: summary.cost.handOffs == nil ? "system cost only" : "hand-offs included",
      base: Shown.count(verdicts.good, "good answer", "good answers"))
  }

  private var thrownAway: KeyFigure {
    let title = "Thrown-away spend"
    let spent = summary.cost.retries
    guard hasCost else { return KeyFigure(title: title, figure: "–", detail: "no cost logged") }
    guard spent > .zero, summary.cost.total > .zero else {
      return KeyFigure(
        title: title, figure: money.amount(.zero), detail: "no attempt thrown away")
    }
    let amount = money.amount(spent)
    if isOneTrace { return KeyFigure(title: title, figure: amount) }
    return KeyFigure(
      title: title,
      figure: String(Shown.percent(share: spent.share(of: summary.cost.total)).dropLast()),
      unit: "%", detail: "\(amount) of \(money.amount(summary.cost.total))",
      base: "attempts that were not used")
  }

  private var slowest: KeyFigure {
    let title = isOneTrace ? "Waited" : "Slowest 5% wait over"
    guard let latency = summary.latency else {
      return KeyFigure(title: title, figure: "–", detail: "no times logged")
    }
    let wait = Shown.duration(milliseconds: isOneTrace ? latency.max : latency.p95)
    let parts = wait.split(separator: " ")
    let isPlain = parts.count == 2
    return KeyFigure(
      title: title, figure: isPlain ? String(parts[0]) : wait,
      unit: isPlain ? String(parts[1]) : nil,
      detail: isOneTrace ? nil : "median \(Shown.duration(milliseconds: latency.p50))",
      base: isOneTrace ? "1 request" : "longest \(Shown.duration(milliseconds: latency.max))")
  }
}
