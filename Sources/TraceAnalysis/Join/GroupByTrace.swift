import TraceModel

/// The records of a batch, trace by trace.
struct TraceGroups {
  /// Places of records; those of one trace stand together, in the order of the batch.
  private(set) var order: [Int32] = []
  /// Where each trace begins in `order`, and at last its end.
  private(set) var starts: [Int32] = []

  private var slots: [Int32] = []
  private var groupOfRecord: [Int32] = []
  private var firstRecords: [Int32] = []
  // Ids are chosen by strangers: without a seed they could all fall into one slot.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { starts.count - 1 }

  subscript(group: Int) -> ArraySlice<Int32> {
    order[Int(starts[group])..<Int(starts[group + 1])]
  }

  /// Groups by the trace id's bytes, by a table of hashes and a counting sort.
  mutating func group(_ records: RecordBatch) {
    let count = records.events.count
    var size = 1024
    while size < count / 2 { size *= 2 }
    slots.removeAll(keepingCapacity: true)
    slots.append(contentsOf: repeatElement(-1, count: size))
    firstRecords.removeAll(keepingCapacity: true)
    groupOfRecord.removeAll(keepingCapacity: true)
    groupOfRecord.reserveCapacity(count)
    starts.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let group = find(index, in: records)
      groupOfRecord.append(group)
      starts[Int(group)] += 1
    }
    var next: Int32 = 0
    for group in starts.indices { (starts[group], next) = (next, next + starts[group]) }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: repeatElement(0, count: count))
    for index in 0..<count {
      let group = Int(groupOfRecord[index])
      order[Int(starts[group])] = Int32(index)
      starts[group] += 1
    }
    // Each start has moved to its end, which is the start of the next one.
    starts.insert(0, at: 0)
  }

  private mutating func find(_ index: Int, in records: RecordBatch) -> Int32 {
    if firstRecords.count * 2 > slots.count { grow(records) }
    let hash = records.events[index].traceHash
    var slot = Int(truncatingIfNeeded: hash.folded(with: seed)) & (slots.count - 1)
    while slots[slot] >= 0 {
      let first = Int(firstRecords[Int(slots[slot])])
      if records.events[first].traceHash == hash,
        records.traceID(of: first) == records.traceID(of: index)
      {
        return slots[slot]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let group = Int32(firstRecords.count)
    slots[slot] = group
    firstRecords.append(Int32(index))
    starts.append(0)
    return group
  }

  private mutating func grow(_ records: RecordBatch) {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (group, first) in firstRecords.enumerated() {
      let hash = records.events[Int(first)].traceHash
      var slot = Int(truncatingIfNeeded: hash.folded(with: seed)) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(group)
    }
  }
}
