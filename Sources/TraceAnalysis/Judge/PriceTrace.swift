import TraceModel

/// What a trace cost: its recorded charges, prices where nothing was recorded, and estimates.
struct Pricer {
  private let rules: CountingRules
  private var tables: LocalTables
  private let kinds: ValueTable<ChargeKind>
  private let currency: NameID
  /// By kind of charge: 1 if it is in the report's currency, 2 if not, 0 while unknown.
  private var currencies: [UInt8]

  init(_ rules: CountingRules, _ tables: RecordTables) {
    self.rules = rules
    self.tables = LocalTables(tables)
    kinds = tables.allChargeKinds
    currency = tables.number(of: rules.currency)
    currencies = Array(repeating: 0, count: kinds.count + 1)
  }

  mutating func price(_ trace: inout JudgedTrace) {
    trace.charges.removeAll(keepingCapacity: true)
    trace.unpriced.removeAll(keepingCapacity: true)
    trace.offTable.removeAll(keepingCapacity: true)
    trace.money = TraceMoney()
    var hasRecordedInfrastructure = false
    var hasCountedCall: Bool?
    let records = trace.joined.records
    for place in trace.joined.events.indices where !trace.joined.events[place].isSuperseded {
      let index = trace.joined.index(place)
      let first = Int(records.events[index].firstCharge)
      let range = first..<first + Int(records.events[index].chargeCount)
      let before = trace.charges.count
      for charge in range {
        let record = records.charges[charge]
        let kind = kinds[record.kind.number]
        guard let amount = record.amount.decimal(records.wide) else { continue }
        if kind.source == .infrastructure { hasRecordedInfrastructure = true }
        var counted = CountedCharge(
          place: Int32(place), kind: record.kind, source: kind.source, basis: .recorded,
          quantity: record.quantity.decimal(records.wide), amount: amount, converted: amount)
        if !isInReportCurrency(record.kind, kind) {
          convert(&counted, from: tables.shared.name(kind.currency), trace)
        }
        trace.add(counted)
      }
      guard records.events[index].stage == .model else {
        if range.isEmpty, trace.joined.records.isStepWithUsage(index) {
          if hasCountedCall == nil { hasCountedCall = trace.joined.hasCountedCall }
          if isPricedSum(index, of: trace.joined, hasCountedCall == true) {
            addMade(at: place, to: &trace)
          }
        }
        continue
      }
      if range.isEmpty {
        addMade(at: place, to: &trace)
      } else if isOffTable(records.events[index], trace, from: before) {
        trace.offTable.append(Int32(place))
      }
    }
    if !hasRecordedInfrastructure {
      let estimates = rules.infrastructure.charges(
        forLatency: trace.joined.latency, currency: rules.currency)
      for charge in estimates ?? [] { add(charge, at: -1, to: &trace) }
    }
  }

  private mutating func isInReportCurrency(_ id: ChargeKindID, _ kind: ChargeKind) -> Bool {
    if currencies[Int(id.number)] == 0 {
      let isSame =
        kind.currency == .none || kind.currency == currency
        || rules.exchange.isReportCurrency(tables.shared.name(kind.currency))
      currencies[Int(id.number)] = isSame ? 1 : 2
    }
    return currencies[Int(id.number)] == 1
  }

  private func convert(_ charge: inout CountedCharge, from currency: Name, _ trace: JudgedTrace) {
    let conversion = rules.exchange.convert(
      charge.amount, from: currency, on: day(of: Int(charge.place), in: trace))
    charge.converted = conversion.amount
    charge.rateDay = conversion.rateDay
  }

  /// The day a charge is converted on: its event's, else its trace's.
  private func day(of place: Int, in trace: JudgedTrace) -> Day {
    let record = place >= 0 ? trace.joined.record(place) : nil
    let start = record.flatMap { $0.hasClock ? $0.start : nil } ?? trace.joined.start
    return start.map { rules.calendar.day(of: Instant(nanoseconds: $0)) } ?? Day(number: 0)
  }

  /// Whether it is a step that says what a model used inside of it, and nothing inside says so. One's
  /// own machines are paid by the time of each call.
  ///
  /// - Parameter hasCountedCall: a log of ours does not tell whose sum it is, so none counts beside calls.
  private func isPricedSum(
    _ index: Int, of trace: JoinedTrace, _ hasCountedCall: Bool
  ) -> Bool {
    let holdsUsage = trace.records.link(Int32(index)).holdsUsage
    if hasCountedCall, !holdsUsage { return false }
    guard let model = tables.shared.known(trace.records.events[index].model) else {
      return holdsUsage
    }
    return rules.infrastructure.models[model] == nil
  }

