// An agent says what the calls below it used and cost. Where one of them says so itself, that counts and
// the sum does not; where none does, nobody else says it, and the sum counts where it stands:
//
//   invoke_agent  120 tokens, 0.02 USD   counts nothing      invoke_agent  120 tokens, 0.02 USD   counts
//   ├─ chat       100 tokens             counts              ├─ chat
//   └─ chat        20 tokens             counts              └─ chat
//
// What hangs below nothing that the agent does, as the log of a gateway, may be of the agent's calls too
// where it began while the agent was at work.

import TraceModel

extension CallMerger {
  /// What a step around calls says that they used and cost counts only where none of them says any.
  mutating func dropStepSums(_ records: inout RecordBatch) {
    let steps = kept.filter { records.isCountedStep($0) }
    guard !steps.isEmpty else { return }
    let spans = SpanTree(kept, records)
    var holders: Set<Int32> = []
    var calls: [Int32] = []
    for record in kept {
      let isCall = records.isCountedCall(record)
      guard isCall || records.isCountedStep(record) else { continue }
      if isCall { calls.append(record) }
      spans.forEachAbove(record, records) { holders.insert($0).inserted }
    }
    let others = CallStarts(calls, spans, records)
    for step in steps {
      let isSaid =
        holders.contains(spans.record(like: step, records))
        || records.isSum(step)
          && (spans.isInsideCountedCall(step, records)
            || others.hasCall(during: step, below: spans.top(of: step, records), records))
      guard isSaid else { continue }
      records.events[Int(step)].usage = -1
      records.events[Int(step)].chargeCount = 0
      changed.insert(step)
    }
  }
}

/// When the calls of a trace began, and which tree of it each hangs in.
private struct CallStarts {
  private var calls: [(start: Int64, top: Int32)] = []
  /// Of each call the next one of another tree.
  private var nextOther: [Int] = []

  init(_ calls: [Int32], _ spans: SpanTree, _ records: RecordBatch) {
    self.calls = calls.compactMap {
      let event = records.events[Int($0)]
      return event.hasClock ? (event.start, spans.top(of: $0, records)) : nil
    }
    self.calls.sort { $0.start < $1.start }
    nextOther = Array(repeating: self.calls.count, count: self.calls.count)
    for place in self.calls.indices.dropLast().reversed() {
      nextOther[place] =
        self.calls[place].top == self.calls[place + 1].top ? nextOther[place + 1] : place + 1
    }
  }

  /// Whether one of another tree than the step's began while the step lasted.
  func hasCall(during step: Int32, below top: Int32, _ records: RecordBatch) -> Bool {
    let event = records.events[Int(step)]
    guard event.hasClock else { return false }
    var (low, high) = (0, calls.count)
    while low < high {
      let middle = (low + high) / 2
      if calls[middle].start < event.start { low = middle + 1 } else { high = middle }
    }
    guard low < calls.count else { return false }
    let other = calls[low].top == top ? nextOther[low] : low
    return other < calls.count && calls[other].start <= event.end
  }
}

extension RecordBatch {
  /// Whether it is a step that says what calls used, of itself or of what is inside of it.
  func isStepWithUsage(_ record: Int) -> Bool {
    events[record].usage >= 0 && isSum(Int32(record))
  }

  /// Whether it is a step that says what it used or cost, of itself or of what is inside of it.
  fileprivate func isCountedStep(_ record: Int32) -> Bool {
    let event = events[Int(record)]
    return event.stage != .model && (event.chargeCount > 0 || event.usage >= 0)
      && link(record).holdsUsage
  }

  /// Whether what such a step says is of calls inside of it: a tool's is its own.
  fileprivate func isSum(_ record: Int32) -> Bool {
    let stage = events[Int(record)].stage
    return stage == .request || stage == .infrastructure
  }

  /// Whether it is a call of a model that says what it used or cost.
  func isCountedCall(_ record: Int32) -> Bool {
    let event = events[Int(record)]
    guard event.stage == .model else { return false }
    return event.chargeCount > 0 || event.usage >= 0 && usages[Int(event.usage)].isAnyUsed
  }
}
