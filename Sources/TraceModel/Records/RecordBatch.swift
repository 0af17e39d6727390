/// The records of some events, with what they point at.
///
/// Copies share their memory; whoever made the first one frees it.
package struct RecordBatch: Sendable {
  package var events = Column<EventRecord>()
  package var contexts = Column<ContextRecord>()
  package var usages = Column<UsageRecord>()
  package var verdicts = Column<VerdictRecord>()
  package var charges = Column<ChargeRecord>()
  package var tasks = Column<TaskRecord>()
  package var links = Column<LinkRecord>()
  /// Decimals that a `PackedDecimal` can't hold.
  package var wide = Column<ExactDecimal>()
  /// The bytes of all ids.
  package var ids = Column<UInt8>()

  package init() {}

  package var sizeInBytes: Int {
    events.sizeInBytes + contexts.sizeInBytes + usages.sizeInBytes + verdicts.sizeInBytes
      + charges.sizeInBytes + tasks.sizeInBytes + links.sizeInBytes + wide.sizeInBytes
      + ids.sizeInBytes
  }

  /// Forgets the records and keeps their memory.
  package mutating func clear() {
    events.truncate()
    contexts.truncate()
    usages.truncate()
    verdicts.truncate()
    charges.truncate()
    tasks.truncate()
    links.truncate()
    wide.truncate()
    ids.truncate()
  }

  package mutating func free() {
    events.free()
    contexts.free()
    usages.free()
    verdicts.free()
    charges.free()
    tasks.free()
    links.free()
    wide.free()
    ids.free()
  }
}

// MARK: - Putting batches together

/// How many elements each column of a batch has, in the order in which they are written.
package struct RecordCounts: Sendable, BitwiseCopyable {
  package var events = 0
  package var contexts = 0
  package var usages = 0
  package var verdicts = 0
  package var charges = 0
  package var tasks = 0
  package var links = 0
  package var wide = 0
  package var ids = 0
  package init() {}
}

extension RecordBatch {
  package var counts: RecordCounts {
    var counts = RecordCounts()
    counts.events = events.count
    counts.contexts = contexts.count
    counts.usages = usages.count
    counts.verdicts = verdicts.count
    counts.charges = charges.count
    counts.tasks = tasks.count
    counts.links = links.count
    counts.wide = wide.count
    counts.ids = ids.count
    return counts
  }

  /// Takes over another batch's records.
  package mutating func append(_ other: RecordBatch) {
    var columns = other.columns.makeIterator()
    append(other.counts) { memory in
      if let column = columns.next() { memory.copyMemory(from: column) }
    }
  }

  /// The memory of the columns, in the order of `RecordCounts`.
  package var columns: [UnsafeRawBufferPointer] {
    [
      events.bytes, contexts.bytes, usages.bytes, verdicts.bytes, charges.bytes, tasks.bytes,
      links.bytes, wide.bytes, ids.bytes,
    ]
  }

  /// Takes in columns of these counts, each filled by `fill` in the order of `RecordCounts`.
  package mutating func append<Failure>(
    _ counts: RecordCounts, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let before = self.counts
    let added = events.extend(by: counts.events)
    let addedVerdicts: UnsafeMutableBufferPointer<VerdictRecord>
    let addedCharges: UnsafeMutableBufferPointer<ChargeRecord>
    try fill(UnsafeMutableRawBufferPointer(added))
    try fill(UnsafeMutableRawBufferPointer(contexts.extend(by: counts.contexts)))
    try fill(UnsafeMutableRawBufferPointer(usages.extend(by: counts.usages)))
    addedVerdicts = verdicts.extend(by: counts.verdicts)
    try fill(UnsafeMutableRawBufferPointer(addedVerdicts))
    addedCharges = charges.extend(by: counts.charges)
    try fill(UnsafeMutableRawBufferPointer(addedCharges))
    try fill(UnsafeMutableRawBufferPointer(tasks.extend(by: counts.tasks)))
    try fill(UnsafeMutableRawBufferPointer(links.extend(by: counts.links)))
    try fill(UnsafeMutableRawBufferPointer(wide.extend(by: counts.wide)))
    try fill(UnsafeMutableRawBufferPointer(ids.extend(by: counts.ids)))
    guard before.events > 0 else { return }
    for index in added.indices {
      added[index].firstID += UInt32(before.ids)
      if added[index].context >= 0 { added[index].context += Int32(before.contexts) }
      if added[index].usage >= 0 { added[index].usage += Int32(before.usages) }
      if added[index].verdict >= 0 { added[index].verdict += Int32(before.verdicts) }
      if added[index].link >= 0 { added[index].link += Int32(before.links) }
      added[index].firstCharge += UInt32(before.charges)
      added[index].firstTask += UInt32(before.tasks)
    }
    for index in addedVerdicts.indices {
      addedVerdicts[index].firstCauseID += UInt32(before.ids)
      addedVerdicts[index].score = addedVerdicts[index].score.moved(by: before.wide)
    }
    guard before.wide > 0 else { return }
    for index in addedCharges.indices {
      addedCharges[index].quantity = addedCharges[index].quantity.moved(by: before.wide)
      addedCharges[index].amount = addedCharges[index].amount.moved(by: before.wide)
    }
  }
}

