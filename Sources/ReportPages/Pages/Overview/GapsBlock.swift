import TraceModel

/// What the logs did not record, and the number each gap touches.
struct GapsBlock: TemplateData {
  var head: BlockHead
  var gaps: [Gap]

  static let fields: [TemplateField<GapsBlock>] = [
    .object("head") { $0.head },
    .flag("hasGaps") { !$0.gaps.isEmpty },
    .list("gaps") { $0.gaps },
  ]
}

/// One reason not to trust a number.
struct Gap: TemplateData {
  var weight: FindingWeight
  var what: String
  var address: String
  var effect: Phrase
  var count: Int
  var unit: String

  static let fields: [TemplateField<Gap>] = [
    .html("weightHTML") { $0.weight.tag },
    .text("what") { $0.what },
    .text("address") { $0.address },
    .html("effectHTML") { $0.effect.html },
    .text("count") { Shown.count($0.count) },
    .text("unit") { $0.unit },
  ]
}

extension GapsBlock {
  init(_ figures: OverviewFigures, number: Int) {
    let gaps = Gap.all(figures)
    self.gaps = gaps
    let weighty = gaps.count { $0.weight == .changesConclusion }
    head = BlockHead(
      number: number, heading: OverviewBlock.gaps.heading,
      about: "What the logs did not record, and which number on this page it touches.",
      take: gaps.isEmpty
        ? "Every line was read, every request has a verdict and every step a price."
        : weighty > 0
          ? "\(weighty, "gap changes", "gaps change") what you may conclude; read \(weighty == 1 ? "it" : "them") before the rates."
          : "\(gaps.count, "gap weakens a number or is", "gaps weaken a number or are") worth tidying."
    )
  }
}

extension Gap {
  /// Heaviest first, then by how often.
  static func all(_ figures: OverviewFigures) -> [Gap] {
    let gaps =
      [
        prompts(figures), verdicts(figures), unknownWords(figures), damaged(figures),
        rejected(figures), unpriced(figures), unaccounted(figures), currencies(figures),
        notes(figures), duplicates(figures),
      ].compactMap { $0 } + findings(figures)
    return gaps.enumerated().sorted {
      ($0.element.weight.rawValue, -$0.element.count, $0.offset)
        < ($1.element.weight.rawValue, -$1.element.count, $1.offset)
    }.map(\.element)
  }

  private static func prompts(_ figures: OverviewFigures) -> Gap? {
    guard let first = figures.changedPrompts.first else { return nil }
    return Gap(
      weight: .changesConclusion, what: "Prompt text changed under the same version",
      address: "findings.html",
      effect:
        "\(name: first.name) version \(name: first.version) ran \(first.texts) texts. Rates before and after are of different requests. Raise the version on every edit, or log the fingerprint.",
      count: figures.changedPrompts.reduce(0) { $0 + $1.calls }, unit: "calls")
  }

  private static func verdicts(_ figures: OverviewFigures) -> Gap? {
    let verdicts = figures.verdicts
    guard verdicts.unjudged > 0 else { return nil }
    return Gap(
      weight: .weakensNumber, what: "Verdict missing", address: "findings.html#verdicts",
      effect: verdicts.judged == 0
        ? "No rate can be given. Log one verdict event at the end of each request."
        : "Good answers rest on \(verdicts.judged) of \(figures.summary.traces) requests. Judge the rest, or a sample drawn at random.",
      count: verdicts.unjudged, unit: verdicts.unjudged == 1 ? "request" : "requests")
  }

  private static func unknownWords(_ figures: OverviewFigures) -> Gap? {
    let unknown = figures.verdicts.unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !unknown.isEmpty else { return nil }
    let words = unknown.prefix(3).map { "\(name: $0.key)" as Phrase }
    return Gap(
      weight: .tidy, what: "Verdict outside the agreed set", address: "findings.html#verdicts",
      effect:
        "\(Phrase(list: words + (unknown.count > 3 ? ["\(unknown.count - 3) more"] : []))) \(unknown.count == 1 ? "counts" : "count") as no verdict.",
      count: unknown.reduce(0) { $0 + $1.value }, unit: "verdicts")
  }

