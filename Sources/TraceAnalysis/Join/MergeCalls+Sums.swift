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
    moveSums(into: calls, spans, &records)
    var usedInside: [Int32: [Int]] = [:]
    for call in calls where records.events[Int(call)].usage >= 0 {
      guard let around = spans.modelCall(above: call, records),
        !records.isEarlierAttempt(call, of: around)
      else { continue }
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
      leaveOut(call, &records)
    }
  }

  /// Of calls inside of a call some logs say how they ended and not what they used. Then what the outer
  /// one used is what the last of them did, as those before it failed; and where that failed, so did it.
  private mutating func moveSums(
    into calls: [Int32], _ spans: SpanTree, _ records: inout RecordBatch
  ) {
    var inside: [Int32: [Int32]] = [:]
    var depths: [Int32: Int] = [:]
    for call in calls {
      guard let around = spans.modelCall(above: call, records) else { continue }
      inside[around, default: []].append(call)
      var outer: Int32? = around
      while let next = outer, depths[call, default: 0] < Self.deepest {
        depths[call, default: 0] += 1
        outer = spans.modelCall(above: next, records)
      }
    }
    guard !inside.isEmpty else { return }
    // From the outside to the inside, so that a sum around several calls comes to the innermost one.
    let inOrder = inside.keys.sorted {
      let (left, right) = (depths[$0] ?? 0, depths[$1] ?? 0)
      return left == right ? records.startsBefore($0, $1) : left < right
    }
    for call in inOrder {
      let outer = records.events[Int(call)]
      // An attempt may have those before it inside of itself.
      let sent = (inside[call] ?? []).filter {
        let number = records.events[Int($0)].attemptNumber
        return (number == 0 || number >= outer.attemptNumber)
          && !records.isEarlierAttempt($0, of: call)
      }
      guard let last = sent.max(by: { records.startsBefore($0, $1) }),
        sent.allSatisfy({ records.isModelCall($0) && records.events[Int($0)].usage < 0 }),
        records.isModelCall(call), (depths[call] ?? 0) < (depths[last] ?? 0),
        (outer.status == .ok) == (records.events[Int(last)].status == .ok)
      else { continue }
      records.events[Int(last)].usage = outer.usage
      let inner = records.events[Int(last)]
      if inner.model == inner.requested,
        inner.requested == outer.requested || undated[outer.model] == inner.model
      {
        // The inner one knows who was asked, not who answered.
        records.events[Int(last)].model = outer.model
      }
      if records.events[Int(last)].chargeCount == 0 {
        records.events[Int(last)].firstCharge = outer.firstCharge
        records.events[Int(last)].chargeCount = outer.chargeCount
      }
      changed.insert(last)
      leaveOut(call, &records)
    }
  }

  /// Makes a call a step that only holds others.
  private mutating func leaveOut(_ call: Int32, _ records: inout RecordBatch) {
    let index = Int(call)
    records.events[index].usage = -1
    records.events[index].chargeCount = 0
    let isRoot = records.events[index].parentLength == 0
    records.events[index].stage = isRoot ? .request : .infrastructure
    changed.insert(call)
  }
}

extension RecordBatch {
  fileprivate func isModelCall(_ record: Int32) -> Bool { events[Int(record)].stage == .model }

  /// Whether a failed attempt that stands below the one that answered is no part of what that one used:
  /// an answer that was turned down was billed by itself.
  fileprivate func isEarlierAttempt(_ record: Int32, of around: Int32) -> Bool {
    let (attempt, answer) = (events[Int(record)], events[Int(around)])
    return attempt.status != .ok && link(record).retry != .none && answer.status == .ok
      && (answer.attemptNumber == 0 || attempt.attemptNumber < answer.attemptNumber)
  }

  fileprivate func haveSameTokens(_ one: Int, _ other: Int) -> Bool {
    guard events[one].usage >= 0, events[other].usage >= 0 else { return false }
    let left = usages[Int(events[one].usage)]
    let right = usages[Int(events[other].usage)]
    return left.prompt == right.prompt && left.completion == right.completion
  }
}
