import TraceModel

extension Digest {
  /// What the charges add up to, all from the rows of the ledger, so that no two figures disagree.
  func costSummary(_ tables: RecordTables, _ rules: CountingRules) -> CostSummary {
    var summary = CostSummary()
    summary.currency = rules.currency
    let currency = tables.number(of: rules.currency)
    for (day, traces) in cost.tracesByDay {
      summary.byDay[day.description] = .zero
      summary.bySourceAndDay[day.description] = [:]
      summary.tracesByDay[day.description] = traces
    }
    var sums = LedgerSums()
    for (key, sum) in cost.ledger.rows { sums.add(sum, key, tables[key.kind], currency) }
    summary.total = sums.total
    summary.bySource = sums.bySource
    summary.byBasis = sums.byBasis
    summary.byCurrency = sums.byCurrency.named(tables)
    summary.byFeature = sums.byFeature.named(tables)
    summary.byRoute = sums.byRoute.named(tables)
    summary.byProvider = sums.byProvider.named(tables)
    summary.byModel = sums.byModel.named(tables)
    summary.byTool = sums.byTool.named(tables)
    for (day, bySource) in sums.bySourceAndDay {
      let day = Day(number: Int(day)).description
      for (source, amount) in bySource {
        summary.byDay.add(amount, to: day)
        summary.bySourceAndDay[day, default: [:]].add(amount, to: source)
      }
    }
    summary.charges = chargeRows(tables, rules)
    summary.exchanged = summary.charges.exchanged
    for (payee, gap) in cost.gaps {
      summary.gaps[tables.name(payee), default: BillingGaps()].add(gap)
    }
    summary.infrastructureRates = rules.infrastructure
    summary.handOffCost = rules.handOff
    summary.retries = cost.retries
    summary.rejectedDrafts = cost.rejectedDrafts
    summary.thrownAwayByTrigger = cost.thrownAwayByTrigger.named(tables)
    summary.thrownAwayByModel = cost.thrownAwayByModel.named(tables)
    summary.unpricedEvents = cost.unpricedEvents
    summary.unaccountedEvents = cost.unaccountedEvents
    summary.unaccountedAtMost = cost.unaccountedAtMost
    if let handOff = rules.handOff,
      let each = handOff.minutes.multiplied(by: handOff.ratePerMinute)
    {
      summary.handOffs = each.multiplied(by: ExactDecimal(verdicts.handedOff))
    }
    return summary
  }
}

/// The ledger added up in every way, by numbers: a ledger has many rows to a name.
private struct LedgerSums {
  var total = ExactDecimal.zero
  var bySource: [CostSource: ExactDecimal] = [:]
  var byBasis: [CostBasis: ExactDecimal] = [:]
  /// What could not be converted.
  var byCurrency: [NameID: ExactDecimal] = [:]
  var byFeature: [NameID: ExactDecimal] = [:]
  var byRoute: [NameID: ExactDecimal] = [:]
  var byProvider: [NameID: ExactDecimal] = [:]
  var byModel: [NameID: ExactDecimal] = [:]
  var byTool: [NameID: ExactDecimal] = [:]
  var bySourceAndDay: [Int32: [CostSource: ExactDecimal]] = [:]

  mutating func add(
    _ sum: ChargeLedger.Sum, _ key: ChargeLedger.Key, _ kind: ChargeKind, _ currency: NameID
  ) {
    if sum.isUnconverted {
      byCurrency.add(sum.unconverted, to: kind.currency == .none ? currency : kind.currency)
    }
    guard sum.isConverted else { return }
    let amount = sum.converted
    total += amount
    bySource.add(amount, to: kind.source)
    byBasis.add(amount, to: kind.basis)
    byFeature.add(amount, to: key.feature)
    byRoute.add(amount, to: key.route)
    if key.day != .min { bySourceAndDay[key.day, default: [:]].add(amount, to: kind.source) }
    switch key.owner {
    case .model:
      byProvider.add(amount, to: key.provider)
      byModel.add(amount, to: key.model)
    case .tool: byTool.add(amount, to: key.tool)
    case .other: break
    }
  }
}