  private static func damaged(_ figures: OverviewFigures) -> Gap? {
    let count = figures.summary.damagedFiles
    guard count > 0 else { return nil }
    return Gap(
      weight: .changesConclusion, what: "Files that could not be read whole",
      address: "findings.html#rejected",
      effect: "Nobody knows how many requests are missing from every number on this page.",
      count: count, unit: count == 1 ? "file" : "files")
  }

  private static func rejected(_ figures: OverviewFigures) -> Gap? {
    let count = figures.rejectedLines
    guard count > 0 else { return nil }
    return Gap(
      weight: .weakensNumber, what: "Lines that could not be read",
      address: "findings.html#rejected",
      effect: "Their requests, costs and verdicts are missing from every number on this page.",
      count: count, unit: count == 1 ? "line" : "lines")
  }

  private static func unpriced(_ figures: OverviewFigures) -> Gap? {
    let count = figures.summary.cost.unpricedEvents
    guard count > 0 else { return nil }
    return Gap(
      weight: .weakensNumber, what: "Steps without a price", address: "costs.html#beside",
      effect: "Tokens were logged, a charge or a price was not, so the cost is too low.",
      count: count, unit: count == 1 ? "step" : "steps")
  }

  private static func unaccounted(_ figures: OverviewFigures) -> Gap? {
    let cost = figures.summary.cost
    guard cost.unaccountedEvents > 0 else { return nil }
    return Gap(
      weight: .weakensNumber, what: "Attempts that left no line", address: "costs.html#beside",
      effect:
        "The log counts more attempts than it shows. They cost at most \(figures.money.amount(cost.unaccountedAtMost)) more.",
      count: cost.unaccountedEvents, unit: cost.unaccountedEvents == 1 ? "step" : "steps")
  }

  private static func currencies(_ figures: OverviewFigures) -> Gap? {
    let others = figures.summary.cost.otherCurrencies
    guard !others.isEmpty else { return nil }
    let list = others.prefix(3).map { currency, amount in
      "\(MoneyFormat(currency: currency).amount(amount))" as Phrase
    }
    return Gap(
      weight: .weakensNumber, what: "Amounts in a currency without a rate",
      address: "costs.html#beside",
      effect:
        "\(Phrase(list: list)) \(others.count == 1 ? "stands" : "stand") beside the total, not in it.",
      count: others.count, unit: others.count == 1 ? "currency" : "currencies")
  }

  private static func notes(_ figures: OverviewFigures) -> Gap? {
    let count = figures.summary.orphanNotes.count
    guard count > 0 else { return nil }
    return Gap(
      weight: .tidy, what: "Notes about requests that are not here",
      address: "findings.html#notes",
      effect: "Their labels and tasks count for no request.", count: count,
      unit: count == 1 ? "note" : "notes")
  }

  private static func duplicates(_ figures: OverviewFigures) -> Gap? {
    let count = figures.duplicates
    guard count > 0 else { return nil }
    return Gap(
      weight: .tidy, what: "Steps that were logged twice", address: "findings.html#input",
      effect: "Each counts once, so no number changes.", count: count,
      unit: count == 1 ? "line" : "lines")
  }

  /// The findings of rules that the gaps above do not already name.
  private static func findings(_ figures: OverviewFigures) -> [Gap] {
    let named: Set = [
      "prompt-changed", "verdict-missing", "verdict-unknown", "input-rejected", "note-orphan",
    ]
    return figures.summary.findings.filter { !named.contains($0.code) && $0.traces > 0 }
      .prefix(40)
      .map { finding in
        let words = FindingWords(code: finding.code)
        return Gap(
          weight: words.weight, what: words.title, address: "findings.html#\(words.anchor)",
          effect: "\(words.effect)", count: finding.traces,
          unit: finding.traces == 1 ? "request" : "requests")
      }
  }
}

extension CostSummary {
  /// Totals that could not be converted, by name.
  package var otherCurrencies: [(currency: Name, amount: ExactDecimal)] {
    byCurrency.filter { $0.key != currency && $0.value != .zero }
      .sorted { $0.key < $1.key }.map { (currency: $0.key, amount: $0.value) }
  }
}