  private mutating func addMade(at place: Int, to trace: inout JudgedTrace) {
    let record = trace.joined.record(place)
    guard !record.traits.contains(.refusedCharge), let made = madeCharges(for: record, trace),
      made.allSatisfy(\.amount.isChargeable)
    else {
      trace.unpriced.append(Int32(place))
      return
    }
    for charge in made { add(charge, at: place, to: &trace) }
  }

  /// What a model event without charges is taken to cost: by the rate of one's own machine, else
  /// by the price table. Nil if it used tokens and nobody knows their price.
  private func madeCharges(for record: EventRecord, _ trace: JudgedTrace) -> [Charge]? {
    guard record.usage >= 0 || !rules.infrastructure.models.isEmpty else { return [] }
    let model = tables.shared.known(record.model)
    if let model, rules.infrastructure.models[model] != nil, record.duration >= 0 {
      return rules.infrastructure.charges(
        forModel: model, duration: record.duration, currency: rules.currency)
    }
    guard record.usage >= 0 else { return [] }
    let usage = trace.joined.records.usages[Int(record.usage)].usage
    guard usage != Usage() else { return [] }
    return rules.prices.price(
      provider: tables.shared.known(record.provider), model: model,
      at: record.hasClock ? Instant(nanoseconds: record.start) : nil, usage: usage,
      tier: trace.joined.records.serviceTier(of: record)
    ).charges
  }

  /// Whether the charges of a model event, amounts without a unit price, add up to something else
  /// than its tokens cost by the price table; those with one are held against that.
  private func isOffTable(_ record: EventRecord, _ trace: JudgedTrace, from first: Int) -> Bool {
    guard record.usage >= 0, first < trace.charges.count else { return false }
    var recorded = ExactDecimal.zero
    for charge in trace.charges[first...] {
      let kind = kinds[charge.kind.number]
      guard charge.source == .model, !kind.hasUnitPrice, let amount = charge.converted,
        charge.rateDay == .min, amount >= .zero
      else { return false }
      recorded += amount
    }
    let usage = trace.joined.records.usages[Int(record.usage)].usage
    guard usage.prompt != nil, usage.completion != nil,
      let charges = rules.prices.price(
        provider: tables.shared.known(record.provider), model: tables.shared.known(record.model),
        at: record.hasClock ? Instant(nanoseconds: record.start) : nil, usage: usage,
        tier: trace.joined.records.serviceTier(of: record)
      ).charges, charges.allSatisfy({ rules.exchange.isReportCurrency($0.currency) })
    else { return false }
    let expected = charges.reduce(ExactDecimal.zero) { $0 + $1.amount }
    guard recorded != expected else { return false }
    let difference = recorded < expected ? expected - recorded : recorded - expected
    return difference.share(of: expected) > rules.tolerance.share(of: ExactDecimal(1))
  }

  private mutating func add(_ charge: Charge, at place: Int, to trace: inout JudgedTrace) {
    var kind = ChargeKind(source: charge.source)
    kind.basis = charge.basis
    kind.item = tables.number(of: Name(charge.item ?? ""))
    kind.unit = tables.number(of: Name(charge.unit ?? ""))
    kind.currency = tables.number(of: charge.currency)
    kind.unitPrice = charge.unitPrice
    if let pricedBy = charge.pricedBy { kind.pricedBy = tables.number(of: Name(pricedBy)) }
    var counted = CountedCharge(
      place: Int32(place), kind: tables.number(of: kind), source: charge.source,
      basis: charge.basis, quantity: charge.quantity, amount: charge.amount,
      converted: charge.amount)
    if kind.currency != currency, !rules.exchange.isReportCurrency(charge.currency) {
      convert(&counted, from: charge.currency, trace)
    }
    trace.add(counted)
  }
}

extension JudgedTrace {
  fileprivate mutating func add(_ charge: CountedCharge) {
    charges.append(charge)
    if charge.place >= 0 { joined.events[Int(charge.place)].isCharged = true }
    guard let amount = charge.converted else { return }
    money.total += amount
    money.bySource[charge.source] += amount
    money.byBasis[charge.basis] += amount
    guard charge.place >= 0 else { return }
    joined.events[Int(charge.place)].cost += amount
    if let attempt = joined.events[Int(charge.place)].attempt, !attempt.isUsed {
      money.retries += amount
    }
  }
}

extension JoinedTrace {
  /// Whether a call of a model in it says what it used or cost.
  fileprivate var hasCountedCall: Bool {
    events.indices.contains { records.isCountedCall(Int32(index($0))) }
  }
}
