import TraceModel

/// Every paid item of a trace, by source, with lines that add up to the total.
struct TraceLedger: TemplateData {
  var groups: [LedgerGroup]
  var total: String
  /// Charges in currencies that have no rate.
  var foreign: [LedgerLine]
  var foreignTotals: String?
  /// Steps without a cost that should have one.
  var unpriced: HTML?
  var captions: [HTML]
  var split: CostSplit?
  var usual: UsualCost?

  init(_ facts: TraceFacts) {
    let items = LedgerItem.items(of: facts)
    let own = items.filter { $0.charge.currency == facts.money.currency }
    let bySource = CostSource.allCases.compactMap { source -> (CostSource, [LedgerItem])? in
      let items = own.filter { $0.charge.source == source } + facts.remainder(of: source, in: own)
      return items.isEmpty ? nil : (source, items)
    }
    let sums = bySource.map { $0.1.map(\.charge.amount).reduce(.zero, +) }
    let shown = ShownParts(sums, decimals: facts.ledgerDecimals)
    var isAnyMoved = shown.isAnyMoved
    groups = zip(bySource, shown.parts).map { group, sum in
      let parts = ShownParts(
        group.1.map(\.charge.amount), adding: sum, decimals: facts.ledgerDecimals)
      isAnyMoved = isAnyMoved || parts.isAnyMoved
      return LedgerGroup(
        source: group.0.word, sum: facts.money.text(sum, decimals: shown.decimals),
        lines: zip(group.1, parts.parts).map {
          $0.line(facts.money.text($1, decimals: shown.decimals), facts)
        })
    }
    total = facts.money.text(shown.total, decimals: shown.decimals)
    let others = items.filter { $0.charge.currency != facts.money.currency }
    foreign = others.map {
      $0.line(MoneyFormat(currency: $0.charge.currency).exact($0.charge.amount), facts)
    }
    foreignTotals = facts.foreignTotals
    unpriced = facts.unpricedSentence?.html
    captions = facts.ledgerCaptions(items, isAnyMoved: isAnyMoved, hasForeign: !others.isEmpty)
    split = CostSplit(bySource.map(\.0), sums, facts.money, decimals: facts.ledgerDecimals)
    usual = UsualCost(facts)
  }

  static let fields: [TemplateField<TraceLedger>] = [
    .flag("hasGroups") { !$0.groups.isEmpty },
    .list("groups") { $0.groups },
    .text("total") { $0.total },
    .flag("hasForeign") { !$0.foreign.isEmpty },
    .list("foreign") { $0.foreign },
    .optionalText("foreignTotals") { $0.foreignTotals },
    .optionalHTML("unpricedHTML") { $0.unpriced },
    .list("captions") { $0.captions.map(Markup.init) },
    .optionalObject("split") { $0.split },
    .optionalObject("usual") { $0.usual },
  ]
}

struct LedgerGroup: TemplateData {
  var source: String
  var sum: String
  var lines: [LedgerLine]

  static let fields: [TemplateField<LedgerGroup>] = [
    .text("source") { $0.source },
    .text("sum") { $0.sum },
    .list("lines") { $0.lines },
  ]
}

struct LedgerLine: TemplateData {
  var item: HTML
  var isLost: Bool
  /// `priced` or `estimated`; nothing for what was recorded.
  var basis: String?
  var step: Int?
  var quantity: String?
  var unit: String?
  var price: String?
  var per: String?
  var amount: String

  static let fields: [TemplateField<LedgerLine>] = [
    .html("itemHTML") { $0.item },
    .flag("isLost") { $0.isLost },
    .optionalText("basis") { $0.basis },
    .optionalText("step") { $0.step.map { String($0 + 1) } },
    .optionalText("quantity") { $0.quantity },
    .optionalText("unit") { $0.unit },
    .optionalText("price") { $0.price },
    .optionalText("per") { $0.per },
    .text("amount") { $0.amount },
  ]
}

/// A charge with the step it belongs to.
///
/// A class, since the ledger sorts and filters its items, and a charge has a handful of names.
final class LedgerItem: Sendable {
  let charge: Charge
  let step: Int?
  let isRemainder: Bool

  init(charge: Charge, step: Int?, isRemainder: Bool = false) {
    self.charge = charge
    self.step = step
    self.isRemainder = isRemainder
  }

  /// All charges that count, those of no single step last.
  static func items(of facts: TraceFacts) -> [LedgerItem] {
    var items: [LedgerItem] = []
    for index in facts.steps.indices where !facts.steps[index].isSuperseded {
      items += facts.steps[index].charges.map { LedgerItem(charge: $0, step: index) }
    }
    return items + facts.trace.cost.traceCharges.map { LedgerItem(charge: $0, step: nil) }
  }

