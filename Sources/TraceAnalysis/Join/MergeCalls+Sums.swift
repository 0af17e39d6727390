import TraceModel

// MARK: - Sums

extension CallMerger {
  /// How many calls may lie around one another, as each library logs its own.
  private static let deepest = 8

  /// A model call around model calls that say what they used counts nothing itself. What it was
  /// billed goes to the one inside that used the same tokens and says no cost of its own.
  mutating func dropSums(_ records: inout RecordBatch) {
    let calls = kept.filter {
      records.events[Int($0)].stage == .model && records.events[Int($0)].part > 0
    }
    guard calls.count > 1 else { return }
    let spans = SpanTree(kept, records)
    var usedInside: [Int32: [Int]] = [:]
    for call in calls where records.events[Int(call)].usage >= 0 {
      guard let around = spans.modelCall(above: call, records) else { continue }
      usedInside[around, default: []].append(Int(call))
    }
    for call in calls {
      let index = Int(call)
      guard let inside = usedInside[call] else { continue }
      var innermost = inside
      for _ in 0..<Self.deepest where innermost.count == 1 {
        guard let deeper = usedInside[Int32(innermost[0])] else { break }
        innermost = deeper
      }
      if innermost.count == 1, records.events[index].chargeCount > 0,
        records.events[innermost[0]].chargeCount == 0, records.haveSameTokens(index, innermost[0])
      {
        records.events[innermost[0]].firstCharge = records.events[index].firstCharge
        records.events[innermost[0]].chargeCount = records.events[index].chargeCount
        changed.insert(Int32(innermost[0]))
      }
      records.events[index].usage = -1
      records.events[index].chargeCount = 0
      records.events[index].stage = .infrastructure
      changed.insert(call)
    }
  }
}

extension RecordBatch {
  fileprivate func haveSameTokens(_ one: Int, _ other: Int) -> Bool {
    guard events[one].usage >= 0, events[other].usage >= 0 else { return false }
    let left = usages[Int(events[one].usage)]
    let right = usages[Int(events[other].usage)]
    return left.prompt == right.prompt && left.completion == right.completion
  }
}
