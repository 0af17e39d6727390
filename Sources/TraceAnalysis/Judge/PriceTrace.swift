import TraceModel

/// What a trace cost: its recorded charges, prices where nothing was recorded, and estimates.
struct PricedTrace {
  var charges: [CountedCharge] = []
  var unpriced: [Int32] = []
}

func price(
  _ trace: JoinedTrace, in batch: RecordBatch, _ names: NameTable, _ rules: CountingRules
) -> PricedTrace {
  var priced = PricedTrace()
  var hasRecordedInfrastructure = false
  let traceDay = trace.start.map { rules.calendar.day(of: Instant(nanoseconds: $0)) }
  for index in trace.events.indices where !trace.events[index].isSuperseded {
    let record = batch.events[Int(trace.events[index].record)]
    let place = Int32(index)
    for chargeIndex in record.chargeRange {
      let charge = batch.charges[chargeIndex]
      if charge.source == .infrastructure { hasRecordedInfrastructure = true }
      let currency = charge.currency == .none ? rules.currency : names.name(charge.currency)
      priced.charges.append(
        CountedCharge(
          place: place, source: charge.source, basis: .recorded, amount: charge.amount,
          converted: rules.convert(
            charge.amount, from: currency, on: record.day(rules) ?? traceDay),
          currency: charge.currency, detail: .recorded(chargeIndex)))
    }
    guard record.chargeCount == 0, record.stage == .model else { continue }
    guard !record.hasRefusedCharge, let charges = madeCharges(for: record, in: batch, names, rules),
      charges.allSatisfy(\.amount.isChargeable)
    else {
      priced.unpriced.append(place)
      continue
    }
    for charge in charges {
      priced.add(charge, at: place, on: record.day(rules) ?? traceDay, rules)
    }
  }
  if !hasRecordedInfrastructure {
    let estimates = rules.infrastructure.charges(
      forLatency: trace.latency, currency: rules.currency)
    for charge in estimates ?? [] { priced.add(charge, at: -1, on: traceDay, rules) }
  }
  return priced
}

/// What a model event without charges is taken to cost: by the rate of one's own machine, else by
/// the price table. Nil if it used tokens and nobody knows their price.
private func madeCharges(
  for record: EventRecord, in batch: RecordBatch, _ names: NameTable, _ rules: CountingRules
) -> [Charge]? {
  let model = names.known(record.model)
  if let model, rules.infrastructure.models[model] != nil, record.duration >= 0 {
    return rules.infrastructure.charges(
      forModel: model, duration: record.duration, currency: rules.currency)
  }
  guard record.usage >= 0 else { return [] }
  let usage = batch.usages[Int(record.usage)].usage
  guard usage != Usage() else { return [] }
  return rules.prices.price(
    provider: names.known(record.provider), model: model,
    at: record.hasClock ? Instant(nanoseconds: record.start) : nil, usage: usage
  ).charges
}

extension CountingRules {
  /// In the report's currency; nil without a rate for the day.
  fileprivate func convert(_ amount: ExactDecimal, from currency: Name, on day: Day?)
    -> ExactDecimal?
  {
    if currency == self.currency { return amount }
    return exchange.convert(amount, from: currency, on: day ?? Day(number: 0)).amount
  }
}

extension EventRecord {
  fileprivate func day(_ rules: CountingRules) -> Day? {
    hasClock ? rules.calendar.day(of: Instant(nanoseconds: start)) : nil
  }
}

extension PricedTrace {
  fileprivate mutating func add(
    _ charge: Charge, at place: Int32, on day: Day?, _ rules: CountingRules
  ) {
    charges.append(
      CountedCharge(
        place: place, source: charge.source, basis: charge.basis, amount: charge.amount,
        converted: rules.convert(charge.amount, from: charge.currency, on: day),
        currency: .none, detail: .made(charge)))
  }
}

extension EventRecord {
  package var chargeRange: Range<Int> {
    Int(firstCharge)..<Int(firstCharge) + Int(chargeCount)
  }
}

extension NameTable {
  /// Nil for the absent name.
  package func known(_ id: NameID) -> Name? { id == .none ? nil : name(id) }
}