extension RecordBatch {
  /// Makes room for about as many records as another batch had.
  ///
  /// A column that grows is copied into memory never touched before, which costs more than to fill it.
  package mutating func reserve(_ counts: RecordCounts) {
    events.reserve(counts.events + counts.events / 8)
    contexts.reserve(counts.contexts + counts.contexts / 8)
    usages.reserve(counts.usages + counts.usages / 8)
    verdicts.reserve(counts.verdicts + counts.verdicts / 8)
    charges.reserve(counts.charges + counts.charges / 8)
    tasks.reserve(counts.tasks)
    links.reserve(counts.links + counts.links / 8)
    wide.reserve(counts.wide)
    ids.reserve(counts.ids + counts.ids / 8)
  }
}

extension RecordBatch {
  /// Copies one record of another batch, with what it points at.
  package mutating func append(recordAt index: Int, of other: RecordBatch) {
    var record = other.events[index]
    let idCount =
      Int(record.traceLength) + Int(record.eventLength) + Int(record.parentLength)
      + Int(record.attemptOfLength)
    record.firstID = keep(other, Int(record.firstID), idCount)
    if record.context >= 0 {
      contexts.append(other.contexts[Int(record.context)])
      record.context = Int32(contexts.count - 1)
    }
    if record.usage >= 0 {
      usages.append(other.usages[Int(record.usage)])
      record.usage = Int32(usages.count - 1)
    }
    if record.verdict >= 0 {
      var verdict = other.verdicts[Int(record.verdict)]
      verdict.firstCauseID = keep(
        other, Int(verdict.firstCauseID), Int(verdict.causeLength))
      verdict.score = keep(verdict.score, of: other)
      verdicts.append(verdict)
      record.verdict = Int32(verdicts.count - 1)
    }
    if record.link >= 0 {
      links.append(other.links[Int(record.link)])
      record.link = Int32(links.count - 1)
    }
    let range = record.chargeRange
    record.firstCharge = UInt32(charges.count)
    for charge in range {
      var charge = other.charges[charge]
      charge.quantity = keep(charge.quantity, of: other)
      charge.amount = keep(charge.amount, of: other)
      charges.append(charge)
    }
    let tasks = Int(record.firstTask)..<Int(record.firstTask) + Int(record.taskCount)
    record.firstTask = UInt32(self.tasks.count)
    for task in tasks { self.tasks.append(other.tasks[task]) }
    events.append(record)
  }

  private mutating func keep(_ other: RecordBatch, _ first: Int, _ count: Int) -> UInt32 {
    let start = UInt32(ids.count)
    UnsafeMutableRawBufferPointer(ids.extend(by: count)).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: other.ids.bytes[first..<first + count]))
    return start
  }

  private mutating func keep(_ decimal: PackedDecimal, of other: RecordBatch) -> PackedDecimal {
    decimal.decimal(other.wide).map { PackedDecimal($0, wide: &wide) } ?? .none
  }
}

extension Column {
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: sizeInBytes)
  }
}
