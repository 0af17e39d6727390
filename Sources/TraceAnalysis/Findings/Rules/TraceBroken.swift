import TraceModel

/// Events that contradict each other or hang in the air.
struct TraceBroken: FindingRule {
  static let code = "trace-broken"

  private enum Way: UInt8, CaseIterable {
    case conflict, orphan, ownParent, beforeParent
  }

  func find(in trace: JudgedTrace, _ facts: FindingFacts, _ found: inout [Finding]) {
    for place in trace.joined.events.indices {
      let event = trace.joined.events[place]
      func add(_ way: Way) { found.append(Finding(place: Int32(place), variant: way.rawValue)) }
      if event.isSuperseded { add(.conflict) }
      if event.isOrphan { add(.orphan) }
      if event.parent == Int32(place) {
        add(.ownParent)
      } else if event.parent > Int32(place), !isRounded(place, in: trace.joined) {
        add(.beforeParent)
      }
    }
  }

  /// Whether it may seem to start before its parent only as some logs have whole milliseconds.
  private func isRounded(_ place: Int, in trace: JoinedTrace) -> Bool {
    let above = Int(trace.events[place].parent)
    let (event, parent) = (trace.record(place), trace.record(above))
    guard event.hasClock, parent.hasClock, trace.events[above].parent != Int32(place) else {
      return false
    }
    return (1..<1_000_000).contains(parent.start &- event.start)
  }

  func message(of finding: Finding, in trace: JudgedTrace, _ tables: RecordTables) -> String {
    switch Way.allCases[Int(finding.variant)] {
    case .conflict: "another event with the same ids says something else and ranks last"
    case .orphan: "the parent it names is not in the trace"
    case .ownParent: "it names itself as its parent"
    case .beforeParent: "it starts before its parent"
    }
  }
}
