import TraceModel

extension CostDigest {
  mutating func code(_ coder: inout DigestCoder) throws {
    try ledger.code(&coder)
    try coder.code(&tracesByDay, emptyKey: Day(number: 0), emptyValue: 0) { coder, day in
      var number = Int64(day.number)
      try coder.code(&number)
      guard DigestCoder.days.contains(number) else { throw DigestMismatch.damaged }
      day = Day(number: Int(number))
    } value: {
      try $0.code(&$1)
    }
    try coder.code(&retries)
    try coder.code(&rejectedDrafts)
    try coder.code(&thrownAwayByTrigger)
    try coder.code(&thrownAwayByModel)
    try coder.code(&unpricedEvents)
    try coder.code(&unaccountedEvents)
    try coder.code(&unaccountedAtMost)
    try coder.code(&gaps, emptyKey: .none, emptyValue: GapDigest()) {
      try $0.code(&$1)
    } value: { coder, gap in
      try coder.code(&gap.unpriced)
      try coder.code(&gap.unaccounted)
      try coder.code(&gap.unaccountedAtMost)
      try coder.code(&gap.late)
      try coder.code(&gap.lateAmount)
    }
  }
}

extension ChargeLedger {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    guard coder.mode == .reading else {
      return try coder.write(sums.count) { coder, place in
        var key = keys[place]
        try key.code(&coder)
      } value: { coder, place in
        var sum = sums[place]
        try sum.code(&coder)
      }
    }
    self = ChargeLedger()
    try coder.read { coder in
      var key = Key()
      var sum = Sum()
      try key.code(&coder)
      try sum.code(&coder)
      add(sum, to: key)
    }
  }
}

extension ChargeLedger.Key {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(day: &day)
    try coder.code(day: &rateDay)
    let tables = coder.recordTables
    var kind = kind.number == 0 ? ChargeKind(source: .model) : tables[kind]
    try kind.code(&coder)
    if coder.mode == .reading { self.kind = tables.number(of: kind) }
    try coder.code(&owner)
    try coder.code(&isUsed)
    try coder.code(&provider)
    try coder.code(&model)
    try coder.code(&tool)
    try coder.code(&feature)
    try coder.code(&route)
  }
}

extension ChargeLedger.Sum {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&hasQuantity)
    try coder.code(&quantity)
    try coder.code(&amount)
    try coder.code(&isConverted)
    try coder.code(&converted)
    try coder.code(&isUnconverted)
    try coder.code(&unconverted)
  }
}

extension ChargeKind {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&source)
    try coder.code(&basis)
    try coder.code(&item)
    try coder.code(&unit)
    try coder.code(&currency)
    try coder.code(&hasUnitPrice)
    try coder.code(&unitPriceUnits)
    try coder.code(&pricedBy)
  }
}
