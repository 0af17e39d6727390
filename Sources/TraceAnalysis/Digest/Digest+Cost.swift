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
    for (key, sum) in cost.ledger.rows {
      let kind = tables[key.kind]
      if sum.isUnconverted {
        summary.byCurrency.add(
          sum.unconverted, to: tables.name(kind.currency == .none ? currency : kind.currency))
      }
      guard sum.isConverted else { continue }
      let amount = sum.converted
      summary.total += amount
      summary.bySource.add(amount, to: kind.source)
      summary.byBasis.add(amount, to: kind.basis)
      summary.byFeature.add(amount, to: tables.name(key.feature))
      summary.byRoute.add(amount, to: tables.name(key.route))
      if key.day != .min {
        let day = Day(number: Int(key.day)).description
        summary.byDay.add(amount, to: day)
        summary.bySourceAndDay[day, default: [:]].add(amount, to: kind.source)
      }
      switch key.owner {
      case .model:
        summary.byProvider.add(amount, to: tables.name(key.provider))
        summary.byModel.add(amount, to: tables.name(key.model))
      case .tool: summary.byTool.add(amount, to: tables.name(key.tool))
      case .other: break
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