  func line(_ amount: String, _ facts: TraceFacts) -> LedgerLine {
    let isFree = charge.amount == .zero
    let price = charge.unitPrice.map {
      MoneyFormat(currency: charge.currency).unitPrice($0, unit: charge.unit)
    }
    return LedgerLine(
      item: name(facts).html, isLost: step.flatMap { facts.steps[$0].attempt?.isUsed } == false,
      basis: charge.basis == .recorded || isRemainder ? nil : charge.basis.key, step: step,
      quantity: charge.quantity.map(grouped),
      unit: charge.unit.map { Shown.unit($0, of: charge.quantity) },
      price: price?.amount, per: price?.per, amount: isFree ? "–" : amount)
  }

  /// `aster-mini-4, input tokens`, `refunds.status, attempt 2`, or the item alone.
  private func name(_ facts: TraceFacts) -> Phrase {
    guard !isRemainder else { return "Converted, or without a line of its own" }
    let item = charge.item.map { oneLine($0, upTo: 60) }
    guard let step, charge.source != .infrastructure || item == nil else {
      return "\(logged: item ?? charge.source.word)"
    }
    let actor = facts.actors[step]
    let isOneOfSeveral = facts.attempts(with: step).contains {
      $0 != step && facts.actors[$0] == actor
    }
    guard isOneOfSeveral, let attempt = facts.steps[step].attempt else {
      return item.map { "\(actor: actor), \(logged: $0)" } ?? "\(actor: actor)"
    }
    let name: Phrase = "\(actor: actor), attempt \(attempt.number)"
    return item.map { "\(name), \(logged: $0)" } ?? name
  }
}

extension TraceFacts {
  /// What a source's total holds beyond its lines: amounts converted from other currencies.
  fileprivate func remainder(of source: CostSource, in items: [LedgerItem]) -> [LedgerItem] {
    let lines = items.filter { $0.charge.source == source }.map(\.charge.amount).reduce(.zero, +)
    let rest = (trace.cost.bySource[source] ?? lines) - lines
    guard rest != .zero else { return [] }
    let charge = Charge(
      source: source, basis: .recorded, amount: rest, currency: money.currency)
    return [LedgerItem(charge: charge, step: nil, isRemainder: true)]
  }

  fileprivate var foreignTotals: String? {
    let totals = trace.cost.otherCurrencies.sorted { $0.key < $1.key }
    guard !totals.isEmpty else { return nil }
    let shown = totals.map { MoneyFormat(currency: $0.key).amount($0.value) }
    return shown.joined(separator: ", ")
  }

  fileprivate var unpricedSentence: Phrase? {
    let gaps = steps.indices.filter { steps[$0].isUnpriced && !steps[$0].isSuperseded }
    guard !gaps.isEmpty else { return nil }
    let links = gaps.prefix(12).map { step -> Phrase in
      "\(link: "step \(step + 1)", to: Self.address(of: step)) \(actor: actors[step])"
    }
    let more = gaps.count > 12 ? " and \(Shown.count(gaps.count - 12)) more" : ""
    return
      "No cost logged: \(Phrase(list: links))\(more). They used tokens, but have neither a charge nor a price; they are not in the total."
  }

  fileprivate func ledgerCaptions(
    _ items: [LedgerItem], isAnyMoved: Bool, hasForeign: Bool
  ) -> [HTML] {
    var captions: [Phrase] = []
    let retries = trace.cost.retries
    if retries > .zero {
      let amount = money.text(retries, decimals: ledgerDecimals)
      let share = wholePercent(retries, of: trace.cost.total).map { " (\($0))" } ?? ""
      captions.append("\(amount) of it\(share) paid for attempts that were thrown away.")
    } else if !items.isEmpty {
      captions.append("No paid attempt was thrown away.")
    }
    if items.contains(where: { MoneyFormat.isToken($0.charge.unit) }) {
      captions.append("Token prices are per 1,000,000 tokens.")
    }
    if isAnyMoved {
      captions.append("Amounts are rounded so that the lines add up.")
    }
    let tables = Set(items.compactMap { $0.charge.pricedBy.map { Name($0) } }).sorted().prefix(4)
    if !tables.isEmpty {
      captions.append("Priced by \(Phrase(list: tables.map { "\(name: $0)" })).")
    }
    if items.contains(where: { $0.charge.basis == .estimated }) {
      captions.append("Estimated lines follow the configured rates.")
    }
    if hasForeign { captions.append("Other currencies are not in the total unless converted.") }
    return captions.map(\.html)
  }

  /// `18%`, in whole numbers.
  func wholePercent(_ part: ExactDecimal, of whole: ExactDecimal) -> String? {
    guard whole.units > 0, part.units >= 0, part.units < .max / 400 else { return nil }
    let percent = (part.units * 200 / whole.units + 1) / 2
    return percent == 0 && part.units > 0 ? "under 1%" : "\(percent)%"
  }
}
